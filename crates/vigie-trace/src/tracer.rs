//! One trace, from a host to its provider chain.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use vigie_domain::Timestamp;
use vigie_egress::Egress;

use crate::assemble::{AddressFacts, Facts, assemble};
use crate::chain::{DnsOutcome, DnsPicture, ProviderChain, TraceDefect};
use crate::config::Config;
use crate::dns::{self, Proof};
use crate::edge::{self, EdgeInput};
use crate::error::TraceError;
use crate::hint::{self, Hint};
use crate::host::{TracedHost, registrable_domain};
use crate::ledger::Ledger;
use crate::platform::find_platform;
use crate::rdap::cache::RangeCache;
use crate::rdap::client::Registries;
use crate::reference::{AddressTable, AsnHit, ReferenceData};
use crate::registration::{Answered, Subject};
use crate::zone;

/// Networks of one host whose registration is asked.
const NETWORKS_MAX: usize = 2;

/// What to trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceTarget<'a> {
    /// Domain name or address, as in the locator.
    pub host: &'a str,
    /// Canonical key of the item (`ia:item:…`), when there is one.
    pub platform_key: Option<&'a str>,
    /// Headers of the captured response, when there is one; no request is made for them.
    pub response_headers: &'a [(String, String)],
}

impl<'a> TraceTarget<'a> {
    /// A host alone.
    pub const fn host(host: &'a str) -> Self {
        Self {
            host,
            platform_key: None,
            response_headers: &[],
        }
    }
}

/// Traces hosts to their providers. One per process, so that range answers are shared.
#[derive(Debug)]
pub struct Tracer {
    egress: Egress,
    reference: RwLock<Arc<ReferenceData>>,
    config: Config,
    cache: RangeCache,
}

impl Tracer {
    /// A tracer that connects through `egress` and looks up in `reference`.
    pub fn new(egress: Egress, reference: Arc<ReferenceData>, config: Config) -> Self {
        let cache = RangeCache::new(config.range_cache_entries_max, config.range_cache_ms);
        Self {
            egress,
            reference: RwLock::new(reference),
            config,
            cache,
        }
    }

    /// The reference tables in use.
    pub fn reference(&self) -> Arc<ReferenceData> {
        Arc::clone(
            &self
                .reference
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Uses newly imported tables from the next trace on.
    pub fn replace_reference(&self, reference: Arc<ReferenceData>) {
        *self
            .reference
            .write()
            .unwrap_or_else(PoisonError::into_inner) = reference;
    }

    /// Traces one host: DNS, edge lists, networks, RDAP or WHOIS.
    ///
    /// Connects to nothing but resolvers, RDAP and WHOIS servers. Bounded by the limits of the
    /// configuration: a few dozen questions at most.
    ///
    /// # Errors
    ///
    /// [`TraceError`] when the host cannot be traced at all; whatever else fails is a defect of
    /// the chain.
    pub async fn trace(
        &self,
        target: &TraceTarget<'_>,
        now: Timestamp,
    ) -> Result<ProviderChain, TraceError> {
        let host = TracedHost::parse(target.host)?;
        let reference = self.reference();
        let mut ledger = Ledger::new(now);
        self.note_missing_tables(&reference, &mut ledger);

        let host_text = host.to_string();
        let domain = match &host {
            TracedHost::Name(name) => registrable_domain(name).map(str::to_owned),
            TracedHost::Address(_) => None,
        };
        let (dns, proof) = self
            .resolve(&host, domain.as_deref(), &reference, &mut ledger)
            .await?;
        let mut dns = dns;
        if let TracedHost::Name(name) = &host {
            let zone = domain.as_deref().unwrap_or(name);
            zone::look_aside(&self.egress.dns(), zone, &mut dns, &mut ledger).await;
        }
        let addresses = &dns.addresses[..dns.addresses.len().min(self.config.addresses_max)];

        let mut networks: Vec<(IpAddr, AsnHit)> = Vec::new();
        for address in addresses {
            networks.extend(reference.find_asn(*address)?.map(|hit| (*address, hit)));
        }
        let edges = edge::detect(
            &reference,
            &EdgeInput {
                host: &host_text,
                dns: &dns,
                proof: &proof,
                networks: &networks,
                response_headers: target.response_headers,
            },
        )?;
        let platform = find_platform(&self.config.platforms, target.platform_key, &host_text);
        // Boxed: three conversations side by side are the bulk of this future.
        let asking = self.ask_registries(
            &reference,
            addresses,
            &networks,
            domain.as_deref(),
            &mut ledger,
        );
        let asked = Box::pin(asking).await;

        let mut address_facts = Vec::new();
        for (address, registration) in addresses.iter().zip(asked.addresses) {
            address_facts.push(AddressFacts {
                address: *address,
                network: networks
                    .iter()
                    .find(|(at, _)| at == address)
                    .map(|(_, hit)| hit.clone()),
                cloud: reference.find_listed(AddressTable::Cloud, *address)?,
                registration,
            });
        }
        let facts = Facts {
            dns: &dns,
            proof: &proof,
            platform,
            edges,
            addresses: address_facts,
            autnums: asked.autnums,
            domain_answers: asked.domain,
        };
        let hints = self.gather_hints(&reference, &host_text, &dns, now)?;
        let (host_standing, mut links) = assemble(&reference, facts, &mut ledger);
        for link in &mut links {
            reference.add_abuse_contacts(link);
        }
        Ok(ProviderChain {
            host: host_text,
            registrable_domain: domain,
            observed_at: now,
            host_standing,
            links,
            dns,
            raw_answers: ledger.raw_answers,
            hints,
            defects: ledger.defects,
        })
    }

    /// What the zone and what others recorded hint at, beyond the addresses of today.
    fn gather_hints(
        &self,
        reference: &ReferenceData,
        host: &str,
        dns: &DnsPicture,
        now: Timestamp,
    ) -> Result<Vec<Hint>, TraceError> {
        let past = reference.find_past(host)?;
        let is_behind = |address: IpAddr| {
            dns::is_usable(&self.egress, address)
                && !dns.addresses.contains(&address)
                && edge::find_edge(reference, address).is_ok_and(|edge| edge.is_none())
        };
        Ok(hint::gather(dns, &past, now, is_behind))
    }

    async fn resolve(
        &self,
        host: &TracedHost,
        domain: Option<&str>,
        reference: &ReferenceData,
        ledger: &mut Ledger,
    ) -> Result<(DnsPicture, Proof), TraceError> {
        let name = match host {
            TracedHost::Address(address) if dns::is_usable(&self.egress, *address) => {
                let picture = DnsPicture {
                    outcome: DnsOutcome::NotAsked,
                    addresses: vec![*address],
                    ..DnsPicture::default()
                };
                return Ok((picture, Proof::default()));
            }
            TracedHost::Address(_) => return Err(TraceError::NotPublic),
            TracedHost::Name(name) => name,
        };
        let zone = domain.unwrap_or(name);
        let names_max = self.config.cname_names_max;
        Ok(dns::look_up(&self.egress, reference, names_max, name, zone, ledger).await?)
    }

    /// Addresses, networks and the domain, side by side; each keeps its own ledger until done.
    async fn ask_registries(
        &self,
        reference: &ReferenceData,
        addresses: &[IpAddr],
        networks: &[(IpAddr, AsnHit)],
        domain: Option<&str>,
        ledger: &mut Ledger,
    ) -> Asked {
        let registries = Registries {
            egress: &self.egress,
            reference,
            config: &self.config,
            cache: &self.cache,
        };
        let now = ledger.now;
        let ask_addresses = async {
            let mut ledger = Ledger::new(now);
            let mut answers = Vec::new();
            for address in addresses {
                let found = registries
                    .ask(&Subject::Address(*address), &mut ledger)
                    .await;
                answers.push(found.into_iter().next());
            }
            (answers, ledger)
        };
        let ask_networks = async {
            let mut ledger = Ledger::new(now);
            let mut answers = Vec::new();
            let asns: BTreeSet<u32> = networks.iter().map(|(_, hit)| hit.asn).collect();
            for asn in asns.into_iter().take(NETWORKS_MAX) {
                let found = registries.ask(&Subject::Autnum(asn), &mut ledger).await;
                answers.extend(found.into_iter().next().map(|answered| (asn, answered)));
            }
            (answers, ledger)
        };
        let ask_domain = async {
            let mut ledger = Ledger::new(now);
            let answers = match domain {
                Some(domain) => {
                    registries
                        .ask(&Subject::Domain(domain.to_owned()), &mut ledger)
                        .await
                }
                None => Vec::new(),
            };
            (answers, ledger)
        };
        let ((addresses, first), (autnums, second), (domain, third)) =
            tokio::join!(ask_addresses, ask_networks, ask_domain);
        for part in [first, second, third] {
            part.raw_answers
                .into_iter()
                .for_each(|answer| ledger.keep(answer));
            part.defects
                .into_iter()
                .for_each(|defect| ledger.note(defect));
        }
        Asked {
            addresses,
            autnums,
            domain,
        }
    }

    fn note_missing_tables(&self, reference: &ReferenceData, ledger: &mut Ledger) {
        for missing in reference.list_missing() {
            if missing.table == "rdap/bootstrap" && !self.config.rdap_base_url.is_empty() {
                continue;
            }
            ledger.note(TraceDefect::MissingTable {
                table: missing.table,
            });
        }
    }
}

struct Asked {
    /// One for each address asked, in their order.
    addresses: Vec<Option<Answered>>,
    autnums: Vec<(u32, Answered)>,
    domain: Vec<Answered>,
}
