//! One RDAP answer. Source: RFC 9083, RFC 9537.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;
use vigie_domain::Timestamp;

use crate::Defect;

use super::contact::{RdapContact, collect_contacts, organisation_name, registrar_name, roles};

/// Longest answer read.
pub const RDAP_SIZE_BYTES_MAX: usize = 1024 * 1024;

/// Entries read of any list in an answer.
const LIST_MAX: usize = 256;
/// Characters read of any text in an answer.
const TEXT_CHARS_MAX: usize = 512;

/// Why an answer is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RdapError {
    /// Longer than any honest answer.
    #[error("the RDAP answer is {size_bytes} bytes long; the limit is {RDAP_SIZE_BYTES_MAX}")]
    TooLarge {
        /// Bytes given.
        size_bytes: usize,
    },
    /// Not JSON, or nested too deeply.
    #[error("the RDAP answer is not valid JSON at line {line}, column {column}")]
    NotJson {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where in that line, from 1.
        column: usize,
    },
    /// JSON of another kind.
    #[error("the RDAP answer is not an object of a known class")]
    NotRdap,
    /// The server says there is no such object, or refuses.
    #[error("the RDAP server answers with error {code}")]
    Refused {
        /// `errorCode` of the answer.
        code: u16,
    },
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RdapSubject {
    /// A domain name.
    Domain {
        /// In ASCII, lower case.
        name: String,
        /// Its name servers, lower case.
        nameservers: Vec<String>,
    },
    /// A block of addresses.
    Network {
        /// First and last address.
        range: Option<(IpAddr, IpAddr)>,
        /// The same as prefixes, as stated or computed.
        prefixes: Vec<IpNet>,
        /// The name of the block.
        name: Option<String>,
        /// Country of registration, two letters; not where the machine stands.
        country: Option<String>,
        /// `ALLOCATED PA`, `ASSIGNED PI`, …
        kind: Option<String>,
        /// The block this one was cut from.
        parent_handle: Option<String>,
    },
    /// An autonomous system.
    Autnum {
        /// First and last number.
        range: Option<(u32, u32)>,
        /// Its name.
        name: Option<String>,
        /// Country of registration.
        country: Option<String>,
    },
    /// A person or organisation; only what its abuse role publishes is in the contacts.
    Entity,
    /// A name server.
    Nameserver {
        /// In ASCII, lower case.
        name: String,
    },
}

/// A dated event, as the registry states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdapEvent {
    /// `registration`, `last changed`, …
    pub action: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// A link to another answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdapLink {
    /// `self`, `related`, `up`, …
    pub rel: String,
    /// Where it leads: hostile input until the guarded fetcher has looked at it.
    pub href: String,
    /// Media type.
    pub media_type: Option<String>,
}

/// A field the server left out, and why. Source: RFC 9537.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Which field.
    pub name: String,
    /// `removal`, `emptyValue`, `partialValue`, `replacementValue`.
    pub method: Option<String>,
    /// Why, in the server's words.
    pub reason: Option<String>,
}

/// An answer taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdapAnswer {
    /// What it is about.
    pub subject: RdapSubject,
    /// The registry's handle of it.
    pub handle: Option<String>,
    /// The organisation that holds a network; never an individual, and of a domain nobody.
    pub holder: Option<String>,
    /// Status values.
    pub status: Vec<String>,
    /// Where abuse may be reported, best first: abuse, then technical, then registrar.
    pub contacts: Vec<RdapContact>,
    /// Name and IANA number of the registrar.
    pub registrar: Option<(String, Option<u32>)>,
    /// WHOIS server to ask for more.
    pub port43: Option<String>,
    /// What was left out, and why.
    pub redacted: Vec<Redaction>,
    /// Links of the object itself.
    pub links: Vec<RdapLink>,
    /// Dated events.
    pub events: Vec<RdapEvent>,
}

impl RdapAnswer {
    /// Where the registrar answers for the same object: `rel=related` as RDAP.
    pub fn related(&self) -> Option<&str> {
        let is_rdap = |link: &&RdapLink| {
            link.rel == "related"
                && link
                    .media_type
                    .as_deref()
                    .is_none_or(|kind| kind == "application/rdap+json")
        };
        self.links
            .iter()
            .find(is_rdap)
            .map(|link| link.href.as_str())
    }

    /// Addresses a notice may be proposed for, best first, each once.
    pub fn notice_emails(&self) -> Vec<&str> {
        let mut emails: Vec<&str> = Vec::new();
        for email in self.contacts.iter().flat_map(|contact| &contact.emails) {
            if !emails.contains(&email.as_str()) {
                emails.push(email);
            }
        }
        emails
    }
}

/// Reads an answer about a domain, network, autonomous system, entity or name server.
///
/// Nesting is limited by the JSON parser (128) and by the contact walk (4).
///
/// # Errors
///
/// [`RdapError`] when there is nothing to read; a field of the wrong form is a defect.
pub fn parse_rdap(bytes: &[u8]) -> Result<(RdapAnswer, Vec<Defect>), RdapError> {
    let value = parse_json(bytes)?;
    if let Some(code) = value["errorCode"].as_u64() {
        return Err(RdapError::Refused {
            code: u16::try_from(code).unwrap_or(0),
        });
    }
    let mut defects = Vec::new();
    let subject = read_subject(&value, &mut defects).ok_or(RdapError::NotRdap)?;
    let answer = RdapAnswer {
        subject,
        handle: text(&value["handle"]),
        holder: find_holder(&value),
        status: texts(&value["status"]),
        contacts: collect_contacts(&value, &mut defects),
        registrar: registrar_name(&value),
        port43: text(&value["port43"]).map(|host| host.to_ascii_lowercase()),
        redacted: list(&value["redacted"]).map(read_redaction).collect(),
        links: list(&value["links"]).filter_map(read_link).collect(),
        events: list(&value["events"]).filter_map(read_event).collect(),
    };
    Ok((answer, defects))
}

pub(super) fn parse_json(bytes: &[u8]) -> Result<Value, RdapError> {
    if bytes.len() > RDAP_SIZE_BYTES_MAX {
        return Err(RdapError::TooLarge {
            size_bytes: bytes.len(),
        });
    }
    serde_json::from_slice(bytes).map_err(|error| RdapError::NotJson {
        line: error.line(),
        column: error.column(),
    })
}

/// Whether the answer is about a block of addresses or numbers.
pub(super) fn is_network(answer: &Value) -> bool {
    matches!(class_of(answer).as_deref(), Some("ip network" | "autnum"))
}

fn find_holder(answer: &Value) -> Option<String> {
    if !is_network(answer) {
        return None;
    }
    list(&answer["entities"])
        .find(|entity| roles(entity).iter().any(|role| role == "registrant"))
        .and_then(organisation_name)
}

fn read_subject(value: &Value, defects: &mut Vec<Defect>) -> Option<RdapSubject> {
    Some(match class_of(value)?.as_str() {
        "domain" => RdapSubject::Domain {
            name: domain_name(value)?,
            nameservers: list(&value["nameservers"])
                .filter_map(domain_name)
                .collect(),
        },
        "nameserver" => RdapSubject::Nameserver {
            name: domain_name(value)?,
        },
        "ip network" => {
            let range = address_range(value);
            if range.is_none() {
                defects.push(Defect::at_field(
                    "startAddress",
                    "the range of the network cannot be read",
                ));
            }
            RdapSubject::Network {
                range,
                prefixes: prefixes(value, range),
                name: text(&value["name"]),
                country: country(value),
                kind: text(&value["type"]),
                parent_handle: text(&value["parentHandle"]),
            }
        }
        "autnum" => {
            let number = |field: &str| value[field].as_u64().and_then(|n| u32::try_from(n).ok());
            RdapSubject::Autnum {
                range: number("startAutnum")
                    .map(|start| (start, number("endAutnum").unwrap_or(start))),
                name: text(&value["name"]),
                country: country(value),
            }
        }
        "entity" => RdapSubject::Entity,
        _ => return None,
    })
}

/// Some servers leave the class out; the fields of each class are distinct.
fn class_of(value: &Value) -> Option<String> {
    let stated = value["objectClassName"].as_str();
    let class = stated.or_else(|| guess_class(value))?;
    Some(class.to_ascii_lowercase())
}

fn guess_class(value: &Value) -> Option<&'static str> {
    let has = |field: &str| !value[field].is_null();
    if has("startAddress") {
        Some("ip network")
    } else if has("startAutnum") {
        Some("autnum")
    } else if has("ldhName") {
        Some("domain")
    } else if has("vcardArray") {
        Some("entity")
    } else {
        None
    }
}

fn domain_name(value: &Value) -> Option<String> {
    let name = text(&value["ldhName"]).or_else(|| text(&value["unicodeName"]))?;
    let name = name.trim_end_matches('.');
    idna::domain_to_ascii(name)
        .ok()
        .filter(|name| !name.is_empty())
}

fn address_range(value: &Value) -> Option<(IpAddr, IpAddr)> {
    let address = |field: &str| -> Option<IpAddr> {
        // RIPE has written prefixes here (`192.0.2.0/24`).
        value[field]
            .as_str()?
            .split('/')
            .next()?
            .trim()
            .parse()
            .ok()
    };
    let (start, end) = (address("startAddress")?, address("endAddress")?);
    (start.is_ipv4() == end.is_ipv4() && start <= end).then_some((start, end))
}

fn prefixes(value: &Value, range: Option<(IpAddr, IpAddr)>) -> Vec<IpNet> {
    let stated: Vec<IpNet> = list(&value["cidr0_cidrs"])
        .filter_map(read_prefix)
        .collect();
    if !stated.is_empty() {
        return stated;
    }
    match range {
        Some((IpAddr::V4(start), IpAddr::V4(end))) => ipnet::Ipv4Subnets::new(start, end, 0)
            .take(LIST_MAX)
            .map(IpNet::V4)
            .collect(),
        Some((IpAddr::V6(start), IpAddr::V6(end))) => ipnet::Ipv6Subnets::new(start, end, 0)
            .take(LIST_MAX)
            .map(IpNet::V6)
            .collect(),
        _ => Vec::new(),
    }
}

fn read_prefix(value: &Value) -> Option<IpNet> {
    let address = value["v4prefix"]
        .as_str()
        .or_else(|| value["v6prefix"].as_str())?;
    let length = u8::try_from(value["length"].as_u64()?).ok()?;
    IpNet::new(address.parse().ok()?, length).ok()
}

fn country(value: &Value) -> Option<String> {
    let country = value["country"].as_str()?.trim().to_ascii_uppercase();
    (country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase())).then_some(country)
}

fn read_redaction(value: &Value) -> Redaction {
    let words = |value: &Value| text(&value["description"]).or_else(|| text(&value["type"]));
    Redaction {
        name: words(&value["name"]).unwrap_or_default(),
        method: text(&value["method"]),
        reason: words(&value["reason"]),
    }
}

fn read_link(value: &Value) -> Option<RdapLink> {
    Some(RdapLink {
        rel: text(&value["rel"]).unwrap_or_default().to_ascii_lowercase(),
        href: value["href"]
            .as_str()
            .filter(|href| href.len() <= 2048)?
            .to_owned(),
        media_type: text(&value["type"]),
    })
}

fn read_event(value: &Value) -> Option<RdapEvent> {
    Some(RdapEvent {
        action: text(&value["eventAction"])?,
        at: value["eventDate"]
            .as_str()
            .and_then(Timestamp::parse_rfc3339),
    })
}

/// The entries of a list, or the one object some servers write in its place.
pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    let entries = match value {
        Value::Array(entries) => &entries[..],
        Value::Object(_) => std::slice::from_ref(value),
        _ => &[],
    };
    entries.iter().take(LIST_MAX)
}

/// A text that is not empty, cut to a sane length, without control characters.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let text: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(TEXT_CHARS_MAX)
        .collect();
    (!text.is_empty()).then_some(text)
}

/// The texts of a list, or the one text in its place.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(_) => text(value).into_iter().collect(),
        _ => list(value).filter_map(text).collect(),
    }
}
