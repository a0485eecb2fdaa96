//! The log: its head, its proofs, its check, its newest entries.

mod head;
mod list;
mod older;
mod prove;
mod verify;

pub use head::checkpoint;
pub use list::{list_entries, list_newest};
pub use prove::{Proof, prove};
pub use verify::{LogDefect, LogReport, verify};
