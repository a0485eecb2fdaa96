//! Edge detection: which proxy stands before a host, or which platform or cloud holds it.
//!
//! ```text
//! address ─prefix list─▶ edge? cloud?      most specific prefix, then rank of the source
//! names   ─suffix──────▶ edge? platform?   longest suffix, then rank of the source
//! headers, name servers, network           support what the above say; name servers never alone
//! ```
//!
//! Everything is a table look-up in a fixed order: the same input gives the same answer.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use ipnet::IpNet;
use vigie_domain::Sha256;
use vigie_domain::provider::Grade;

use crate::chain::{DnsPicture, Evidence};
use crate::dns::Proof;
use crate::error::ReferenceError;
use crate::grade::{Method, combine};
use crate::reference::{
    AddressTable, AsnHit, ListHit, ListKind, ReferenceData, SuffixRule, table_rows,
};

/// Public resolvers and the like, which edge lists wrongly contain.
static NEVER_EDGE: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    table_rows::<2>(include_str!("../data/not_edge.tsv"))
        .filter_map(|[prefix, _]| prefix.parse().ok())
        .collect()
});

/// What the tables say about one host.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct EdgeReport {
    /// Proxies, best evidence first.
    pub(crate) proxies: Vec<Named>,
    /// Platforms that store the content, best evidence first.
    pub(crate) platforms: Vec<Named>,
    /// Addresses that are a proxy's edge.
    pub(crate) edge_addresses: Vec<IpAddr>,
    /// Whether a proxy is named by something that holds for the whole host, not one address.
    pub(crate) is_wholly_proxied: bool,
}

/// A provider with the evidence for it, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) provider_key: String,
    pub(crate) grade: Grade,
    pub(crate) evidence: Vec<Evidence>,
}

/// What is known about a host before its edges are looked for.
pub(crate) struct EdgeInput<'a> {
    pub(crate) host: &'a str,
    pub(crate) dns: &'a DnsPicture,
    pub(crate) proof: &'a Proof,
    pub(crate) networks: &'a [(IpAddr, AsnHit)],
    pub(crate) response_headers: &'a [(String, String)],
}

/// Looks for proxies and platforms. O((addresses + names) · log table).
pub(crate) fn detect(
    reference: &ReferenceData,
    input: &EdgeInput<'_>,
) -> Result<EdgeReport, ReferenceError> {
    let mut proxies = Tally::default();
    let mut platforms = Tally::default();
    let mut report = EdgeReport::default();

    let chain = input
        .dns
        .cname_chain
        .iter()
        .map(|name| (name.as_str(), Method::CnameSuffix));
    for (name, method) in std::iter::once((input.host, Method::PlatformTable)).chain(chain) {
        let Some(rule) = reference
            .index
            .find_suffix(name, |kind| kind != ListKind::Ns)
        else {
            continue;
        };
        let answer = input
            .proof
            .cname_chain
            .filter(|_| method == Method::CnameSuffix);
        match rule.kind {
            ListKind::Host | ListKind::Cloud => {
                platforms.add(
                    &rule.provider_key,
                    suffix_evidence(rule, name, method, answer),
                );
            }
            // A name *under* an edge's suffix, reached by alias, is an edge; the edge's own
            // domain (`www.cloudflare.com`) is a site like any other.
            ListKind::Cdn if method == Method::CnameSuffix => {
                report.is_wholly_proxied = true;
                proxies.add(
                    &rule.provider_key,
                    suffix_evidence(rule, name, method, answer),
                );
            }
            _ => {}
        }
    }
    for address in &input.dns.addresses {
        if let Some(hit) = find_edge(reference, *address)? {
            report.edge_addresses.push(*address);
            proxies.add(
                &hit.list.provider_key.clone(),
                prefix_evidence(&hit, *address, input.proof),
            );
        }
    }
    for (address, network) in input.networks {
        if let Some(rule) = reference.index.find_asn(network.asn) {
            report.edge_addresses.push(*address);
            let detail = format!("{address} is announced by AS{}", network.asn);
            let source = format!("{} {}", rule.list, rule.date);
            proxies.add(
                &rule.provider_key,
                plain(Method::AsnTable, source, detail, Grade::Medium),
            );
        }
    }
    for (kind, provider_key, evidence) in header_evidence(input.response_headers) {
        if kind == ListKind::Host {
            platforms.add(provider_key, evidence);
        } else {
            report.is_wholly_proxied |= evidence.grade >= Grade::Medium;
            proxies.add(provider_key, evidence);
        }
    }
    // Name servers say who serves the zone, not that the site is proxied: support only.
    for name in &input.dns.name_servers {
        if let Some(rule) = find_name_server(reference, name)
            && proxies.holds(&rule.provider_key)
        {
            let evidence =
                suffix_evidence(rule, name, Method::NameServer, input.proof.name_servers);
            proxies.add(
                &rule.provider_key,
                Evidence {
                    grade: Grade::Medium,
                    ..evidence
                },
            );
        }
    }
    report.edge_addresses.sort_unstable();
    report.edge_addresses.dedup();
    report.platforms = platforms.ranked();
    // A low hint alone is no proxy.
    report.proxies = proxies
        .ranked()
        .into_iter()
        .filter(|named| named.grade >= Grade::Medium)
        .collect();
    Ok(report)
}

/// The edge an address belongs to; never for a public resolver.
pub(crate) fn find_edge(
    reference: &ReferenceData,
    address: IpAddr,
) -> Result<Option<ListHit>, ReferenceError> {
    if NEVER_EDGE.iter().any(|net| net.contains(&address)) {
        return Ok(None);
    }
    reference.find_listed(AddressTable::Edge, address)
}

/// The provider of a name server, where a table knows it.
pub(crate) fn find_name_server<'a>(
    reference: &'a ReferenceData,
    name: &str,
) -> Option<&'a SuffixRule> {
    reference
        .index
        .find_suffix(name, |kind| kind == ListKind::Ns)
}

/// An address in a list; its answer is the one that gave the address.
pub(crate) fn prefix_evidence(hit: &ListHit, address: IpAddr, proof: &Proof) -> Evidence {
    Evidence {
        method: Method::PrefixList,
        source: format!("{} {}", hit.list.name, hit.list.date),
        detail: format!("{address} in {}", hit.prefix),
        grade: hit.list.grade(),
        answer_sha256: proof.addresses.get(&address).copied(),
    }
}

fn suffix_evidence(
    rule: &SuffixRule,
    name: &str,
    method: Method,
    answer_sha256: Option<Sha256>,
) -> Evidence {
    let source = format!("{} {}", rule.list, rule.date);
    let detail = format!("{name} under {}", rule.suffix);
    Evidence {
        answer_sha256,
        ..plain(method, source, detail, Grade::High)
    }
}

fn plain(method: Method, source: String, detail: String, grade: Grade) -> Evidence {
    Evidence {
        method,
        source,
        detail,
        grade,
        answer_sha256: None,
    }
}

/// What the headers of the captured response say. They can be forged: at most medium.
fn header_evidence(
    headers: &[(String, String)],
) -> impl Iterator<Item = (ListKind, &'static str, Evidence)> {
    table_rows::<5>(include_str!("../data/headers.tsv")).filter_map(
        |[provider_key, kind, name, pattern, grade]| {
            let (_, value) = headers.iter().find(|(header, value)| {
                header.eq_ignore_ascii_case(name) && fits(&value.trim().to_lowercase(), pattern)
            })?;
            let grade = if grade == "medium" {
                Grade::Medium
            } else {
                Grade::Low
            };
            // A header may be long and hold a session: the table's pattern says enough.
            let detail = format!("{name}: {pattern} ({} bytes)", value.len());
            let source = format!("built-in headers {}", env!("CARGO_PKG_VERSION"));
            let kind = ListKind::parse(kind)?;
            Some((
                kind,
                provider_key,
                plain(Method::ResponseHeader, source, detail, grade),
            ))
        },
    )
}

/// `*`, `text*`, `*text*` or the whole value.
fn fits(value: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(""), _) => true,
        (Some(rest), Some(_)) => value.contains(rest.trim_end_matches('*')),
        (Some(end), None) => value.ends_with(end),
        (None, Some(start)) => value.starts_with(start),
        (None, None) => value == pattern,
    }
}

/// Evidence by provider.
#[derive(Default)]
struct Tally(BTreeMap<String, Vec<Evidence>>);

impl Tally {
    fn add(&mut self, provider_key: &str, evidence: Evidence) {
        let known = self.0.entry(provider_key.to_owned()).or_default();
        if !known.contains(&evidence) {
            known.push(evidence);
        }
    }

    fn holds(&self, provider_key: &str) -> bool {
        self.0.contains_key(provider_key)
    }

    /// Best grade first; of equals the one with more evidence, then the smaller key.
    fn ranked(self) -> Vec<Named> {
        let mut named: Vec<Named> = self
            .0
            .into_iter()
            .filter_map(|(provider_key, mut evidence)| {
                evidence.sort_by_key(|item| std::cmp::Reverse(item.grade));
                let methods: Vec<_> = evidence
                    .iter()
                    .map(|item| (item.method, item.grade))
                    .collect();
                Some(Named {
                    provider_key,
                    grade: combine(&methods)?,
                    evidence,
                })
            })
            .collect();
        named.sort_by_key(|named| std::cmp::Reverse((named.grade, named.evidence.len())));
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(chain: &[&str], name_servers: &[&str]) -> DnsPicture {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        DnsPicture {
            cname_chain: words(chain),
            name_servers: words(name_servers),
            ..DnsPicture::default()
        }
    }

    #[track_caller]
    fn report(host: &str, dns: &DnsPicture, headers: &[(&str, &str)]) -> EdgeReport {
        let response_headers: Vec<(String, String)> = headers
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let input = EdgeInput {
            host,
            dns,
            proof: &Proof::default(),
            networks: &[],
            response_headers: &response_headers,
        };
        detect(&ReferenceData::empty(), &input).unwrap()
    }

    fn keys(named: &[Named]) -> Vec<(&str, Grade)> {
        named
            .iter()
            .map(|named| (named.provider_key.as_str(), named.grade))
            .collect()
    }

    /// Goal: a name of a platform is its host; an alias into an edge is a proxy; an edge's own
    /// site is neither.
    #[test]
    fn names_tell_hosts_from_proxies() {
        let none = dns(&[], &[]);
        let pages = report("zeta.pages.dev", &none, &[]);
        assert_eq!(keys(&pages.platforms), [("cloudflare", Grade::High)]);
        assert!(pages.proxies.is_empty());

        let behind = report("zeta.example", &dns(&["d1.cloudfront.net"], &[]), &[]);
        assert_eq!(keys(&behind.proxies), [("cloudfront", Grade::High)]);
        assert!(behind.platforms.is_empty() && behind.is_wholly_proxied);

        let alias = report("zeta.example", &dns(&["zeta.pages.dev"], &[]), &[]);
        assert_eq!(keys(&alias.platforms), [("cloudflare", Grade::High)]);

        assert_eq!(
            report("www.cloudflare.com", &none, &[]),
            EdgeReport::default()
        );
        let bucket = report("zeta.s3.amazonaws.com", &none, &[]);
        assert_eq!(keys(&bucket.platforms), [("amazon", Grade::High)]);
    }

    /// Goal: name servers alone name no proxy; a header alone is medium; both are two classes.
    #[test]
    fn supporting_signals_raise_and_never_found() {
        let zone = dns(&[], &["amy.ns.cloudflare.com"]);
        assert!(report("zeta.example", &zone, &[]).proxies.is_empty());
        let header = [("CF-Ray", "8a-CDG")];
        let alone = report("zeta.example", &dns(&[], &[]), &header);
        assert_eq!(keys(&alone.proxies), [("cloudflare", Grade::Medium)]);
        let both = report("zeta.example", &zone, &header);
        assert_eq!(keys(&both.proxies), [("cloudflare", Grade::High)]);
        let low = [("cf-cache-status", "HIT")];
        assert!(
            report("zeta.example", &dns(&[], &[]), &low)
                .proxies
                .is_empty()
        );
    }

    /// Goal: patterns are anchored where they say.
    #[test]
    fn patterns_are_anchored() {
        assert!(fits("anything", "*"));
        assert!(fits("cache-cdg1", "cache-*") && !fits("x-cache-1", "cache-*"));
        assert!(fits("1.1 abc (cloudfront)", "*(cloudfront)*"));
        assert!(fits("cloudflare", "cloudflare") && !fits("cloudflare-x", "cloudflare"));
    }
}
