//! Facts of one trace made into links: who hosts, who proxies, who else.
//!
//! ```text
//! platform known by key, name or suffix ──▶ host
//! else every address an edge, or an alias into one ──▶ proxy; host unknown: ask the proxy
//! else holder of the address ──▶ host
//! ```
//!
//! Pure: tables and answers in, links out.

use std::collections::BTreeMap;
use std::net::IpAddr;

use vigie_domain::provider::{Grade, ProviderRole};

use crate::chain::{
    DnsOutcome, DnsPicture, Evidence, FoundContact, HostStanding, Link, TraceDefect,
};
use crate::dns::Proof;
use crate::edge::{EdgeReport, Named, find_name_server, prefix_evidence};
use crate::grade::{Method, combine};
use crate::host::registrable_domain;
use crate::ledger::Ledger;
use crate::platform::Platform;
use crate::reference::{AsnHit, ListHit, ReferenceData, provider_name};
use crate::registration::Answered;

/// DNS operators named for one zone.
const DNS_OPERATORS_MAX: usize = 3;

/// Everything a trace found out, before it is told as links.
pub(crate) struct Facts<'a> {
    pub(crate) dns: &'a DnsPicture,
    pub(crate) proof: &'a Proof,
    pub(crate) platform: Option<Platform>,
    pub(crate) edges: EdgeReport,
    pub(crate) addresses: Vec<AddressFacts>,
    pub(crate) autnums: Vec<(u32, Answered)>,
    /// The registry's answer, then the registrar's.
    pub(crate) domain_answers: Vec<Answered>,
}

/// What is known of one address.
pub(crate) struct AddressFacts {
    pub(crate) address: IpAddr,
    pub(crate) network: Option<AsnHit>,
    pub(crate) cloud: Option<ListHit>,
    pub(crate) registration: Option<Answered>,
}

/// The links, closest to the content first, and whether the host is known.
pub(crate) fn assemble(
    reference: &ReferenceData,
    facts: Facts<'_>,
    ledger: &mut Ledger,
) -> (HostStanding, Vec<Link>) {
    let mut assembly = Assembly {
        reference,
        facts,
        ledger,
        links: Vec::new(),
    };
    assembly.platforms();
    assembly.proxies();
    assembly.holders();
    let standing = assembly.standing();
    assembly.networks();
    assembly.dns_operators();
    assembly.registrar();
    let order = |role: ProviderRole| ProviderRole::ALL.iter().position(|known| *known == role);
    assembly.links.sort_by_key(|link| order(link.role));
    (standing, assembly.links)
}

struct Assembly<'a, 'l> {
    reference: &'a ReferenceData,
    facts: Facts<'a>,
    ledger: &'l mut Ledger,
    links: Vec<Link>,
}

impl Assembly<'_, '_> {
    fn platforms(&mut self) {
        if let Some(platform) = self.facts.platform.take() {
            let evidence = Evidence {
                method: Method::PlatformTable,
                source: platform.source,
                detail: platform.matched,
                grade: Grade::High,
                answer_sha256: None,
            };
            let mut link = self.link(
                ProviderRole::HostingProvider,
                &platform.provider_key,
                vec![evidence],
            );
            link.provider_name = platform.provider_name;
            self.links.push(link);
            return;
        }
        // One host is told, the best known; others would be guesses beside it.
        if let Some(named) = self.facts.edges.platforms.first().cloned() {
            let link = self.named_link(ProviderRole::HostingProvider, named);
            self.links.push(link);
        }
    }

    fn proxies(&mut self) {
        let host = self.host_key();
        let proxies: Vec<Named> = self
            .facts
            .edges
            .proxies
            .iter()
            // A provider's own edge before its own platform is no second party.
            .filter(|named| host.as_deref() != Some(named.provider_key.as_str()))
            .cloned()
            .collect();
        if proxies.len() > 1 {
            let keys: Vec<&str> = proxies
                .iter()
                .map(|named| named.provider_key.as_str())
                .collect();
            self.ledger.note(TraceDefect::SeveralProxies {
                providers: keys.join(", "),
            });
        }
        for named in proxies {
            let mut link = self.named_link(ProviderRole::CdnProxy, named);
            self.lend_registration(&mut link);
            self.links.push(link);
        }
    }

    /// The holders of addresses that are no edge: they host, unless a platform does.
    fn holders(&mut self) {
        let has_host = self.host_key().is_some();
        let is_hidden = self.facts.edges.is_wholly_proxied;
        if has_host || is_hidden {
            return;
        }
        let mut links: Vec<Link> = Vec::new();
        // Registered addresses first: one that only the routing table knows joins their holder.
        let is_bare = |facts: &AddressFacts| facts.cloud.is_none() && facts.registration.is_none();
        let (registered, bare): (Vec<&AddressFacts>, Vec<&AddressFacts>) = self
            .facts
            .addresses
            .iter()
            .partition(|facts| !is_bare(facts));
        for facts in registered.into_iter().chain(bare) {
            let Some(link) = self.holder(facts) else {
                continue;
            };
            let is_same = |known: &&mut Link| {
                known.provider_key == link.provider_key
                    || is_bare(facts) && known.asn.is_some() && known.asn == link.asn
            };
            match links.iter_mut().find(is_same) {
                Some(known) => absorb(known, link),
                None => links.push(link),
            }
        }
        if self.facts.dns.has_disagreement && links.len() > 1 {
            // The resolvers lead to different hosts: none of them is sure.
            for link in &mut links {
                link.grade = link.grade.min(Grade::Medium);
            }
        }
        self.links.extend(links);
    }

    fn holder(&self, facts: &AddressFacts) -> Option<Link> {
        if self.facts.edges.edge_addresses.contains(&facts.address) {
            return None;
        }
        let answered = facts.registration.as_ref();
        let registered = answered.and_then(|answered| {
            let registration = &answered.registration;
            registration
                .holder
                .clone()
                .or_else(|| registration.name.clone())
        });
        let mut evidence = Vec::new();
        let (key, name) = if let Some(hit) = &facts.cloud {
            evidence.push(prefix_evidence(hit, facts.address, self.facts.proof));
            let key = hit.list.provider_key.clone();
            let name = provider_name(&key);
            (key, name)
        } else if let Some(name) = &registered {
            (slug(name), name.clone())
        } else {
            let network = facts.network.as_ref()?;
            (format!("as{}", network.asn), network_name(network))
        };
        let says_the_same = |text: &str| {
            facts.cloud.is_none() && slug(text) == key || names_match(&key, &name, text)
        };
        if let (Some(answered), Some(registered)) = (answered, &registered)
            && says_the_same(registered)
        {
            evidence.push(address_evidence(answered, registered));
        }
        if let Some(network) = &facts.network {
            let is_only = evidence.is_empty();
            if is_only || network.name.as_deref().is_some_and(says_the_same) {
                // The announcer is often not the one who runs the machine.
                evidence.push(Evidence {
                    grade: Grade::Medium,
                    ..network_evidence(facts.address, network)
                });
            }
        }
        let named = self.facts.dns.reverse_names.iter();
        for named in named.filter(|named| named.address == facts.address) {
            let domain = registrable_domain(&named.name).unwrap_or(&named.name);
            if !evidence.is_empty() && names_match(&key, &name, domain) {
                evidence.push(Evidence {
                    method: Method::ReverseName,
                    source: format!("resolvers {}", self.facts.dns.resolvers.join(", ")),
                    detail: named.name.clone(),
                    grade: Grade::Low,
                    answer_sha256: None,
                });
            }
        }
        let mut link = self.link(ProviderRole::HostingProvider, &key, evidence);
        link.provider_name = name;
        link.address = Some(facts.address);
        link.asn = facts.network.as_ref().map(|network| network.asn);
        if let (Some(answered), Some(registered)) = (answered, &registered)
            && (facts.cloud.is_none() || names_match(&key, &link.provider_name, registered))
        {
            describe(&mut link, answered);
        }
        Some(link)
    }

    fn standing(&self) -> HostStanding {
        let find = |role| self.links.iter().find(|link| link.role == role);
        if find(ProviderRole::HostingProvider).is_some() {
            return HostStanding::Known;
        }
        if let Some(proxy) = find(ProviderRole::CdnProxy) {
            return HostStanding::AskProxy {
                proxy: proxy.provider_key.clone(),
            };
        }
        match self.facts.dns.outcome {
            DnsOutcome::NxDomain | DnsOutcome::NoAddress => HostStanding::NoAddress,
            _ => HostStanding::Unknown,
        }
    }

    fn networks(&mut self) {
        let mut networks: BTreeMap<u32, Link> = BTreeMap::new();
        for facts in &self.facts.addresses {
            let Some(network) = &facts.network else {
                continue;
            };
            if networks.contains_key(&network.asn) {
                continue;
            }
            let mut evidence = vec![network_evidence(facts.address, network)];
            let autnum = self
                .facts
                .autnums
                .iter()
                .find(|(asn, _)| *asn == network.asn);
            if let Some((_, answered)) = autnum {
                let said = answered
                    .registration
                    .holder
                    .clone()
                    .or(answered.registration.name.clone());
                evidence.push(answered_evidence(
                    answered,
                    Method::RdapAutnum,
                    &said.unwrap_or_default(),
                ));
            }
            let key = format!("as{}", network.asn);
            let mut link = self.link(ProviderRole::Network, &key, evidence);
            link.provider_name = network_name(network);
            link.asn = Some(network.asn);
            link.address = Some(facts.address);
            if let Some((_, answered)) = autnum {
                describe(&mut link, answered);
            }
            // What registries say of the address is not lost where nobody nearer took it.
            if let Some(answered) = &facts.registration
                && !self.links.iter().any(|known| uses(known, answered))
            {
                add_contacts(&mut link.contacts, answered.contacts());
            }
            networks.insert(network.asn, link);
        }
        self.links.extend(networks.into_values());
    }

    fn dns_operators(&mut self) {
        let mut operators: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
        for name in &self.facts.dns.name_servers {
            let (key, label) = if let Some(rule) = find_name_server(self.reference, name) {
                (rule.provider_key.clone(), provider_name(&rule.provider_key))
            } else {
                let domain = registrable_domain(name).unwrap_or(name).to_owned();
                (domain.clone(), domain)
            };
            operators
                .entry(key)
                .or_insert_with(|| (label, Vec::new()))
                .1
                .push(name);
        }
        let links: Vec<Link> = operators
            .into_iter()
            .take(DNS_OPERATORS_MAX)
            .map(|(key, (label, names))| {
                let evidence = Evidence {
                    method: Method::NameServer,
                    source: format!("resolvers {}", self.facts.dns.resolvers.join(", ")),
                    detail: names.join(", "),
                    grade: Grade::Medium,
                    answer_sha256: self.facts.proof.name_servers,
                };
                let mut link = self.link(ProviderRole::DnsOperator, &key, vec![evidence]);
                link.provider_name = label;
                link
            })
            .collect();
        self.links.extend(links);
    }

    fn registrar(&mut self) {
        let answers = &self.facts.domain_answers;
        let Some(registrar) = answers
            .iter()
            .find_map(|a| a.registration.registrar.clone())
        else {
            return;
        };
        let evidence = answers
            .iter()
            .filter_map(|answered| {
                let said = answered.registration.registrar.as_ref()?;
                Some(answered_evidence(answered, Method::RdapDomain, &said.name))
            })
            .collect();
        let key = registrar
            .id
            .as_deref()
            .map_or_else(|| slug(&registrar.name), str::to_lowercase);
        let mut link = self.link(ProviderRole::Registrar, &key, evidence);
        link.provider_name = registrar.name;
        link.handle = registrar.id;
        for answered in answers {
            add_contacts(&mut link.contacts, answered.contacts());
            link.redactions
                .extend(answered.registration.redactions.iter().cloned());
        }
        link.redactions.dedup();
        self.links.push(link);
    }

    fn host_key(&self) -> Option<String> {
        self.links
            .iter()
            .find(|link| link.role == ProviderRole::HostingProvider)
            .map(|link| link.provider_key.clone())
    }

    /// A proxy's contacts are those of its address, if the address is registered to it: an edge
    /// inside somebody's network has that network's contacts.
    fn lend_registration(&self, link: &mut Link) {
        let lent = self.facts.addresses.iter().find_map(|facts| {
            let answered = facts.registration.as_ref()?;
            let registration = &answered.registration;
            let said = registration
                .holder
                .as_ref()
                .or(registration.name.as_ref())?;
            names_match(&link.provider_key, &link.provider_name, said)
                .then_some((facts, answered, said))
        });
        if let Some((facts, answered, said)) = lent {
            link.evidence.push(address_evidence(answered, said));
            link.address = Some(facts.address);
            link.asn = facts.network.as_ref().map(|network| network.asn);
            describe(link, answered);
            regrade(link);
        }
    }

    fn named_link(&self, role: ProviderRole, named: Named) -> Link {
        self.link(role, &named.provider_key, named.evidence)
    }

    fn link(&self, role: ProviderRole, key: &str, evidence: Vec<Evidence>) -> Link {
        let mut link = Link {
            role,
            provider_key: key.to_owned(),
            provider_name: provider_name(key),
            handle: None,
            asn: None,
            address: None,
            country: None,
            contacts: Vec::new(),
            redactions: Vec::new(),
            evidence,
            grade: Grade::Low,
            observed_at: self.ledger.now,
        };
        regrade(&mut link);
        link
    }
}

fn regrade(link: &mut Link) {
    link.evidence
        .sort_by_key(|evidence| std::cmp::Reverse(evidence.grade));
    let methods: Vec<_> = link
        .evidence
        .iter()
        .map(|item| (item.method, item.grade))
        .collect();
    link.grade = combine(&methods).unwrap_or(Grade::Low);
}

/// Puts what a registration says of its object on the link.
fn describe(link: &mut Link, answered: &Answered) {
    let registration = &answered.registration;
    link.handle.clone_from(&registration.handle);
    link.country.clone_from(&registration.country);
    link.redactions
        .extend(registration.redactions.iter().cloned());
    add_contacts(&mut link.contacts, answered.contacts());
}

/// A second address of the same provider adds its evidence and contacts.
fn absorb(link: &mut Link, other: Link) {
    for evidence in other.evidence {
        if !link.evidence.contains(&evidence) {
            link.evidence.push(evidence);
        }
    }
    add_contacts(&mut link.contacts, other.contacts);
    regrade(link);
}

/// Each channel once, best role first.
fn add_contacts(contacts: &mut Vec<FoundContact>, found: Vec<FoundContact>) {
    contacts.extend(found);
    contacts.sort_by_key(|contact| contact.role);
    let mut seen = std::collections::HashSet::new();
    contacts.retain(|contact| seen.insert(contact.channel.clone()));
}

fn uses(link: &Link, answered: &Answered) -> bool {
    link.evidence
        .iter()
        .any(|evidence| evidence.answer_sha256 == Some(answered.raw.sha256))
}

fn address_evidence(answered: &Answered, said: &str) -> Evidence {
    answered_evidence(answered, Method::RdapAddress, said)
}

/// RDAP is graded high; WHOIS is free text that anybody formats as he likes.
fn answered_evidence(answered: &Answered, method: Method, said: &str) -> Evidence {
    let (method, grade) = if answered.is_whois {
        (Method::Whois, Grade::Medium)
    } else {
        (method, Grade::High)
    };
    Evidence {
        method,
        source: answered.source.clone(),
        detail: said.to_owned(),
        grade,
        answer_sha256: Some(answered.raw.sha256),
    }
}

fn network_evidence(address: IpAddr, network: &AsnHit) -> Evidence {
    Evidence {
        method: Method::AsnTable,
        source: network.source.clone(),
        detail: format!(
            "{address} in {}–{} of AS{}",
            network.first, network.last, network.asn
        ),
        grade: Grade::High,
        answer_sha256: None,
    }
}

fn network_name(network: &AsnHit) -> String {
    network
        .name
        .clone()
        .unwrap_or_else(|| format!("AS{}", network.asn))
}

/// `Zeta Hosting, S.A.` → `zeta-hosting-s-a`; letters of every script stay.
fn slug(name: &str) -> String {
    let words = name.to_lowercase();
    let words: Vec<&str> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// Whether a registered name speaks of a provider: it holds its key or the first word of its name.
fn names_match(key: &str, name: &str, said: &str) -> bool {
    const WORD_CHARS_MIN: usize = 3;
    let said = slug(said);
    let name = slug(name);
    let first_word = name.split('-').next().unwrap_or_default();
    [key, first_word].into_iter().any(|word| {
        word.chars().count() >= WORD_CHARS_MIN && said.split('-').any(|part| part.starts_with(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: names are compared by whole words, in any script.
    #[test]
    fn names_are_compared_by_words() {
        assert_eq!(slug("Zeta Hosting, S.A."), "zeta-hosting-s-a");
        assert_eq!(slug("استضافة زيتا"), "استضافة-زيتا");
        assert!(names_match(
            "cloudfront",
            "Amazon CloudFront",
            "Amazon Technologies Inc."
        ));
        assert!(names_match("cloudflare", "Cloudflare", "CLOUDFLARENET"));
        assert!(!names_match("akamai", "Akamai", "Plain Telecom"));
        assert!(!names_match("x", "X", "Xylo Networks"));
    }
}
