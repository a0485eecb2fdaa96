//! Section `[media.document]`: how far documents and archives are read.

use serde::{Deserialize, Serialize};

/// Limits of one document or archive; those of the worker hold beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentConfig {
    /// Pages rendered and read of one document, from its beginning.
    pub pages_max: u32,
    /// Different pictures taken out of one document or archive.
    pub pictures_max: u32,
    /// Files looked at in one archive.
    pub members_max: u32,
    /// Bytes all files of one archive may have together once unpacked.
    pub unpacked_bytes_max: u64,
    /// Text kept of one document.
    pub text_bytes_max: u32,
    /// Time after which a document is answered for with what was read until then. Below
    /// `media.cpu_seconds_max` and `media.timeout_ms`, which end its worker.
    pub budget_ms: u64,
}

impl Default for DocumentConfig {
    fn default() -> Self {
        Self {
            pages_max: 300,
            pictures_max: 500,
            members_max: 2_000,
            unpacked_bytes_max: 256 << 20,
            text_bytes_max: 1 << 20,
            budget_ms: 15_000,
        }
    }
}
