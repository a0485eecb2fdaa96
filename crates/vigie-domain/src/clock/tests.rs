//! Spans over changes of the clocks, leap days and ends of months.

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

/// Goal: hours are exact, calendar parts keep the hour on the wall, months keep within their month.
#[test]
fn spans_follow_the_law_not_the_clock_on_the_wall() {
    let hours = Span::hours;
    let days = |days| Span {
        days,
        ..Span::default()
    };
    let weeks = |weeks| Span {
        weeks,
        ..Span::default()
    };
    let months = |months| Span {
        months,
        ..Span::default()
    };
    let paris = "Europe/Paris";
    let table = [
        // The night the clocks go forward: an hour is an hour.
        (
            "2026-03-29T00:30:00Z",
            hours(1),
            paris,
            "2026-03-29T01:30:00Z",
        ),
        (
            "2026-10-25T00:30:00Z",
            hours(1),
            paris,
            "2026-10-25T01:30:00Z",
        ),
        // A day over it is 23 hours, a week ends at the same hour on the wall.
        (
            "2026-03-28T11:00:00Z",
            days(1),
            paris,
            "2026-03-29T10:00:00Z",
        ),
        (
            "2026-10-24T10:00:00Z",
            days(1),
            paris,
            "2026-10-25T11:00:00Z",
        ),
        (
            "2026-02-16T09:00:00Z",
            weeks(6),
            paris,
            "2026-03-30T08:00:00Z",
        ),
        (
            "2026-02-16T09:00:00Z",
            weeks(6),
            "UTC",
            "2026-03-30T09:00:00Z",
        ),
        // A wall clock time that does not exist, and one that exists twice.
        (
            "2026-03-28T01:30:00Z",
            days(1),
            paris,
            "2026-03-29T01:30:00Z",
        ),
        (
            "2026-10-24T00:30:00Z",
            days(1),
            paris,
            "2026-10-25T00:30:00Z",
        ),
        // Leap days and short months.
        (
            "2028-02-28T12:00:00Z",
            days(1),
            "UTC",
            "2028-02-29T12:00:00Z",
        ),
        (
            "2028-02-29T12:00:00Z",
            months(12),
            "UTC",
            "2029-02-28T12:00:00Z",
        ),
        (
            "2026-08-31T12:00:00Z",
            months(6),
            "UTC",
            "2027-02-28T12:00:00Z",
        ),
        (
            "2027-08-31T12:00:00Z",
            months(6),
            "UTC",
            "2028-02-29T12:00:00Z",
        ),
        // Both parts: the calendar first, then the exact one.
        (
            "2026-03-28T11:00:00Z",
            Span {
                days: 1,
                hours: 2,
                ..Span::default()
            },
            paris,
            "2026-03-29T12:00:00Z",
        ),
    ];
    for (start, span, zone, end) in table {
        assert_eq!(
            span.after(at(start), zone),
            Some(at(end)),
            "{start} + {span} in {zone}"
        );
    }
    assert_eq!(
        months(12).before(at("2028-02-29T12:00:00Z"), "UTC"),
        Some(at("2027-02-28T12:00:00Z"))
    );
    assert_eq!(
        hours(1).after(at("2026-01-01T00:00:00Z"), "Zeta/Nowhere"),
        None
    );
    assert_eq!(
        months(u16::MAX).after(Timestamp::from_ms(i64::MAX), "UTC"),
        None
    );
    assert_eq!(
        months(u16::MAX).after(at("9990-01-01T00:00:00Z"), "UTC"),
        None
    );
}

/// Goal: a span reads as written, and its parts that are none are not written.
#[test]
fn spans_are_read_and_said() {
    let span: Span = serde_json::from_str(r#"{"months": 1, "hours": 2}"#).unwrap();
    assert_eq!(span.to_string(), "1 mo 2 h");
    assert_eq!(
        serde_json::to_string(&span).unwrap(),
        r#"{"months":1,"hours":2}"#
    );
    assert_eq!(Span::default().to_string(), "0");
    assert!(Span::default().is_empty() && !span.is_empty());
    for bad in [
        r#"{"fortnights": 1}"#,
        r#"{"hours": -1}"#,
        r#"{"hours": 65536}"#,
    ] {
        assert!(serde_json::from_str::<Span>(bad).is_err(), "{bad}");
    }
    for kind in ClockKind::ALL {
        assert_eq!(ClockKind::parse(kind.name()), Some(*kind));
    }
}
