//! One pass over the public entries: each is proved, and each act of the year is counted.

use serde::Deserialize;
use vigie_domain::Timestamp;
use vigie_domain::report::{Act, Counted, Tally, year_bounds};

use crate::checkpoint::Checkpoint;
use crate::leaf::Leaf;
use crate::note::VerifierKey;
use crate::source::LogSource;
use crate::verify::{Report, VerifyError, verify_log};

/// A year, counted.
#[derive(Debug)]
pub struct Count {
    /// The check of the log it was counted from.
    pub log: Report,
    /// The figures, in the order of the table.
    pub figures: Vec<Counted>,
    /// Whether entries of the year may still be under embargo.
    pub is_partial: bool,
    /// Entries that are no acts: a sound log has none.
    pub entries_unread: u64,
    /// Acts of the year beyond the entries that were to be read.
    pub entries_left_out: u64,
    /// Outcomes of the entries that say a report was published.
    pub reports_entered: Vec<String>,
}

/// Why a year cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// Not a year.
    #[error("`{year}` is no year in four digits")]
    Year {
        /// What was asked for.
        year: u16,
    },
    /// The log cannot be read at all.
    #[error(transparent)]
    Log(#[from] VerifyError),
}

/// Most published reports that are remembered from one log: two a year for centuries.
const REPORTS_MAX: usize = 1_000;
/// The kind of the entry a published report leaves.
const REPORT_KIND: &str = "report_published";
/// Digits of a year.
const YEAR_DIGITS: usize = 4;

/// The part of a leaf that is counted, without a copy.
#[derive(Deserialize)]
struct Seen<'a> {
    at: &'a str,
    case: Option<&'a str>,
    instrument: Option<&'a str>,
    kind: &'a str,
    outcome: Option<&'a str>,
}

/// Checks a log and counts a year out of its first `entries_max` entries.
///
/// One pass, O(size); memory of the verification and of the cases whose time runs.
///
/// # Errors
///
/// [`CountError`]; what is wrong with the log beyond that is in its [`Report`].
pub fn count_log(
    source: &dyn LogSource,
    key: &VerifierKey,
    older: &[Checkpoint],
    year: u16,
    entries_max: u64,
) -> Result<Count, CountError> {
    let (_, until) = year_bounds(year).ok_or(CountError::Year { year })?;
    let mut pass = Pass {
        year: format!("{year:04}"),
        tally: Tally::new(until),
        is_year_over: false,
        entries_unread: 0,
        entries_left_out: 0,
        reports_entered: Vec::new(),
    };
    let log = verify_log(source, key, older, &mut |index, bytes| {
        pass.read(bytes, index < entries_max);
    })?;
    Ok(Count {
        is_partial: log.entries_embargoed > 0 && !pass.is_year_over,
        log,
        figures: pass.tally.finish(),
        entries_unread: pass.entries_unread,
        entries_left_out: pass.entries_left_out,
        reports_entered: pass.reports_entered,
    })
}

struct Pass {
    year: String,
    tally: Tally,
    /// An act of a later year was seen.
    is_year_over: bool,
    entries_unread: u64,
    entries_left_out: u64,
    reports_entered: Vec<String>,
}

impl Pass {
    fn read(&mut self, bytes: &[u8], is_counted: bool) {
        // Nearly every leaf is plain ASCII without escapes and is read in place.
        if let Ok(seen) = serde_json::from_slice::<Seen<'_>>(bytes) {
            self.count(&seen, is_counted);
            return;
        }
        let Ok(leaf) = Leaf::parse(bytes) else {
            self.entries_unread += 1;
            return;
        };
        let (record, at) = (leaf.record(), leaf.record().at_minute.rfc3339_seconds());
        let seen = Seen {
            at: &at,
            case: record.case_pseudonym.as_deref(),
            instrument: record.instrument.as_deref(),
            kind: &record.kind,
            outcome: record.outcome.as_deref(),
        };
        self.count(&seen, is_counted);
    }

    fn count(&mut self, seen: &Seen<'_>, is_counted: bool) {
        if seen.kind == REPORT_KIND && self.reports_entered.len() < REPORTS_MAX {
            let digest = seen.outcome.map(str::to_owned);
            self.reports_entered.extend(digest);
        }
        let year = seen.at.get(..YEAR_DIGITS).unwrap_or_default();
        self.is_year_over |= year > self.year.as_str();
        if year != self.year {
            return;
        }
        if !is_counted {
            self.entries_left_out += 1;
            return;
        }
        let Some(at) = Timestamp::parse_rfc3339(seen.at) else {
            self.entries_unread += 1;
            return;
        };
        self.tally.add(&Act {
            kind: seen.kind,
            at,
            case: seen.case,
            instrument: seen.instrument,
            outcome: seen.outcome,
        });
    }
}
