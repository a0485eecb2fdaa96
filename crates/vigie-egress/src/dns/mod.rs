//! Questions to resolvers, and their answers as they came.
//!
//! Plain DNS over UDP, over TCP when the answer is cut. An answer is taken only from the resolver
//! that was asked, with the number and the question it was asked with.

mod client;
mod system;
mod wire;

use std::net::{IpAddr, SocketAddr};

pub use client::DnsClient;
pub(crate) use system::{DNS_PORT, find_in_hosts};

/// What is asked about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the words are the protocol's")]
pub enum RecordType {
    A,
    Aaaa,
    Cname,
    Ns,
    Mx,
    Txt,
    Soa,
    Ptr,
    Caa,
}

impl RecordType {
    /// The word of the protocol, `AAAA`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Ns => "NS",
            Self::Mx => "MX",
            Self::Txt => "TXT",
            Self::Soa => "SOA",
            Self::Ptr => "PTR",
            Self::Caa => "CAA",
        }
    }
}

/// How a resolver answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseCode {
    /// The name exists (whether or not it has such records).
    NoError,
    /// The name does not exist.
    NxDomain,
    /// The resolver failed.
    ServFail,
    /// The resolver does not want to answer.
    Refused,
    /// Anything else, by its number.
    Other(u16),
}

/// The answer of one resolver to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsAnswer {
    /// The name asked about, as sent, without the final dot.
    pub name: String,
    /// What was asked.
    pub record_type: RecordType,
    /// Who answered.
    pub server: SocketAddr,
    /// How.
    pub code: ResponseCode,
    /// Whether the answer comes from the zone's own server.
    pub is_authoritative: bool,
    /// The answer section in its order: a chain of CNAMEs stands here link by link.
    pub records: Vec<DnsRecord>,
    /// The authority section: the zone's SOA when there is no answer.
    pub authority: Vec<DnsRecord>,
    /// The message as it came, for whoever wants to keep its hash.
    pub raw: Vec<u8>,
}

/// One record of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRecord {
    /// Whose it is, in lower case, without the final dot.
    pub name: String,
    /// How long it may be kept.
    pub ttl_seconds: u32,
    /// What it says.
    pub data: RecordData,
}

/// What a record says. Names are in lower case, without the final dot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are the protocol's")]
pub enum RecordData {
    Address(IpAddr),
    Cname(String),
    Ns(String),
    Ptr(String),
    Mx {
        preference: u16,
        exchange: String,
    },
    Txt(String),
    Soa {
        primary: String,
        mailbox: String,
        serial: u32,
        minimum_seconds: u32,
    },
    Caa {
        tag: String,
        value: String,
    },
    Other {
        type_number: u16,
        text: String,
    },
}

impl DnsAnswer {
    /// The addresses that the name leads to, through its own chain of CNAMEs only.
    ///
    /// Records of other names in the same answer are not ours to follow.
    pub fn addresses(&self) -> Vec<IpAddr> {
        let chain = self.cname_chain();
        let end = chain.last().map_or(self.name.as_str(), String::as_str);
        self.records
            .iter()
            .filter(|record| record.name == end)
            .filter_map(|record| match record.data {
                RecordData::Address(address) => Some(address),
                _ => None,
            })
            .collect()
    }

    /// The names that the asked name is an alias of, nearest first; at most twelve.
    pub fn cname_chain(&self) -> Vec<String> {
        let mut chain: Vec<String> = Vec::new();
        while chain.len() < CNAMES_MAX {
            let owner = chain.last().unwrap_or(&self.name);
            let next = self.records.iter().find_map(|record| match &record.data {
                RecordData::Cname(target) if record.name == *owner => Some(target),
                _ => None,
            });
            match next {
                Some(target) if *target != self.name && !chain.contains(target) => {
                    chain.push(target.clone());
                }
                _ => break,
            }
        }
        chain
    }
}

/// Links of one chain of aliases (resolvers stop between 8 and 17).
pub(crate) const CNAMES_MAX: usize = 12;
