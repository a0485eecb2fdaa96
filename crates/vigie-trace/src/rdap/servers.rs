//! Which RDAP server answers: the bootstrap tables, and a seed where they are silent.

use std::net::IpAddr;

use serde_json::Value;
use vigie_format::Defect;
use vigie_format::rdap::{Bootstrap, BootstrapError};

/// The servers of all imported tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Servers {
    table: Bootstrap,
    /// Registries asked about addresses when no table knows better; they redirect to each other.
    seeds: Vec<String>,
}

impl Servers {
    /// Reads a bootstrap file (RFC 9224, or a bare list of its services), or a seed `{"rir":{…}}`.
    ///
    /// Hands back what could not be read of it; errors name what made it unusable altogether.
    pub(crate) fn parse(bytes: &[u8]) -> Result<(Self, Vec<Defect>), BootstrapError> {
        if let Some(seeds) = parse_seeds(bytes) {
            return Ok((
                Self {
                    seeds,
                    ..Self::default()
                },
                Vec::new(),
            ));
        }
        let (table, defects) = Bootstrap::parse(bytes)?;
        Ok((
            Self {
                table,
                seeds: Vec::new(),
            },
            defects,
        ))
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.table.merge(other.table);
        if !other.seeds.is_empty() {
            self.seeds = other.seeds;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.table.len() + self.seeds.len()
    }

    pub(crate) fn published(&self) -> Option<&str> {
        self.table.published.as_deref()
    }

    pub(crate) fn find_domain(&self, domain: &str) -> Option<&[String]> {
        self.table.find_domain(domain)
    }

    pub(crate) fn find_address(&self, address: IpAddr) -> Option<&[String]> {
        self.table.find_address(address).or_else(|| self.seed())
    }

    pub(crate) fn find_asn(&self, asn: u32) -> Option<&[String]> {
        self.table.find_autnum(asn).or_else(|| self.seed())
    }

    fn seed(&self) -> Option<&[String]> {
        self.seeds.first().map(std::slice::from_ref)
    }
}

/// The registries of a seed, ARIN first: it redirects for every other.
fn parse_seeds(bytes: &[u8]) -> Option<Vec<String>> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let registries = value.get("rir")?.as_object()?;
    let mut seeds: Vec<(&String, String)> = registries
        .iter()
        .filter_map(|(name, url)| Some((name, base_url(url.as_str()?)?)))
        .collect();
    seeds.sort_by_key(|(name, _)| *name != "arin");
    Some(seeds.into_iter().map(|(_, url)| url).collect())
}

/// A base URL with its final slash; `None` for what is no web address.
pub(crate) fn base_url(text: &str) -> Option<String> {
    let text = text.trim();
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    is_web.then(|| format!("{}/", text.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: tables win over the seed; the seed answers for addresses and networks only.
    #[test]
    fn a_seed_answers_where_tables_are_silent() {
        let (mut servers, defects) = Servers::parse(
            br#"{"services":[[["192.0.2.0/24","64500-64511"],["http://t.example","https://t.example"]],[["org"],["https://o.example/"]]]}"#,
        )
        .unwrap();
        assert_eq!(defects.len(), 0);
        let seed = br#"{"rir":{"afrinic":"https://f.example/","arin":"https://a.example/r"}}"#;
        servers.merge(Servers::parse(seed).unwrap().0);
        let first = |found: Option<&[String]>| found.map(|urls| urls[0].clone());
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(
            first(servers.find_address(ip("192.0.2.9"))),
            is("https://t.example/")
        );
        assert_eq!(
            first(servers.find_address(ip("203.0.113.9"))),
            is("https://a.example/r/")
        );
        assert_eq!(first(servers.find_asn(64_500)), is("https://t.example/"));
        assert_eq!(first(servers.find_asn(1)), is("https://a.example/r/"));
        assert_eq!(
            first(servers.find_domain("zeta.org")),
            is("https://o.example/")
        );
        assert_eq!(first(servers.find_domain("zeta.io")), None);
    }
}
