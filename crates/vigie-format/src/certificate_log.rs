//! Certificates as search sites of the public logs export them: which names ever shared one.
//!
//! Two shapes are read, as one array or one object a line: `name_value` with names on lines of
//! their own (crt.sh), `dns_names` as a list (certspotter).

use std::collections::BTreeSet;

use serde_json::Value;
use vigie_domain::Timestamp;

use crate::Defect;
use crate::lines::lines;

/// Certificates read of one file.
const CERTIFICATES_MAX: usize = 1_000_000;
/// Names read of one certificate; more stand only in those of shared edges.
const NAMES_MAX: usize = 200;
/// Defects kept of one file.
const DEFECTS_MAX: usize = 20;

/// A certificate that stands in a public log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedCertificate {
    /// The names it is for, lower case, without `*.`, each once.
    pub names: Vec<String>,
    /// When it begins to be valid.
    pub not_before: Timestamp,
    /// When it ends.
    pub not_after: Timestamp,
}

/// Reads an export; entries that are no certificate are defects.
pub fn parse_certificate_log(bytes: &[u8]) -> (Vec<LoggedCertificate>, Vec<Defect>) {
    let entries: Vec<Option<Value>> = match serde_json::from_slice(bytes) {
        Ok(Value::Array(entries)) => entries.into_iter().map(Some).collect(),
        Ok(one @ Value::Object(_)) => vec![Some(one)],
        _ => lines(bytes, None)
            .map(|(_, line)| serde_json::from_str(line.ok()?).ok())
            .collect(),
    };
    let mut certificates = Vec::new();
    let mut defects = Vec::new();
    for (number, entry) in (1..).zip(entries.into_iter().take(CERTIFICATES_MAX)) {
        match entry.as_ref().and_then(read_entry) {
            Some(certificate) => certificates.push(certificate),
            None if defects.len() < DEFECTS_MAX => {
                defects.push(Defect::at_line(number, "no certificate"));
            }
            None => {}
        }
    }
    (certificates, defects)
}

fn read_entry(entry: &Value) -> Option<LoggedCertificate> {
    let lines = entry
        .get("name_value")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let common = entry
        .get("common_name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let listed = entry.get("dns_names").and_then(Value::as_array);
    let names: BTreeSet<String> = lines
        .lines()
        .chain([common])
        .chain(listed.into_iter().flatten().filter_map(Value::as_str))
        .filter_map(even_name)
        .take(NAMES_MAX)
        .collect();
    if names.is_empty() {
        return None;
    }
    let time = |key: &str| read_time(entry.get(key)?.as_str()?);
    Some(LoggedCertificate {
        names: names.into_iter().collect(),
        not_before: time("not_before")?,
        not_after: time("not_after")?,
    })
}

/// A name, not a mail address, which certificates of persons hold.
fn even_name(text: &str) -> Option<String> {
    let name = text
        .trim()
        .trim_start_matches("*.")
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let is_name = name.contains('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    is_name.then_some(name)
}

/// RFC 3339, or the same without a zone, which is UTC then.
fn read_time(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text).or_else(|| Timestamp::parse_rfc3339(&format!("{text}Z")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: both exports are read, as an array and line by line; persons' addresses are not.
    #[test]
    fn exports_are_read() {
        let (found, defects) = parse_certificate_log(
            br#"[{"common_name":"zeta.example","name_value":"zeta.example\n*.Zeta.example\nsomebody@zeta.example",
            "not_before":"2026-01-01T00:00:00","not_after":"2026-04-01T00:00:00"},{"id":1}]"#,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].names, ["zeta.example"]);
        assert_eq!(found[0].not_after.rfc3339_seconds(), "2026-04-01T00:00:00Z");
        assert_eq!(defects.len(), 1);

        let (found, defects) = parse_certificate_log(
            b"{\"dns_names\":[\"a.example\",\"b.example\"],\"not_before\":\"2026-01-01T00:00:00Z\",\"not_after\":\"2026-04-01T00:00:00Z\"}\n\n{\n",
        );
        assert_eq!(found[0].names, ["a.example", "b.example"]);
        assert_eq!(defects.len(), 1);
        assert!(parse_certificate_log(b"").0.is_empty());
    }
}
