//! Instants and spans: integer milliseconds since 1970, UTC.
//!
//! The ground reads no clock: `now` is an argument everywhere below the roof, so a desk can
//! live three weeks in a minute. Civil time (an office hour in the recipient's city) is
//! computed from a [`Timestamp`] with the zone tables compiled in.

use serde::{Deserialize, Serialize};

/// One second, in milliseconds.
pub const SECOND_MS: i64 = 1_000;
/// One minute, in milliseconds.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// One hour, in milliseconds.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day, in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// One week, in milliseconds.
pub const WEEK_MS: i64 = 7 * DAY_MS;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `ms` milliseconds after 1970.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The instant `ms` milliseconds later (earlier when negative).
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to `self`; negative when the order is reversed.
    pub const fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The start of the minute: the precision of public records.
    pub const fn floor_minute(self) -> Self {
        Self(self.0.div_euclid(MINUTE_MS).saturating_mul(MINUTE_MS))
    }

    /// RFC 3339 in UTC with milliseconds, `2026-11-23T17:15:33.120Z`.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(at) => format!("{at:.3}"),
            Err(_) => format!("{} ms", self.0),
        }
    }

    /// RFC 3339 in UTC to the second, the form WARC and mail bodies use.
    pub fn rfc3339_seconds(self) -> String {
        let second_ms = self.0.div_euclid(SECOND_MS).saturating_mul(SECOND_MS);
        match jiff::Timestamp::from_millisecond(second_ms) {
            Ok(at) => at.to_string(),
            Err(_) => format!("{} ms", self.0),
        }
    }

    /// The same instant on the wall clock of `zone` (IANA name), `2026-11-23 18:15 Europe/Paris`.
    ///
    /// `None` for a zone the tables do not know.
    pub fn civil(self, zone: &str) -> Option<Civil> {
        let at = jiff::Timestamp::from_millisecond(self.0).ok()?;
        let zoned = at.in_tz(zone).ok()?;
        Some(Civil {
            text: format!("{} {zone}", zoned.strftime("%Y-%m-%d %H:%M")),
            weekday: zoned.weekday().to_monday_one_offset(),
            minute_of_day: i32::from(zoned.hour()) * 60 + i32::from(zoned.minute()),
        })
    }

    /// Parses RFC 3339 with any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.trim()
            .parse::<jiff::Timestamp>()
            .ok()
            .map(|at| Self(at.as_millisecond()))
    }
}

/// An instant as a clock on a wall shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Civil {
    /// `YYYY-MM-DD HH:MM Zone/City`.
    pub text: String,
    /// 1 is Monday, 7 is Sunday.
    pub weekday: i8,
    /// Minutes since midnight, 0 to 1439.
    pub minute_of_day: i32,
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests;
