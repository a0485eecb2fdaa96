//! Yearly reports that anybody can count again from the public log.
//!
//! ```text
//! public entries ─count_log─▶ Body ─render─▶ report.json, report.csv, index.html, checkpoint
//!                                                 └────────▶ report.note (signed list) ─▶ the log
//! outsider: verify_report(files, log, key) counts again, renders again, compares every byte
//! ```
//!
//! Every file but the note is a function of the log, the year and the minute of publishing; the
//! publisher and the outsider run the same code. What is counted: `vigie_domain::report`.

mod count;
mod render;
#[cfg(test)]
mod tests;
mod verify;

use serde::{Deserialize, Serialize};
use vigie_domain::report::Counted;

pub use count::{Count, CountError, count_log};
pub use render::{PublishedReport, publish_report};
pub use verify::{ReportCheck, ReportDefect, verify_report};

/// The format of `report.json`.
const FORMAT: &str = "vigie.report/1";
/// The figures, for programs.
const JSON_PATH: &str = "report.json";
/// The signed list of the other files: its digest is entered in the log.
pub const REPORT_NOTE_PATH: &str = "report.note";

/// What `report.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Which format this is.
    format: String,
    /// The calendar year, UTC.
    pub year: u16,
    /// When it was published, RFC 3339.
    published_at: String,
    /// Name of the log it was counted from.
    origin: String,
    /// Leaves of the log at the checkpoint beside it.
    log_size: u64,
    /// Entries read, from the first on; those of other years were passed over.
    entries: u64,
    /// The figures.
    pub figures: Vec<Counted>,
}
