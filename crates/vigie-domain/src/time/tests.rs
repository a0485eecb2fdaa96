//! Instants in the forms people and programs read, and on walls around the world.

use super::*;
use crate::sample::NOON;

/// Goal: the two written forms, to the millisecond and to the second, also before 1970.
#[test]
fn instants_are_written_in_utc() {
    #[track_caller]
    fn case(ms: i64, exact: &str, seconds: &str) {
        let at = Timestamp::from_ms(ms);
        assert_eq!(
            (at.rfc3339().as_str(), at.rfc3339_seconds().as_str()),
            (exact, seconds)
        );
        assert_eq!(at.to_string(), exact);
        assert_eq!(Timestamp::parse_rfc3339(exact), Some(at));
    }
    case(0, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00Z");
    case(
        NOON.ms(),
        "2026-11-23T12:00:00.000Z",
        "2026-11-23T12:00:00Z",
    );
    case(
        NOON.ms() + 120,
        "2026-11-23T12:00:00.120Z",
        "2026-11-23T12:00:00Z",
    );
    case(
        NOON.ms() + 999,
        "2026-11-23T12:00:00.999Z",
        "2026-11-23T12:00:00Z",
    );
    case(-1, "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59Z");
}

/// Goal: no instant, however absurd, stops the program.
#[test]
fn absurd_instants_are_still_written() {
    for ms in [i64::MIN, i64::MIN + 1, i64::MAX] {
        let at = Timestamp::from_ms(ms);
        assert!(at.rfc3339().ends_with(" ms"));
        assert!(at.rfc3339_seconds().ends_with(" ms"));
        assert_eq!(at.civil("Europe/Paris"), None);
        assert!(at.floor_minute() <= at);
    }
    assert_eq!(Timestamp::from_ms(i64::MAX).plus_ms(1).ms(), i64::MAX);
    assert_eq!(
        Timestamp::from_ms(i64::MIN).since_ms(Timestamp::from_ms(1)),
        i64::MIN
    );
}

/// Goal: RFC 3339 with any offset is read; anything else is not guessed at.
#[test]
fn instants_are_read() {
    #[track_caller]
    fn case(text: &str, expected: Option<Timestamp>) {
        assert_eq!(Timestamp::parse_rfc3339(text), expected);
    }
    case("2026-11-23T13:00:00+01:00", Some(NOON));
    case(" 2026-11-23T12:00:00Z\n", Some(NOON));
    case("2026-11-23T12:00:00.5Z", Some(NOON.plus_ms(500)));
    case("2026-11-23", None);
    case("2026-11-23T12:00:00", None);
    case("noon", None);
    case("", None);
}

/// Goal: public records say the minute, rounded down, also before 1970.
#[test]
fn the_minute_is_rounded_down() {
    #[track_caller]
    fn case(ms: i64, expected_ms: i64) {
        assert_eq!(Timestamp::from_ms(ms).floor_minute().ms(), expected_ms);
    }
    case(0, 0);
    case(MINUTE_MS - 1, 0);
    case(MINUTE_MS, MINUTE_MS);
    case(NOON.ms() + 59_999, NOON.ms());
    case(-1, -MINUTE_MS);
}

/// Goal: a wall clock in another city, on the right day of the week, through both changes of clock.
#[test]
fn instants_on_a_wall() {
    #[track_caller]
    fn case(utc: &str, zone: &str, text: &str, weekday: i8, minute_of_day: i32) {
        let civil = Timestamp::parse_rfc3339(utc).unwrap().civil(zone).unwrap();
        assert_eq!(civil.text, format!("{text} {zone}"));
        assert_eq!(
            (civil.weekday, civil.minute_of_day),
            (weekday, minute_of_day)
        );
    }
    case(
        "2026-11-23T17:15:00Z",
        "Europe/Paris",
        "2026-11-23 18:15",
        1,
        1_095,
    );
    case(
        "2026-11-22T22:30:00Z",
        "Asia/Riyadh",
        "2026-11-23 01:30",
        1,
        90,
    );
    case(
        "2026-11-23T07:30:00Z",
        "America/Los_Angeles",
        "2026-11-22 23:30",
        7,
        1_410,
    );
    case(
        "2026-11-23T12:00:00Z",
        "Asia/Kathmandu",
        "2026-11-23 17:45",
        1,
        1_065,
    );
    // The clock in Paris jumps from 02:00 to 03:00 on 29 March, and goes back on 25 October.
    case(
        "2026-03-29T00:59:00Z",
        "Europe/Paris",
        "2026-03-29 01:59",
        7,
        119,
    );
    case(
        "2026-03-29T01:00:00Z",
        "Europe/Paris",
        "2026-03-29 03:00",
        7,
        180,
    );
    case(
        "2026-10-25T00:30:00Z",
        "Europe/Paris",
        "2026-10-25 02:30",
        7,
        150,
    );
    case(
        "2026-10-25T01:30:00Z",
        "Europe/Paris",
        "2026-10-25 02:30",
        7,
        150,
    );
    assert_eq!(NOON.civil("Atlantis/Capital"), None);
    assert_eq!(NOON.civil(""), None);
}

/// Goal: spans are what their names say.
#[test]
fn spans_add_up() {
    assert_eq!(NOON.plus_ms(WEEK_MS).since_ms(NOON), 7 * DAY_MS);
    assert_eq!(
        (DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS),
        (86_400_000, 3_600_000, 60_000, 1_000)
    );
    assert_eq!(NOON.since_ms(NOON.plus_ms(5)), -5);
}
