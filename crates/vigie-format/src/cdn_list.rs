//! Lists of edges: cdncheck's compiled data, and our own table of fingerprints.

use ipnet::IpNet;
use serde_json::{Map, Value};

use crate::Defect;
use crate::lines::{bad, lines};
use crate::warninglist::parse_prefix;

/// Longest list read.
const SIZE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Defects named for one list.
const DEFECTS_MAX: usize = 100;

/// Why a list is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CdnListError {
    /// Longer than any published list.
    #[error("the list of edges is larger than {SIZE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not JSON with one of the known sections.
    #[error("the list of edges is not JSON with `cdn`, `waf`, `cloud` or `common`")]
    NotList,
}

/// What a provider's prefixes are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeRole {
    /// A cache in front of others' servers.
    Cdn,
    /// A filter in front of others' servers.
    Waf,
    /// Rented machines: a host, not a proxy.
    Cloud,
}

/// cdncheck's data, sorted by provider, so that equal files give equal answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CdnList {
    /// Prefixes with their provider.
    pub prefixes: Vec<(EdgeRole, String, IpNet)>,
    /// Ends of CNAME targets with their provider.
    pub suffixes: Vec<(String, String)>,
}

/// How strong a fingerprint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FingerprintWeight {
    /// Enough alone.
    Strong,
    /// Needs a second signal.
    Medium,
    /// Forged easily, or shared by many.
    Weak,
}

/// One row of the table of fingerprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The provider's key.
    pub provider: String,
    /// `header`, `cookie`, `dns_cname`, `dns_ns`, `ip`, `host`, `asn`.
    pub signal: String,
    /// What is looked for, in the table's own words.
    pub pattern: String,
    /// How strong it is.
    pub weight: FingerprintWeight,
    /// What to keep in mind.
    pub note: String,
}

impl Fingerprint {
    /// The patterns of the row one by one, where it names several.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.pattern.split(',').map(str::trim)
    }
}

/// Reads cdncheck's `sources_data.json`.
///
/// # Errors
///
/// [`CdnListError`] when there is nothing to read; an entry that cannot be read is a defect.
pub fn parse_cdn_list(bytes: &[u8]) -> Result<(CdnList, Vec<Defect>), CdnListError> {
    if bytes.len() > SIZE_BYTES_MAX {
        return Err(CdnListError::TooLarge);
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| CdnListError::NotList)?;
    let sections = [
        ("cdn", EdgeRole::Cdn),
        ("waf", EdgeRole::Waf),
        ("cloud", EdgeRole::Cloud),
    ];
    let mut list = CdnList::default();
    let mut defects = Vec::new();
    let mut is_list = false;
    for (name, role) in sections {
        let Some(section) = value[name].as_object() else {
            continue;
        };
        is_list = true;
        for_each_entry(section, name, &mut defects, |provider, entry| {
            parse_prefix(entry)
                .map(|prefix| list.prefixes.push((role, provider.to_owned(), prefix)))
        });
    }
    if let Some(section) = value["common"].as_object() {
        is_list = true;
        for_each_entry(section, "common", &mut defects, |provider, entry| {
            let suffix = entry.trim_matches('.').to_ascii_lowercase();
            (!suffix.is_empty()).then(|| list.suffixes.push((suffix, provider.to_owned())))
        });
    }
    list.prefixes.sort();
    list.suffixes.sort();
    if is_list {
        Ok((list, defects))
    } else {
        Err(CdnListError::NotList)
    }
}

fn for_each_entry(
    section: &Map<String, Value>,
    name: &'static str,
    defects: &mut Vec<Defect>,
    mut take: impl FnMut(&str, &str) -> Option<()>,
) {
    for (provider, entries) in section {
        for entry in entries.as_array().map_or(&[][..], Vec::as_slice) {
            let taken = entry
                .as_str()
                .and_then(|entry| take(provider, entry.trim()));
            if taken.is_none() && defects.len() < DEFECTS_MAX {
                defects.push(Defect::at_field(name, "an entry cannot be read"));
            }
        }
    }
}

/// Reads the table `provider, signal_kind, match, weight, note`, separated by tabs.
pub fn parse_fingerprints(bytes: &[u8]) -> (Vec<Fingerprint>, Vec<Defect>) {
    let mut rows = Vec::new();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, Some('#')) {
        match line.and_then(read_fingerprint) {
            Ok(row) => rows.push(row),
            Err(what) if defects.len() < DEFECTS_MAX => defects.push(bad(number, what)),
            Err(_) => {}
        }
    }
    (rows, defects)
}

fn read_fingerprint(line: &str) -> Result<Fingerprint, &'static str> {
    let mut cells = line.split('\t').map(str::trim);
    let mut cell = || cells.next().filter(|cell| !cell.is_empty());
    let (Some(provider), Some(signal), Some(pattern), Some(weight)) =
        (cell(), cell(), cell(), cell())
    else {
        return Err("a row has provider, signal, match and weight, separated by tabs");
    };
    Ok(Fingerprint {
        provider: provider.to_owned(),
        signal: signal.to_owned(),
        pattern: pattern.to_owned(),
        weight: match weight {
            "S" => FingerprintWeight::Strong,
            "M" => FingerprintWeight::Medium,
            "W" => FingerprintWeight::Weak,
            _ => return Err("a weight is `S`, `M` or `W`"),
        },
        note: cells.next().unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::shared_data;

    /// Goal: sections keep their roles, and the order is that of providers.
    #[test]
    fn a_list_is_read() {
        let text = r#"{"waf":{"b":["198.51.100.0/24"]},"cdn":{"z":["192.0.2.0/24","x"],"a":["2001:db8::1"]},"common":{"c":[".Edge.TEST."]}}"#;
        let (list, defects) = parse_cdn_list(text.as_bytes()).unwrap();
        let providers: Vec<&str> = list
            .prefixes
            .iter()
            .map(|(_, name, _)| name.as_str())
            .collect();
        assert_eq!(providers, ["a", "z", "b"]);
        assert_eq!(list.suffixes, [("edge.test".to_owned(), "c".to_owned())]);
        assert_eq!(
            defects,
            [Defect::at_field("cdn", "an entry cannot be read")]
        );
        assert_eq!(parse_cdn_list(b"[]"), Err(CdnListError::NotList));
    }

    /// Goal: our own table is read whole; a bad row is named.
    #[test]
    fn the_table_of_fingerprints_is_read() {
        let table = include_bytes!("../../../fixtures/cdn_list/cdn_fingerprints.tsv");
        let (rows, defects) = parse_fingerprints(table);
        assert_eq!(defects, []);
        assert_eq!(
            rows.len(),
            table
                .split(|&b| b == b'\n')
                .filter(|line| !line.is_empty() && line[0] != b'#')
                .count()
        );
        assert_eq!(rows[0].weight, FingerprintWeight::Medium);
        let names = rows.iter().find(|row| row.signal == "dns_cname").unwrap();
        assert_eq!(
            names.patterns().collect::<Vec<_>>(),
            ["*.fastly.net", "*.fastlylb.net"]
        );
        let (rows, defects) = parse_fingerprints(b"a\theader\tx\tS\n\nb\theader\tx\tQ\nc\n");
        assert_eq!(rows.len(), 1);
        assert_eq!(
            defects.iter().map(Defect::line).collect::<Vec<_>>(),
            [Some(3), Some(4)]
        );
    }

    /// Goal: the published data are read.
    #[test]
    fn the_published_list_is_read() {
        let Some(path) = shared_data("trace/cdn/cdncheck-sources_data.json") else {
            return;
        };
        let (list, defects) = parse_cdn_list(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(defects, []);
        assert!(list.prefixes.len() > 100_000 && list.suffixes.len() > 100);
    }

    proptest! {
        /// Goal: no bytes make a reader panic.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_cdn_list(&bytes);
            let _ = parse_fingerprints(&bytes);
        }
    }
}
