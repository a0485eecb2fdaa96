//! The transparency log of audit events: leaves, tree, tiles, checkpoints, proofs, and the
//! outsider's check of all of them.
//!
//! A crate for purity (it must not be able to do IO, read a clock or draw a random number) and
//! for speed (hashing, at `opt-level = 3` in the dev profile). Formats: RFC 6962 hashing and the
//! C2SP documents tlog-tiles, tlog-checkpoint, signed-note and tlog-proof.
//!
//! ```text
//!  AuditEvent ─▶ Leaf (public record + commitment) ─leaf_hash─▶ AppendState ─▶ TileWrite…
//!                                                                   │
//!                                              LogKey::sign_checkpoint(size, root)
//!                                                                   │
//!   outsider:  verify_log(source, key, older)      InclusionProof::verify_leaf(key, leaf)
//! ```
//!
//! **Never:** stores anything, sees a clear private record after its commitment is made, or
//! decides when an entry may be published.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod append;
mod checkpoint;
mod compare;
mod hash;
mod leaf;
mod note;
mod proof;
mod receipt;
mod report;
#[cfg(test)]
mod sample;
mod source;
mod tile;
mod verify;

pub use append::{AppendState, ResumeError, TileWrite};
pub use checkpoint::{CHECKPOINT_PATH, Checkpoint, CheckpointError};
pub use compare::{CompareError, Comparison, View, compare_views};
pub use hash::{EMPTY_ROOT, leaf_hash, node_hash};
pub use leaf::{
    LEAF_MAX_BYTES, Leaf, LeafError, PublicRecord, case_pseudonym, commit_private,
    verify_commitment,
};
pub use note::{KeyError, LogKey, NoteError, VerifierKey};
pub use proof::{ProofError, verify_consistency, verify_inclusion};
pub use receipt::{InclusionProof, ReceiptError};
pub use report::{
    Body as ReportBody, Count, CountError, PublishedReport, REPORT_NOTE_PATH, ReportCheck,
    ReportDefect, count_log, publish_report, verify_report,
};
pub use source::{LogSource, PUBLISHED_PATH, ReadError, SourceError, TileHashes};
pub use tile::{
    Bundle, BundleError, TILE_WIDTH, Tile, consistency_tiles, entry_bundles, inclusion_tiles,
    parse_bundle, parse_published, render_bundle, render_published,
};
pub use verify::{Defect, Report, VerifyError, verify_log};

pub use vigie_domain::Sha256;
