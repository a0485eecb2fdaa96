//! Hints: what may lie behind a proxy, and what else may be the same operator's. Never an addressee.
//!
//! ```text
//! mail of the zone · sender policy · passive DNS ──▶ origin candidate
//! certificates of the public logs               ──▶ sibling name
//! tokens, certificate accounts                  ──▶ tenant of a service
//! ```
//!
//! A hint is low; two classes of methods that name the same address make it medium, which may be
//! worded as a question. Only the provider's own answer turns one into a host.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vigie_domain::Timestamp;
use vigie_domain::provider::Grade;

use crate::chain::{DnsPicture, Evidence};
use crate::grade::{Method, combine};
use crate::reference::PastFact;
use crate::zone::sender_addresses;

/// Hints kept of one trace.
const HINTS_MAX: usize = 64;

/// Something that may lead to who is responsible, and needs somebody's word first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// What it hints at.
    #[serde(flatten)]
    pub kind: HintKind,
    /// Every method that says so.
    pub evidence: Vec<Evidence>,
    /// At most medium.
    pub grade: Grade,
    /// When it was last seen by whoever saw it; the trace's own time for what it asked itself.
    pub last_seen: Timestamp,
}

/// What a hint is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "hint", rename_all = "snake_case")]
pub enum HintKind {
    /// The address may be the machine behind the proxy.
    OriginCandidate {
        /// Which.
        address: IpAddr,
    },
    /// The name may be the same operator's.
    SiblingName {
        /// Which.
        name: String,
    },
    /// The operator has an account there.
    Tenant {
        /// The service, or the account a certificate authority may issue for.
        service: String,
    },
}

/// Gathers the hints of one trace.
///
/// Shape: `is_behind` says whether an address is worth naming: public, not an edge, and none of
/// the addresses the host has now.
pub(crate) fn gather(
    dns: &DnsPicture,
    past: &[PastFact],
    now: Timestamp,
    is_behind: impl Fn(IpAddr) -> bool,
) -> Vec<Hint> {
    let mut found: BTreeMap<HintKind, (Vec<Evidence>, Timestamp)> = BTreeMap::new();
    let mut add = |kind: HintKind, evidence: Evidence, seen: Timestamp| {
        let (known, last_seen) = found.entry(kind).or_insert_with(|| (Vec::new(), seen));
        if !known.contains(&evidence) {
            known.push(evidence);
        }
        *last_seen = (*last_seen).max(seen);
    };
    let resolvers = || format!("resolvers {}", dns.resolvers.join(", "));
    for named in dns
        .mail_addresses
        .iter()
        .filter(|named| is_behind(named.address))
    {
        let kind = HintKind::OriginCandidate {
            address: named.address,
        };
        add(
            kind,
            low(Method::MailExchanger, resolvers(), &named.name),
            now,
        );
    }
    for address in sender_addresses(&dns.sender_terms).filter(|address| is_behind(*address)) {
        let kind = HintKind::OriginCandidate { address };
        add(
            kind,
            low(Method::SenderPolicy, resolvers(), "named one by one"),
            now,
        );
    }
    for service in dns.tenant_tokens.iter().chain(&dns.certificate_issuers) {
        let kind = HintKind::Tenant {
            service: service.clone(),
        };
        add(kind, low(Method::ZoneText, resolvers(), service), now);
    }
    for fact in past {
        match fact {
            PastFact::Address {
                address,
                source,
                last_seen,
                ..
            } if is_behind(*address) => {
                let kind = HintKind::OriginCandidate { address: *address };
                let detail = format!("until {}", last_seen.rfc3339_seconds());
                add(
                    kind,
                    low(Method::PassiveDns, source.clone(), &detail),
                    *last_seen,
                );
            }
            PastFact::Sibling {
                name,
                source,
                last_seen,
            } => {
                let kind = HintKind::SiblingName { name: name.clone() };
                add(
                    kind,
                    low(Method::CertificateLog, source.clone(), "on one certificate"),
                    *last_seen,
                );
            }
            PastFact::Address { .. } => {}
        }
    }
    let mut hints: Vec<Hint> = found
        .into_iter()
        .map(|(kind, (evidence, last_seen))| {
            let methods: Vec<_> = evidence.iter().map(|one| (one.method, one.grade)).collect();
            // Whatever says so together, it is no provider's word.
            let grade = combine(&methods).unwrap_or(Grade::Low).min(Grade::Medium);
            Hint {
                kind,
                evidence,
                grade,
                last_seen,
            }
        })
        .collect();
    hints.sort_by(|a, b| b.grade.cmp(&a.grade).then_with(|| a.kind.cmp(&b.kind)));
    hints.truncate(HINTS_MAX);
    hints
}

fn low(method: Method, source: String, detail: &str) -> Evidence {
    Evidence {
        method,
        source,
        detail: detail.to_owned(),
        grade: Grade::Low,
        answer_sha256: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::NamedAddress;

    /// Goal: one signal is low, a second of the same class adds nothing, one of another makes it a
    /// question; edges and the present address are never named.
    #[test]
    fn two_classes_make_a_question() {
        let behind: IpAddr = "192.0.2.9".parse().unwrap();
        let edge: IpAddr = "198.51.100.1".parse().unwrap();
        let named = |address| NamedAddress {
            address,
            name: "mail.zeta.example".to_owned(),
        };
        let mut dns = DnsPicture {
            mail_addresses: vec![named(behind), named(edge)],
            ..DnsPicture::default()
        };
        let now = Timestamp::from_ms(1_000_000);
        let grades = |dns: &DnsPicture, past: &[PastFact]| -> Vec<Grade> {
            let hints = gather(dns, past, now, |address| address != edge);
            hints.iter().map(|hint| hint.grade).collect()
        };
        assert_eq!(grades(&dns, &[]), [Grade::Low]);
        dns.sender_terms = vec!["ip4:192.0.2.9".to_owned()];
        assert_eq!(grades(&dns, &[]), [Grade::Low]);
        let past = [PastFact::Address {
            address: behind,
            source: "passivedns/a".to_owned(),
            last_seen: Timestamp::from_ms(5),
        }];
        assert_eq!(grades(&dns, &past), [Grade::Medium]);
    }
}
