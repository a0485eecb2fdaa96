//! Which RDAP server answers for a name, an address or a network.
//!
//! Source: RFC 9224: the longest match wins, https before http.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// The bootstrap tables, as compiled at import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Bootstrap {
    /// Domain, lower case without a dot at either end, to base URLs.
    pub(crate) domains: BTreeMap<String, Vec<String>>,
    /// Prefixes of both families, sorted.
    pub(crate) prefixes: BTreeMap<IpNet, Vec<String>>,
    /// First number to last number and base URLs.
    pub(crate) asns: BTreeMap<u32, (u32, Vec<String>)>,
    /// Registries asked when no table knows better; they redirect to each other.
    pub(crate) seeds: Vec<String>,
}

impl Bootstrap {
    /// The servers for a domain, best first. O(labels · log entries).
    pub(crate) fn find_domain(&self, domain: &str) -> Option<&[String]> {
        let mut tail = Some(domain);
        while let Some(name) = tail {
            if let Some(urls) = self.domains.get(name) {
                return Some(urls);
            }
            tail = name.split_once('.').map(|(_, rest)| rest);
        }
        None
    }

    /// The servers for an address: longest prefix, else the seed. O(prefix bits · log entries).
    pub(crate) fn find_address(&self, address: IpAddr) -> Option<&[String]> {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        (0..=bits)
            .rev()
            .filter_map(|bits| IpNet::new(address, bits).ok())
            .find_map(|net| self.prefixes.get(&net.trunc()))
            .map(Vec::as_slice)
            .or_else(|| self.seed())
    }

    /// The servers for an autonomous system.
    pub(crate) fn find_asn(&self, asn: u32) -> Option<&[String]> {
        self.asns
            .range(..=asn)
            .next_back()
            .filter(|(_, (last, _))| asn <= *last)
            .map(|(_, (_, urls))| urls.as_slice())
            .or_else(|| self.seed())
    }

    fn seed(&self) -> Option<&[String]> {
        Some(self.seeds.as_slice()).filter(|seeds| !seeds.is_empty())
    }

    /// Adds what another file says; the file read later wins.
    pub(crate) fn merge(&mut self, other: Self) {
        self.domains.extend(other.domains);
        self.prefixes.extend(other.prefixes);
        self.asns.extend(other.asns);
        if !other.seeds.is_empty() {
            self.seeds = other.seeds;
        }
    }

    /// Adds one RFC 9224 service. Keys that are no domain, prefix or number are counted back.
    pub(crate) fn add_service(&mut self, keys: &[String], urls: &[String]) -> usize {
        let urls = sorted_urls(urls);
        if urls.is_empty() {
            return keys.len();
        }
        keys.iter().filter(|key| !self.add_key(key, &urls)).count()
    }

    fn add_key(&mut self, key: &str, urls: &[String]) -> bool {
        let key = key.trim().trim_matches('.').to_lowercase();
        if let Ok(net) = key.parse::<IpNet>() {
            self.prefixes.insert(net.trunc(), urls.to_vec());
        } else if let Some((first, last)) = parse_asns(&key) {
            self.asns.insert(first, (last, urls.to_vec()));
        } else if is_domain(&key) {
            self.domains.insert(key, urls.to_vec());
        } else {
            return false;
        }
        true
    }
}

/// `64496-64511`, `64496` or `as64496`.
fn parse_asns(key: &str) -> Option<(u32, u32)> {
    let key = key.strip_prefix("as").unwrap_or(key);
    let (first, last) = key.split_once('-').unwrap_or((key, key));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}

fn is_domain(key: &str) -> bool {
    key.len() <= 253
        && key.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
        })
}

/// Usable base URLs, https first, each with its final slash.
pub(crate) fn sorted_urls(urls: &[String]) -> Vec<String> {
    let mut urls: Vec<String> = urls
        .iter()
        .map(|url| url.trim())
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .map(|url| {
            if url.ends_with('/') {
                url.to_owned()
            } else {
                format!("{url}/")
            }
        })
        .collect();
    urls.sort_by_key(|url| !url.starts_with("https://"));
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn bootstrap() -> Bootstrap {
        let mut bootstrap = Bootstrap::default();
        let services: [(&[&str], &[&str]); 6] = [
            (
                &["org", "xn--p1acf"],
                &["http://a.example", "https://a.example"],
            ),
            (&["co.example"], &["https://deep.example/"]),
            (&["10.0.0.0/8"], &["https://wide.example/"]),
            (&["10.1.0.0/16"], &["https://narrow.example/"]),
            (&["2001:db8::/32"], &["https://six.example/"]),
            (&["64496-64511", "as65000"], &["https://as.example/"]),
        ];
        for (keys, urls) in services {
            assert_eq!(bootstrap.add_service(&texts(keys), &texts(urls)), 0);
        }
        bootstrap
    }

    /// Goal: longest match for names, addresses and networks, and https before http.
    #[test]
    fn the_longest_match_answers() {
        let tables = bootstrap();
        let first = |found: Option<&[String]>| found.map(|urls| urls[0].clone());
        let url = |text: &str| Some(text.to_owned());
        assert_eq!(
            first(tables.find_domain("www.zeta.org")),
            url("https://a.example/")
        );
        assert_eq!(
            first(tables.find_domain("x.co.example")),
            url("https://deep.example/")
        );
        assert_eq!(first(tables.find_domain("zeta.io")), None);
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(
            first(tables.find_address(ip("10.1.2.3"))),
            url("https://narrow.example/")
        );
        assert_eq!(
            first(tables.find_address(ip("10.2.2.3"))),
            url("https://wide.example/")
        );
        assert_eq!(
            first(tables.find_address(ip("2001:db8::1"))),
            url("https://six.example/")
        );
        assert_eq!(first(tables.find_address(ip("192.0.2.1"))), None);
        assert_eq!(first(tables.find_asn(64_500)), url("https://as.example/"));
        assert_eq!(first(tables.find_asn(65_000)), url("https://as.example/"));
        assert_eq!(first(tables.find_asn(64_512)), None);
    }

    /// Goal: keys and addresses nobody can use are counted, not taken.
    #[test]
    fn unusable_services_are_counted() {
        let mut tables = Bootstrap::default();
        assert_eq!(
            tables.add_service(&texts(&["a b", "-x", "9-3"]), &texts(&["https://a/"])),
            2
        );
        assert_eq!(
            tables.add_service(&texts(&["org"]), &texts(&["ftp://a/"])),
            1
        );
        assert_eq!(tables.find_domain("org"), None);
    }

    /// Goal: with only a seed, every address has somebody to ask.
    #[test]
    fn a_seed_answers_for_addresses_only() {
        let tables = Bootstrap {
            seeds: texts(&["https://seed/"]),
            ..Bootstrap::default()
        };
        assert!(tables.find_address("192.0.2.1".parse().unwrap()).is_some());
        assert!(tables.find_asn(1).is_some());
        assert!(tables.find_domain("zeta.org").is_none());
    }
}
