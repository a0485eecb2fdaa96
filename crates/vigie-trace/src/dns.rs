//! What the resolvers say about a host: every resolver is asked, their answers are compared.
//!
//! A resolver may lie or be filtered: an address no public host has, or of a known block page, is
//! a defect beside the chain and is not followed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use tokio::task::JoinSet;
use vigie_domain::Sha256;
use vigie_egress::{
    AddressClass, DnsAnswer, DnsClient, Egress, RecordData, RecordType, ResponseCode,
};

use crate::chain::{DnsOutcome, DnsPicture, RawAnswer, TraceDefect};
use crate::error::ReferenceError;
use crate::ledger::{Ledger, sha256};
use crate::reference::{AddressTable, ListKind, ReferenceData};

/// Resolvers asked for one trace.
const RESOLVERS_MAX: usize = 4;
/// Addresses, name servers or exchangers kept of one host.
const RECORDS_MAX: usize = 32;

/// Whether content may be at this address: public, or of a network the configuration opens.
pub(crate) fn is_usable(egress: &Egress, address: IpAddr) -> bool {
    AddressClass::of(address) == AddressClass::Public
        || egress
            .config()
            .allow_addresses
            .iter()
            .any(|net| net.contains(&address))
}

/// Which kept answer each fact rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Proof {
    /// The first answer that gave an address.
    pub(crate) addresses: BTreeMap<IpAddr, Sha256>,
    /// The answer that gave the longest chain of names.
    pub(crate) cname_chain: Option<Sha256>,
    /// The first answer that gave name servers.
    pub(crate) name_servers: Option<Sha256>,
}

/// Asks every resolver about `host` and its zone.
pub(crate) async fn look_up(
    egress: &Egress,
    reference: &ReferenceData,
    names_max: usize,
    host: &str,
    zone: &str,
    ledger: &mut Ledger,
) -> Result<(DnsPicture, Proof), ReferenceError> {
    let client = egress.dns();
    let resolvers: Vec<SocketAddr> = client
        .resolvers()
        .iter()
        .copied()
        .take(RESOLVERS_MAX)
        .collect();
    if resolvers.len() == 1 {
        ledger.note(TraceDefect::SingleResolver);
    }
    let mut views = ask_all(&client, &resolvers, names_max, host, zone).await;
    views.sort_by_key(|(number, _)| *number);

    let mut merged = Merged::default();
    for (number, view) in views {
        let resolver = resolvers[number].to_string();
        merged.add(&resolver, view, egress, reference, names_max, ledger)?;
    }
    Ok(merged.finish(&resolvers, ledger))
}

async fn ask_all(
    client: &DnsClient,
    resolvers: &[SocketAddr],
    names_max: usize,
    host: &str,
    zone: &str,
) -> Vec<(usize, View)> {
    let mut asking = JoinSet::new();
    for (number, resolver) in resolvers.iter().copied().enumerate() {
        let (client, host, zone) = (client.clone(), host.to_owned(), zone.to_owned());
        asking.spawn(async move {
            let (v4, v6, servers, mail) = tokio::join!(
                walk(&client, resolver, &host, RecordType::A, names_max),
                walk(&client, resolver, &host, RecordType::Aaaa, names_max),
                ask(&client, resolver, &zone, RecordType::Ns),
                ask(&client, resolver, &zone, RecordType::Mx),
            );
            (
                number,
                View {
                    walks: [v4, v6],
                    servers,
                    mail,
                },
            )
        });
    }
    asking.join_all().await
}

/// What one resolver says.
struct View {
    walks: [Walk; 2],
    servers: Asked,
    mail: Asked,
}

/// The answer to one question, or why there is none.
type Asked = Result<DnsAnswer, (String, String)>;

/// A chain of names followed to its addresses.
#[derive(Default)]
struct Walk {
    answers: Vec<DnsAnswer>,
    names: Vec<String>,
    failure: Option<(String, String)>,
    is_too_long: bool,
}

impl Walk {
    fn code(&self) -> Option<ResponseCode> {
        self.answers.last().map(|answer| answer.code)
    }

    fn addresses(&self) -> Vec<IpAddr> {
        self.answers
            .last()
            .map(DnsAnswer::addresses)
            .unwrap_or_default()
    }
}

async fn ask(
    client: &DnsClient,
    resolver: SocketAddr,
    name: &str,
    record_type: RecordType,
) -> Asked {
    let question = || format!("{} {name}", record_type.as_str());
    match client.lookup(name, record_type, Some(resolver)).await {
        Ok(answer) => match answer.code {
            ResponseCode::NoError | ResponseCode::NxDomain => Ok(answer),
            code => Err((question(), format!("it said {code:?}"))),
        },
        Err(error) => Err((question(), error.kind().to_string())),
    }
}

/// Follows aliases a resolver leaves to us; stops at a loop or at `names_max` names.
async fn walk(
    client: &DnsClient,
    resolver: SocketAddr,
    host: &str,
    record_type: RecordType,
    names_max: usize,
) -> Walk {
    let mut walk = Walk::default();
    let mut next = host.to_owned();
    loop {
        match ask(client, resolver, &next, record_type).await {
            Err(failure) => {
                walk.failure = Some(failure);
                return walk;
            }
            Ok(answer) => {
                let chain = answer.cname_chain();
                let has_more =
                    answer.addresses().is_empty() && answer.code == ResponseCode::NoError;
                let is_loop = chain
                    .iter()
                    .any(|name| name == host || walk.names.contains(name));
                walk.names.extend(chain.iter().cloned());
                walk.answers.push(answer);
                if is_loop || walk.names.len() > names_max {
                    walk.is_too_long = true;
                    walk.names.truncate(names_max);
                    return walk;
                }
                match chain.last() {
                    Some(end) if has_more => next.clone_from(end),
                    _ => return walk,
                }
            }
        }
    }
}

/// The views of all resolvers, put together.
#[derive(Default)]
struct Merged {
    addresses: BTreeSet<IpAddr>,
    cname_chain: Vec<String>,
    name_servers: BTreeSet<String>,
    mail_exchangers: BTreeSet<String>,
    /// One entry for each resolver that answered: what it said, before anything was left out.
    said: Vec<(DnsOutcome, BTreeSet<IpAddr>)>,
    proof: Proof,
}

impl Merged {
    fn add(
        &mut self,
        resolver: &str,
        view: View,
        egress: &Egress,
        reference: &ReferenceData,
        names_max: usize,
        ledger: &mut Ledger,
    ) -> Result<(), ReferenceError> {
        let mut said = BTreeSet::new();
        let mut codes = Vec::new();
        for walk in view.walks {
            for answer in &walk.answers {
                keep(answer, ledger);
            }
            if walk.is_too_long {
                ledger.note(TraceDefect::CnameChain { names_max });
            }
            if walk.names.len() > self.cname_chain.len() {
                self.cname_chain.clone_from(&walk.names);
                self.proof.cname_chain = walk.answers.first().map(|answer| sha256(&answer.raw));
            }
            if let Some((question, reason)) = &walk.failure {
                note_failure(resolver, question, reason, ledger);
            } else {
                codes.extend(walk.code());
                for address in walk.addresses().iter().take(RECORDS_MAX) {
                    let address = address.to_canonical();
                    said.insert(address);
                    if let Some(answer) = walk.answers.last() {
                        self.proof
                            .addresses
                            .entry(address)
                            .or_insert_with(|| sha256(&answer.raw));
                    }
                }
            }
        }
        for address in &said {
            if let Some(defect) = find_lie(egress, reference, resolver, *address)? {
                ledger.note(defect);
            } else if self.addresses.len() < RECORDS_MAX {
                self.addresses.insert(*address);
            }
        }
        if !codes.is_empty() {
            let outcome = if !said.is_empty() {
                DnsOutcome::Resolved
            } else if codes.contains(&ResponseCode::NxDomain) {
                DnsOutcome::NxDomain
            } else {
                DnsOutcome::NoAddress
            };
            self.said.push((outcome, said));
        }
        for asked in [view.servers, view.mail] {
            match asked {
                Ok(answer) => self.add_zone(&answer, ledger),
                Err((question, reason)) => note_failure(resolver, &question, &reason, ledger),
            }
        }
        Ok(())
    }

    fn add_zone(&mut self, answer: &DnsAnswer, ledger: &mut Ledger) {
        keep(answer, ledger);
        let has_servers = answer
            .records
            .iter()
            .any(|record| matches!(record.data, RecordData::Ns(_)));
        if has_servers && self.proof.name_servers.is_none() {
            self.proof.name_servers = Some(sha256(&answer.raw));
        }
        for record in answer.records.iter().take(RECORDS_MAX) {
            match &record.data {
                RecordData::Ns(name) => self.name_servers.insert(name.clone()),
                RecordData::Mx { exchange, .. } if !exchange.is_empty() => {
                    self.mail_exchangers.insert(exchange.clone())
                }
                _ => continue,
            };
        }
    }

    fn finish(self, resolvers: &[SocketAddr], ledger: &mut Ledger) -> (DnsPicture, Proof) {
        let has_disagreement = self.said.windows(2).any(|pair| pair[0] != pair[1]);
        if has_disagreement {
            ledger.note(TraceDefect::ResolversDisagree);
        }
        let says = |outcome| self.said.iter().any(|(said, _)| *said == outcome);
        let outcome = if !self.addresses.is_empty() {
            DnsOutcome::Resolved
        } else if self.said.is_empty() {
            DnsOutcome::Failed
        } else if self
            .said
            .iter()
            .all(|(said, _)| *said == DnsOutcome::NxDomain)
        {
            DnsOutcome::NxDomain
        } else if says(DnsOutcome::Resolved) {
            // Addresses were given, and none of them can be followed.
            DnsOutcome::Failed
        } else {
            DnsOutcome::NoAddress
        };
        let picture = DnsPicture {
            outcome,
            addresses: self.addresses.into_iter().collect(),
            cname_chain: self.cname_chain,
            name_servers: self.name_servers.into_iter().take(RECORDS_MAX).collect(),
            mail_exchangers: self.mail_exchangers.into_iter().take(RECORDS_MAX).collect(),
            resolvers: resolvers.iter().map(ToString::to_string).collect(),
            has_disagreement,
            ..DnsPicture::default()
        };
        (picture, self.proof)
    }
}

fn note_failure(resolver: &str, question: &str, reason: &str, ledger: &mut Ledger) {
    ledger.note(TraceDefect::ResolverFailed {
        resolver: resolver.to_owned(),
        question: question.to_owned(),
        reason: reason.to_owned(),
    });
}

fn find_lie(
    egress: &Egress,
    reference: &ReferenceData,
    resolver: &str,
    address: IpAddr,
) -> Result<Option<TraceDefect>, ReferenceError> {
    let resolver = resolver.to_owned();
    if !is_usable(egress, address) {
        return Ok(Some(TraceDefect::LyingResolver { resolver, address }));
    }
    let special = reference.find_listed(AddressTable::Special, address)?;
    Ok(special
        .filter(|hit| hit.list.kind == ListKind::BlockPage)
        .map(|hit| TraceDefect::BlockedResolver {
            resolver,
            address,
            list: hit.list.name,
        }))
}

/// Keeps an answer; of texts, which hold tokens, only the digest.
pub(crate) fn keep(answer: &DnsAnswer, ledger: &mut Ledger) {
    let is_text = answer.record_type == RecordType::Txt;
    let source = format!(
        "dns {} {} {}",
        answer.server,
        answer.record_type.as_str(),
        answer.name
    );
    ledger.keep(RawAnswer {
        sha256: sha256(&answer.raw),
        source,
        received_at: ledger.now,
        bytes: if is_text {
            Vec::new()
        } else {
            answer.raw.clone()
        },
        is_minimised: is_text,
    });
}
