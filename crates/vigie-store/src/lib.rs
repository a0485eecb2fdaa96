//! Rows, sealed files, jobs and the log on disk: the only crate with SQL. A crate for weight and
//! direction: nothing else compiles a database driver, and no arrow points from here to the desk.
//!
//! ```text
//! Store ── begin(Act) ─▶ Tx ── put_… ─▶ commit(AuditEvent) ─▶ durable, explained, in the log within a second
//!   │ both deref to Reader: everything that can be read
//!   └─ blobs() · lease_jobs() · sequence() · backup() · restore()
//! ```
//!
//! One concrete type on SQLite (one file, one writer) and PostgreSQL (many servers), one SQL text.
//! **Never:** decides who may do what, knows a rule of the trade, or commits without saying what
//! happened.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod backup;
mod blob;
mod config;
mod db;
mod erasure;
mod error;
mod event;
#[cfg(any(test, feature = "faults"))]
mod faults;
mod job;
mod key;
mod log;
mod migrate;
mod restore;
mod row;
mod seal;
mod store;
mod tx;

pub use backup::BackupReport;
pub use blob::Blobs;
pub use config::Config;
pub use db::Reader;
pub use erasure::KeyDestruction;
pub use error::StoreError;
pub use event::{EventRow, LoggedEvent, case_columns};
#[cfg(any(test, feature = "faults"))]
pub use faults::Faults;
pub use job::{DeadJob, Failed, Job, LeasedJob};
pub use log::LogFiles;
pub use restore::{RestoreReport, RestoreSource, restore};
pub use row::{
    BankAddition, BankReader, BatchRow, CapturedCursor, CapturedSignal, ChangeCursor,
    ComplaintCount, ComplaintCursor, ComplaintPapers, Desk, ExposureRow, HitCount, IndexRow,
    ItemClaim, KnownEntry, KnownSignature, LabelCursor, MailRow, NewComplaint, NewReading,
    OrderCursor, OrderFilter, OversightCount, Page, QueueCursor, QueueFilter, ReadRank,
    ReferralCursor, ReferralFilter, ReportRow, SessionRow, ShadowAgreement, TextHit, UnseenItem,
};
pub use store::{Store, new_id};
pub use tx::{Act, Tx};
