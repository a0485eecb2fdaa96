//! How much two videos, sounds or documents have in common, and where.

use serde::{Deserialize, Serialize};

/// What of an item was found in something banked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// Share of the item's that was found in the banked one, in percent.
    pub item_percent: u32,
    /// Share of the banked one that was found in the item's, in percent.
    pub banked_percent: u32,
    /// Stretches of a video or a sound, longest first; empty for documents.
    pub stretches: Vec<Stretch>,
    /// Pages of a document: number in the item's, number in the banked one, both from 1.
    pub pages: Vec<(u32, u32)>,
}

/// A stretch of time in the item's video or sound, and the one it was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Where it begins in the item's.
    pub item_start_ms: u32,
    /// Where it ends there.
    pub item_end_ms: u32,
    /// Where it begins in the banked one.
    pub banked_start_ms: u32,
    /// Where it ends there.
    pub banked_end_ms: u32,
}
