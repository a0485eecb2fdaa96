//! The log: its head, its proofs, its check, its newest entries.

mod checkpoint;
mod list;
mod prove;
mod verify;

pub use checkpoint::log_checkpoint;
pub use list::{list_log, list_log_newest};
pub use prove::{Subject, prove};
pub use verify::{EventDefect, LogCheck, verify_log};
