//! Work that follows an act: what kinds there are, and the round that does what is due.

mod admin;
mod kind;
mod run;

pub use admin::{list_dead_jobs, requeue_job};
pub use kind::JobKind;
pub(crate) use run::Done;
pub use run::{LEASE_MS, RoundReport, next_wakeup, run_round};
