//! The clock of the small internet: turned by the caller, never by time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use vigie_domain::Timestamp;

/// An instant shared by every host of the small internet; it only moves forward.
#[derive(Debug, Clone, Default)]
pub struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    /// A clock that stands at `start`.
    pub fn starting_at(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.ms())))
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    /// Moves the clock to `now`; an earlier instant leaves it where it is.
    pub fn advance_to(&self, now: Timestamp) {
        self.0.fetch_max(now.ms(), Ordering::SeqCst);
    }
}

/// An instant as mail headers write it, RFC 5322, UTC.
pub(crate) fn mail_date(at: Timestamp) -> String {
    civil(at, "%a, %d %b %Y %H:%M:%S +0000")
}

/// An instant as HTTP headers write it, RFC 9110 `HTTP-date`.
pub(crate) fn http_date(at: Timestamp) -> String {
    civil(at, "%a, %d %b %Y %H:%M:%S GMT")
}

fn civil(at: Timestamp, format: &str) -> String {
    jiff::Timestamp::from_millisecond(at.ms())
        .unwrap_or_default()
        .strftime(format)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: two holders see one clock, and it never runs backwards.
    #[test]
    fn the_clock_is_shared_and_only_moves_forward() {
        let clock = DemoClock::starting_at(Timestamp::from_ms(5_000));
        let other = clock.clone();
        other.advance_to(Timestamp::from_ms(9_000));
        other.advance_to(Timestamp::from_ms(7_000));
        assert_eq!(clock.now(), Timestamp::from_ms(9_000));
    }

    /// Goal: the forms of mail and HTTP, taken from RFC 9110's own example instant.
    #[test]
    fn dates_are_written_as_the_protocols_want() {
        let at = Timestamp::parse_rfc3339("1994-11-06T08:49:37Z").unwrap();
        assert_eq!(http_date(at), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(mail_date(at), "Sun, 06 Nov 1994 08:49:37 +0000");
    }
}
