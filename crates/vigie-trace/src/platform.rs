//! Platforms known by name: they store what their users supply, so they are the host.

use crate::config::PlatformEntry;
use crate::host::is_under;
use crate::reference::table_rows;

/// A platform that hosts the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Platform {
    pub(crate) provider_key: String,
    pub(crate) provider_name: String,
    /// What matched: the key's first part or the domain.
    pub(crate) matched: String,
    /// Which table.
    pub(crate) source: String,
}

/// The platform of an item, by its canonical key first, then by the host.
///
/// The desk's own entries win over the built-in table, longer domains over shorter ones.
pub(crate) fn find_platform(
    configured: &[PlatformEntry],
    platform_key: Option<&str>,
    host: &str,
) -> Option<Platform> {
    let prefix = platform_key
        .and_then(|key| key.split(':').next())
        .filter(|key| !key.is_empty());
    let entries = || {
        let own = configured.iter().map(|entry| Entry {
            key_prefix: entry.key_prefix.as_deref().unwrap_or("-"),
            domain: &entry.domain,
            provider_key: &entry.provider_key,
            provider_name: &entry.provider_name,
            source: "configured platforms",
        });
        let built_in = table_rows::<4>(include_str!("../data/platforms.tsv")).map(
            |[key_prefix, domain, provider_key, provider_name]| Entry {
                key_prefix,
                domain,
                provider_key,
                provider_name,
                source: "built-in platforms",
            },
        );
        own.chain(built_in)
    };
    let by_key = prefix.and_then(|prefix| entries().find(|entry| entry.key_prefix == prefix));
    if let (Some(entry), Some(prefix)) = (by_key, prefix) {
        return Some(entry.platform(prefix));
    }
    // `max_by_key` keeps the last of equals: reversed, that is the first, the desk's own.
    let by_domain = entries()
        .filter(|entry| is_under(host, entry.domain))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .max_by_key(|entry| entry.domain.len());
    by_domain.map(|entry| entry.platform(entry.domain))
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    key_prefix: &'a str,
    domain: &'a str,
    provider_key: &'a str,
    provider_name: &'a str,
    source: &'static str,
}

impl Entry<'_> {
    fn platform(&self, matched: &str) -> Platform {
        Platform {
            provider_key: self.provider_key.to_owned(),
            provider_name: self.provider_name.to_owned(),
            matched: matched.to_owned(),
            source: format!("{} {}", self.source, env!("CARGO_PKG_VERSION")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: key before domain, own entries before built-in ones, whole labels only.
    #[test]
    fn platforms_are_found_by_key_then_by_domain() {
        #[track_caller]
        fn case(own: &[PlatformEntry], key: Option<&str>, host: &str, expected: Option<&str>) {
            let found = find_platform(own, key, host).map(|platform| platform.provider_key);
            assert_eq!(found.as_deref(), expected, "{key:?} {host}");
        }
        let own = [PlatformEntry {
            domain: "zeta.archive.org".to_owned(),
            provider_key: "zeta".to_owned(),
            provider_name: "Training Organisation Zeta".to_owned(),
            key_prefix: Some("zt".to_owned()),
        }];
        case(
            &own,
            Some("ia:item:plain-patterns"),
            "cdn.example",
            Some("internet-archive"),
        );
        case(&own, Some("zt:item:1"), "cdn.example", Some("zeta"));
        case(&own, None, "ia800.us.archive.org", Some("internet-archive"));
        case(&own, None, "a.zeta.archive.org", Some("zeta"));
        case(&own, Some("web:url:https://x"), "notarchive.org", None);
        case(&[], None, "archive.org", Some("internet-archive"));
    }
}
