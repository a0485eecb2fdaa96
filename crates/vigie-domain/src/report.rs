//! What a yearly report counts: one table of named, versioned figures over public acts.
//!
//! ```text
//! public entries of the log ─▶ Tally::add ─▶ Tally::finish ─▶ one Counted for each FIGURES
//! ```
//!
//! A figure sees nothing but what anybody may read of the log, so anybody can count it again. A
//! definition is never changed: a new one gets a higher version. One pass; memory grows only with
//! the cases whose time is running. Sources: Regulation (EU) 2021/784, Art. 7, 8 and 21;
//! Regulation (EU) 2022/2065, Art. 22 and 24; the article of a figure is data of its row.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::assessment::Conclusion;
use crate::scorecard::{Interval, wilson};

mod figure;
mod tally;
#[cfg(test)]
mod tests;

pub use figure::{FIGURES, Figure, Match, Rule};
pub use tally::Tally;

/// What anybody may read of one act, as far as counting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Act<'a> {
    /// What happened, as the log writes it: `referral_sent`.
    pub kind: &'a str,
    /// The minute it happened in.
    pub at: Timestamp,
    /// Pseudonym of the case.
    pub case: Option<&'a str>,
    /// Which instrument.
    pub instrument: Option<&'a str>,
    /// With which outcome.
    pub outcome: Option<&'a str>,
}

/// One figure, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Its name in the table.
    pub name: String,
    /// Which version of its definition.
    pub version: u16,
    /// What was counted; a row without an act is there too.
    pub rows: Vec<Row>,
}

/// One row of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The stable word it counts by; `all` where a figure has one row.
    pub row: String,
    /// The value.
    pub value: Value,
}

/// A counted value. Whole numbers only: two machines must not differ in a last digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Value {
    /// So many acts.
    Count {
        /// How many.
        count: u64,
    },
    /// A part of a whole, with the 95 % interval after Wilson.
    Share {
        /// The part.
        part: u64,
        /// The whole.
        whole: u64,
        /// Their ratio in millionths; none of nothing.
        ppm: Option<u32>,
        /// Lower end of the interval.
        low_ppm: u32,
        /// Upper end.
        high_ppm: u32,
    },
    /// A time by which cases ended, after Kaplan and Meier: an open case counts up to the end of
    /// the year.
    Time {
        /// Cases that began.
        began: u64,
        /// Of these, ended.
        ended: u64,
        /// Time by which half had ended; none while the curve does not reach it.
        median_ms: Option<i64>,
        /// Time by which nine tenths had.
        p90_ms: Option<i64>,
    },
}

impl Value {
    fn share(part: u64, whole: u64) -> Self {
        let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let Interval { low, high } = wilson(small(part), small(whole));
        Self::Share {
            part,
            whole,
            ppm: (part * MILLION).checked_div(whole).map(small),
            low_ppm: ppm(low),
            high_ppm: ppm(high),
        }
    }
}

/// Parts in a whole.
const MILLION: u64 = 1_000_000;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share lies between 0 and 1"
)]
fn ppm(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1e6).round() as u32
}

/// First instant of a year and of the next, UTC; `None` for a year that is not written in four
/// digits.
pub fn year_bounds(year: u16) -> Option<(Timestamp, Timestamp)> {
    let first = |year: u16| Timestamp::parse_rfc3339(&format!("{year:04}-01-01T00:00:00Z"));
    (1..9_999)
        .contains(&year)
        .then(|| Some((first(year)?, first(year + 1)?)))
        .flatten()
}

/// Conclusions a finding can come to, as rows.
const CONCLUSIONS: &[&str] = &[
    Conclusion::TerroristContent.name(),
    Conclusion::IllegalOther.name(),
    Conclusion::TosOnly.name(),
    Conclusion::Lawful.name(),
    Conclusion::Exempt.name(),
    Conclusion::Undetermined.name(),
];
