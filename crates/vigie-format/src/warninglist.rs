//! Warning lists as MISP publishes them: prefixes, hosts or texts that are known to mislead.

use ipnet::IpNet;
use serde_json::Value;

use crate::Defect;

/// Longest list read; the longest published is 1 MB.
const SIZE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Defects named for one list.
const DEFECTS_MAX: usize = 100;

/// Why a list is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WarninglistError {
    /// Longer than any published list.
    #[error("the warning list is larger than {SIZE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not JSON with a `list`.
    #[error("the warning list is not JSON with `name`, `type` and `list`")]
    NotList,
}

/// How the entries are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarninglistKind {
    /// Prefixes and addresses.
    Cidr,
    /// Hosts; an entry covers the names below it.
    Hostname,
    /// Whole texts.
    Exact,
    /// Parts of texts.
    Substring,
    /// Regular expressions, which are kept and never run.
    Regex,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warninglist {
    /// Its name.
    pub name: String,
    /// Its version, often a date.
    pub version: String,
    /// How its entries are meant.
    pub kind: WarninglistKind,
    /// The entries of a list of hosts or texts, hosts in lower case without leading dots.
    pub entries: Vec<String>,
    /// The entries of a list of prefixes; a bare address is a prefix of its own.
    pub prefixes: Vec<IpNet>,
}

/// Reads a list; an entry that cannot be read is a defect, counted from 1.
///
/// # Errors
///
/// [`WarninglistError`] when there is nothing to read.
pub fn parse_warninglist(bytes: &[u8]) -> Result<(Warninglist, Vec<Defect>), WarninglistError> {
    if bytes.len() > SIZE_BYTES_MAX {
        return Err(WarninglistError::TooLarge);
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| WarninglistError::NotList)?;
    let list = value["list"].as_array().ok_or(WarninglistError::NotList)?;
    let kind = match value["type"].as_str() {
        Some("cidr") => WarninglistKind::Cidr,
        Some("hostname") => WarninglistKind::Hostname,
        Some("string") => WarninglistKind::Exact,
        Some("substring") => WarninglistKind::Substring,
        Some("regex") => WarninglistKind::Regex,
        _ => return Err(WarninglistError::NotList),
    };
    let version = match &value["version"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let name = value["name"].as_str().unwrap_or_default().to_owned();
    let mut read = Warninglist {
        name,
        version,
        kind,
        entries: Vec::new(),
        prefixes: Vec::new(),
    };
    let mut defects = Vec::new();
    for (number, entry) in (1..).zip(list) {
        let is_read = entry
            .as_str()
            .map(str::trim)
            .is_some_and(|entry| read.add(entry));
        if !is_read && defects.len() < DEFECTS_MAX {
            defects.push(Defect::at_line(number, "the entry cannot be read"));
        }
    }
    Ok((read, defects))
}

impl Warninglist {
    fn add(&mut self, entry: &str) -> bool {
        match self.kind {
            WarninglistKind::Cidr => match parse_prefix(entry) {
                Some(prefix) => self.prefixes.push(prefix),
                None => return false,
            },
            WarninglistKind::Hostname => {
                self.entries
                    .push(entry.trim_start_matches('.').to_ascii_lowercase());
            }
            WarninglistKind::Exact | WarninglistKind::Substring | WarninglistKind::Regex => {
                self.entries.push(entry.to_owned());
            }
        }
        !entry.is_empty()
    }
}

/// A prefix, or an address as a prefix of its own; host bits are cleared.
pub(crate) fn parse_prefix(text: &str) -> Option<IpNet> {
    match text.parse::<IpNet>() {
        Ok(prefix) => Some(prefix.trunc()),
        Err(_) => text.parse::<std::net::IpAddr>().ok().map(IpNet::from),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::shared_data;

    /// Goal: each kind is read, and what is not an entry is named.
    #[test]
    fn each_kind_is_read() {
        let text = r#"{"name":"a","type":"cidr","version":4,"list":["192.0.2.7/24","2001:DB8::/32","198.51.100.1","x",7]}"#;
        let (list, defects) = parse_warninglist(text.as_bytes()).unwrap();
        let prefixes: Vec<String> = list.prefixes.iter().map(ToString::to_string).collect();
        assert_eq!(
            prefixes,
            ["192.0.2.0/24", "2001:db8::/32", "198.51.100.1/32"]
        );
        assert_eq!((list.version.as_str(), defects.len()), ("4", 2));
        let text = r#"{"name":"b","type":"hostname","version":"x","list":[".A.test","b.test"]}"#;
        assert_eq!(
            parse_warninglist(text.as_bytes()).unwrap().0.entries,
            ["a.test", "b.test"]
        );
        assert_eq!(parse_warninglist(b"{}"), Err(WarninglistError::NotList));
        assert_eq!(
            parse_warninglist(b"{\"type\":\"other\",\"list\":[]}"),
            Err(WarninglistError::NotList)
        );
    }

    /// Goal: every published list is read without a defect.
    #[test]
    fn published_lists_are_read() {
        let Some(folder) = shared_data("trace/warninglists") else {
            return;
        };
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let (list, defects) = parse_warninglist(&std::fs::read(&path).unwrap()).unwrap();
            assert_eq!(defects, [], "{}", path.display());
            assert!(
                !list.entries.is_empty() || !list.prefixes.is_empty(),
                "{}",
                path.display()
            );
            count += 1;
        }
        assert!(count > 30);
    }

    proptest! {
        /// Goal: no bytes make the reader panic.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_warninglist(&bytes);
        }
    }
}
