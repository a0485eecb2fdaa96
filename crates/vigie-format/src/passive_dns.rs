//! Passive DNS in the common output format: which names had which answers, and when.
//!
//! Source: draft-dulaunoy-dnsop-passive-dns-cof. One JSON object a line; `rdata` is a text or a
//! list, `rrtype` a word or a number, times are seconds since 1970.

use serde_json::Value;
use vigie_domain::Timestamp;

use crate::Defect;
use crate::lines::lines;

/// Lines read of one file.
const LINES_MAX: usize = 5_000_000;
/// Values read of one line.
const VALUES_MAX: usize = 64;
/// Defects kept of one file: enough to see what is wrong with it.
const DEFECTS_MAX: usize = 20;

/// A name with an answer it once had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAnswer {
    /// The name, lower case, without the final dot.
    pub name: String,
    /// `A`, `AAAA`, `CNAME`, `NS`, `MX` …, upper case.
    pub record_type: String,
    /// The answer, lower case, without the final dot.
    pub value: String,
    /// First and last seen by whoever recorded it.
    pub first_seen: Timestamp,
    /// Likewise.
    pub last_seen: Timestamp,
}

/// Reads a file of passive DNS; lines that are none are defects.
pub fn parse_passive_dns(bytes: &[u8]) -> (Vec<PastAnswer>, Vec<Defect>) {
    let mut answers = Vec::new();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, None).take(LINES_MAX) {
        let read = line
            .ok()
            .and_then(|line| serde_json::from_str(line).ok())
            .and_then(|value| read_line(&value));
        match read {
            Some(found) => answers.extend(found),
            None if defects.len() < DEFECTS_MAX => {
                defects.push(Defect::at_line(number, "no passive DNS record"));
            }
            None => {}
        }
    }
    (answers, defects)
}

fn read_line(value: &Value) -> Option<Vec<PastAnswer>> {
    let name = even_name(value.get("rrname")?.as_str()?);
    let record_type = match value.get("rrtype")? {
        Value::String(word) => word.to_ascii_uppercase(),
        Value::Number(number) => word_of(number.as_u64()?)?.to_owned(),
        _ => return None,
    };
    let seen = |keys: [&str; 2]| {
        keys.iter()
            .find_map(|key| value.get(key)?.as_i64())
            .map(|seconds| Timestamp::from_ms(seconds.saturating_mul(1_000)))
    };
    let first_seen = seen(["time_first", "zone_time_first"])?;
    let last_seen = seen(["time_last", "zone_time_last"])?.max(first_seen);
    let values: Vec<&str> = match value.get("rdata")? {
        Value::String(one) => vec![one],
        Value::Array(many) => many
            .iter()
            .filter_map(Value::as_str)
            .take(VALUES_MAX)
            .collect(),
        _ => return None,
    };
    let answer = |value: &str| PastAnswer {
        name: name.clone(),
        record_type: record_type.clone(),
        value: even_name(value),
        first_seen,
        last_seen,
    };
    Some(values.into_iter().map(answer).collect())
}

fn even_name(text: &str) -> String {
    text.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// Source: IANA, DNS resource record types.
const fn word_of(number: u64) -> Option<&'static str> {
    Some(match number {
        1 => "A",
        2 => "NS",
        5 => "CNAME",
        15 => "MX",
        28 => "AAAA",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: both spellings of values and types are read; what is no record is named by its line.
    #[test]
    fn records_are_read() {
        let (answers, defects) = parse_passive_dns(
            br#"{"rrname":"Zeta.Example.","rrtype":"A","rdata":"192.0.2.10","time_first":1,"time_last":2,"count":3}
not json
{"rrname":"zeta.example","rrtype":28,"rdata":["2001:db8::1","2001:db8::2"],"zone_time_first":5,"time_last":4}
{"rrname":"zeta.example","rrtype":"A","rdata":3,"time_first":1,"time_last":2}
"#,
        );
        let told: Vec<(&str, &str)> = answers
            .iter()
            .map(|answer| (answer.record_type.as_str(), answer.value.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("A", "192.0.2.10"),
                ("AAAA", "2001:db8::1"),
                ("AAAA", "2001:db8::2")
            ]
        );
        assert_eq!(answers[0].name, "zeta.example");
        assert_eq!(answers[0].last_seen.ms(), 2_000);
        assert_eq!(answers[1].last_seen, answers[1].first_seen);
        assert_eq!(defects.len(), 2);
    }
}
