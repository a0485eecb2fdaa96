//! Legal clocks: what set one going, how long it runs by which law, and what stops it.
//!
//! ```text
//! Running{due} ─ the law's grounds ─▶ Paused ─ they cease ─▶ Running{due}
//!     ├─ done in time ─▶ Met            ├─ run out ─▶ Missed            └─ runs no more ─▶ Ended
//! ```
//!
//! How long is data of a legal basis ([`Span`]), never a constant. Hours are exact; days, weeks and
//! months are those of the calendar where the authority sits, so that six weeks end at the same hour
//! on the wall though the clocks changed, and six months from the last of August end in February.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A length of time as a law writes it.
///
/// Shape: the parts are added in the order of their size, calendar parts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Span {
    /// Months of the calendar; a day that a month does not have becomes its last.
    #[serde(skip_serializing_if = "is_zero")]
    pub months: u16,
    /// Weeks of the calendar.
    #[serde(skip_serializing_if = "is_zero")]
    pub weeks: u16,
    /// Days of the calendar.
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u16,
    /// Hours, sixty minutes each.
    #[serde(skip_serializing_if = "is_zero")]
    pub hours: u16,
    /// Minutes.
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u16,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape serde asks for"
)]
const fn is_zero(number: &u16) -> bool {
    *number == 0
}

impl Span {
    /// So many hours.
    pub const fn hours(hours: u16) -> Self {
        Self {
            months: 0,
            weeks: 0,
            days: 0,
            hours,
            minutes: 0,
        }
    }

    /// Whether it is no time at all.
    pub const fn is_empty(self) -> bool {
        self.months == 0
            && self.weeks == 0
            && self.days == 0
            && self.hours == 0
            && self.minutes == 0
    }

    /// The instant this long after `start`, by the calendar of `zone` (IANA name).
    ///
    /// `None` for a zone the tables do not know, and beyond the calendar.
    pub fn after(self, start: Timestamp, zone: &str) -> Option<Timestamp> {
        self.from(start, zone, 1)
    }

    /// The instant this long before `end`: where a rolling window begins.
    pub fn before(self, end: Timestamp, zone: &str) -> Option<Timestamp> {
        self.from(end, zone, -1)
    }

    fn from(self, at: Timestamp, zone: &str, sign: i64) -> Option<Timestamp> {
        let calendar = jiff::Span::new()
            .try_months(sign * i64::from(self.months))
            .and_then(|span| span.try_weeks(sign * i64::from(self.weeks)))
            .and_then(|span| span.try_days(sign * i64::from(self.days)))
            .ok()?;
        let exact_ms = sign
            * (i64::from(self.hours) * crate::time::HOUR_MS
                + i64::from(self.minutes) * crate::time::MINUTE_MS);
        let zoned = jiff::Timestamp::from_millisecond(at.ms())
            .ok()?
            .in_tz(zone)
            .ok()?
            .checked_add(calendar)
            .ok()?;
        let ms = zoned.timestamp().as_millisecond().checked_add(exact_ms)?;
        Some(Timestamp::from_ms(ms))
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.months, "mo"),
            (self.weeks, "w"),
            (self.days, "d"),
            (self.hours, "h"),
            (self.minutes, "min"),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect();
        f.write_str(&if said.is_empty() {
            "0".to_owned()
        } else {
            said.join(" ")
        })
    }
}

macro_rules! clock_kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal)*) => {
        /// What a clock counts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ClockKind {$(
            $(#[doc = $doc])*
            #[serde(rename = $word)]
            $name,
        )*}

        impl ClockKind {
            /// Every kind, in the order of an order's life.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The kind of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }
    };
}

clock_kinds! {
    /// Information on procedures before the first order to a provider. Source: TCO Art. 3(2).
    FirstInformation = "first_information"
    /// Execution, from evidenced receipt. Source: TCO Art. 3(3).
    Execute = "execute"
    /// In which the provider or the author may ask for scrutiny. Source: TCO Art. 4(4).
    ScrutinyRequest = "scrutiny_request"
    /// In which the home authority decides. Source: TCO Art. 4(3) and (4).
    Scrutiny = "scrutiny"
    /// In which the order can be appealed; then it is final. Source: TCO Art. 3(9).
    Appeal = "appeal"
    /// In which the author is not told. Source: TCO Art. 11(3).
    NonDisclosure = "non_disclosure"
    /// By how much that may be extended, once. Source: TCO Art. 11(3).
    NonDisclosureExtension = "non_disclosure_extension"
    /// For how long removed content is preserved. Source: TCO Art. 6.
    Preservation = "preservation"
    /// The window in which final orders expose a provider. Source: TCO Art. 5(4).
    Exposure = "exposure"
    /// In which a complaint is answered. Source: TCO Art. 10.
    ComplaintAnswer = "complaint_answer"
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// It runs.
    Running {
        /// Out at this instant.
        due: Timestamp,
    },
    /// The law stopped it; it begins anew when the grounds cease.
    Paused {
        /// Since when.
        since: Timestamp,
    },
    /// Done in time.
    Met {
        /// When.
        at: Timestamp,
    },
    /// Run out, and it was not done.
    Missed {
        /// When it was out.
        due: Timestamp,
    },
    /// Runs no more, by itself or by a decision.
    Ended {
        /// When.
        at: Timestamp,
    },
}

impl ClockState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running { .. } => "running",
            Self::Paused { .. } => "paused",
            Self::Met { .. } => "met",
            Self::Missed { .. } => "missed",
            Self::Ended { .. } => "ended",
        }
    }

    /// When something falls due by itself.
    pub const fn due(self) -> Option<Timestamp> {
        match self {
            Self::Running { due } => Some(due),
            _ => None,
        }
    }
}

/// One clock of one case, as it is shown and kept: a row each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What it counts.
    pub kind: ClockKind,
    /// What set it going: a stable word.
    pub started_by: String,
    /// When.
    pub start: Timestamp,
    /// How long it runs.
    pub span: Span,
    /// By which law, as people cite it.
    pub law: String,
    /// What stops it: a stable word, `nothing` when nothing does.
    pub pauses: String,
    /// Where it stands.
    #[serde(flatten)]
    pub state: ClockState,
}

#[cfg(test)]
mod tests;
