//! `Retry-After`: how long a server asks us to wait (RFC 9110 §10.2.3).

use vigie_domain::Timestamp;
use vigie_domain::time::{SECOND_MS, WEEK_MS};

/// Longest wait that is believed: nobody parks us for longer.
const WAIT_MS_MAX: i64 = WEEK_MS;

/// The wait a `Retry-After` header asks for, in milliseconds from `now`.
///
/// Shape: seconds, or an HTTP date in any of its three spellings; at most one week.
pub fn parse_retry_after(value: &str, now: Timestamp) -> Option<i64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = value.parse::<i64>().unwrap_or(i64::MAX);
        return Some(seconds.saturating_mul(SECOND_MS).min(WAIT_MS_MAX));
    }
    let at = parse_http_date(value)?;
    Some(at.since_ms(now).clamp(0, WAIT_MS_MAX))
}

/// An HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT` and its two elders (RFC 9110 §5.6.7).
fn parse_http_date(value: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let words: Vec<&str> = value
        .split([' ', ',', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let (day, month, clock, year) = match words.as_slice() {
        [_, day, month, year, clock, "GMT"] | [_, month, day, clock, year] => {
            (*day, *month, *clock, *year)
        }
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = match (year.len(), year.parse::<i32>().ok()?) {
        (2, short) if short >= 70 => 1900 + short,
        (2, short) => 2000 + short,
        (_, long) => long,
    };
    let day: u8 = day.parse().ok()?;
    Timestamp::parse_rfc3339(&format!("{year:04}-{month:02}-{day:02}T{clock}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every spelling of the same wait, and no wait for nonsense.
    #[test]
    fn waits_are_read_in_every_spelling() {
        let now = Timestamp::parse_rfc3339("1994-11-06T08:47:37Z").unwrap();
        for (text, expected) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(120_000)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(120_000)),
            ("Sun Nov  6 08:49:37 1994", Some(120_000)),
            ("Sun, 06 Nov 1994 08:40:00 GMT", Some(0)),
            ("99999999999999999999999", Some(WAIT_MS_MAX)),
            ("Fri, 01 Jan 2100 00:00:00 GMT", Some(WAIT_MS_MAX)),
            ("-5", None),
            ("soon", None),
            ("", None),
            ("Sun, 99 Foo 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(parse_retry_after(text, now), expected, "{text}");
        }
    }
}
