//! What a registry or registrar says about a domain, an address or a network.

use std::net::IpAddr;

use crate::chain::{ContactChannel, ContactRole, FoundContact, RawAnswer, Redaction};

/// A question to registries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Domain(String),
    Address(IpAddr),
    Autnum(u32),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Domain(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
            Self::Autnum(asn) => write!(f, "AS{asn}"),
        }
    }
}

/// What an answer says, read from RDAP or WHOIS; nothing about persons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Registration {
    /// Handle of the object.
    pub(crate) handle: Option<String>,
    /// Name of the network or domain.
    pub(crate) name: Option<String>,
    /// Organisation that holds the network; never an individual.
    pub(crate) holder: Option<String>,
    pub(crate) country: Option<String>,
    /// First and last address or number the answer is about.
    pub(crate) range: Option<Span>,
    pub(crate) registrar: Option<Registrar>,
    /// Contacts, best first.
    pub(crate) contacts: Vec<RawContact>,
    pub(crate) redactions: Vec<Redaction>,
    /// Where the registrar's own answer is.
    pub(crate) related: Option<String>,
    /// What could not be read.
    pub(crate) defects: Vec<String>,
}

/// The part of the number space an answer holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    Addresses(IpAddr, IpAddr),
    Numbers(u32, u32),
}

impl Span {
    /// How much it spans: the narrower answer is the more precise one.
    pub(crate) fn width(&self) -> u128 {
        let key = |address: IpAddr| match address {
            IpAddr::V4(v4) => u128::from(v4.to_bits()),
            IpAddr::V6(v6) => v6.to_bits(),
        };
        match *self {
            Self::Addresses(first, last) => key(last).saturating_sub(key(first)),
            Self::Numbers(first, last) => u128::from(last.saturating_sub(first)),
        }
    }

    pub(crate) fn holds(&self, subject: &Subject) -> bool {
        match (self, subject) {
            (Self::Addresses(first, last), Subject::Address(address)) => {
                first.is_ipv4() == address.is_ipv4() && first <= address && address <= last
            }
            (Self::Numbers(first, last), Subject::Autnum(asn)) => first <= asn && asn <= last,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registrar {
    pub(crate) name: String,
    /// `iana:9999`, where its number is stated.
    pub(crate) id: Option<String>,
}

impl Registrar {
    pub(crate) fn new(name: String, number: Option<u32>) -> Self {
        Self {
            name,
            id: number.map(|number| format!("iana:{number}")),
        }
    }
}

/// A contact before it is bound to the answer it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawContact {
    pub(crate) role: ContactRole,
    pub(crate) channel: ContactChannel,
    /// Handle of the entity it stands in.
    pub(crate) entity: Option<String>,
}

/// An answer with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) registration: Registration,
    /// `RDAP rdap.example`, `WHOIS whois.example`.
    pub(crate) source: String,
    pub(crate) is_whois: bool,
    pub(crate) raw: RawAnswer,
}

impl Answered {
    /// The contacts, each bound to its answer.
    pub(crate) fn contacts(&self) -> Vec<FoundContact> {
        self.registration
            .contacts
            .iter()
            .map(|contact| FoundContact {
                channel: contact.channel.clone(),
                role: contact.role,
                source: match &contact.entity {
                    Some(entity) => format!("{} entity {entity}", self.source),
                    None => self.source.clone(),
                },
                answer_sha256: self.raw.sha256,
            })
            .collect()
    }
}

/// Sorts the best role first, in the order given within a role, and drops the same channel in a lesser role.
pub(crate) fn rank_contacts(contacts: &mut Vec<RawContact>) {
    contacts.sort_by_key(|contact| contact.role);
    let mut seen = std::collections::HashSet::new();
    contacts.retain(|contact| seen.insert(contact.channel.clone()));
}
