//! The index over the hashes of all banks: who lies within a given distance of this one?
//!
//! Exact: it answers the same set as comparing with every hash, at a hundredth of a percent of the
//! work. The rows it was made from are the truth; it can be rebuilt from them at any time.
//!
//! ```text
//!            ┌─ segments ─ sorted, immutable, mapped or in memory (`Segment`)
//! a view ┤             └─ entries removed since are marked
//!            └─ delta ──── what came since, compared one by one
//! ```
//!
//! Readers take the view of the moment and are never waited for. A writer makes the next one. When
//! the delta has grown, a thread merges it into a segment and swaps the view again.
//! The design and its figures: `bench/README.md`. Why it may miss nothing: [`plan`](self), the lemma.
//! Deliberately absent: banks, labels, opinions; an id is all it knows of an entry.

mod buffer;
mod build;
mod code;
mod delta;
#[cfg(feature = "file")]
pub mod file;
mod kernel;
mod live;
mod packed;
mod permutation;
mod plan;
mod search;
mod segment;
mod shape;

pub use build::HashList;
pub use kernel::KernelKind;
pub use live::{HammingIndex, Withdrawn};
pub use plan::DISTANCE_BITS_MAX;
pub use search::{Found, Searcher};
pub use segment::{Segment, SegmentError};
pub use shape::SEGMENT_LEN_MAX;

/// An entry within the distance asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Number of bits in which the two hashes differ.
    pub distance_bits: u32,
    /// The id the hash was inserted under.
    pub id: u64,
}

#[cfg(test)]
mod tests;
