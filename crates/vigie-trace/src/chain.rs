//! The provider chain: who stands between a locator and its content, and how each is known.
//!
//! Closest to the content first: hosting provider, proxy, network, DNS operator, registrar.
//! A proxy is never written as a host: behind one, the host is [`HostStanding::AskProxy`].

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vigie_domain::provider::{Grade, ProviderRole};
use vigie_domain::{Sha256, Timestamp};
pub use vigie_format::rdap::ContactRole;

use crate::grade::{Method, decayed};
use crate::hint::Hint;

/// Everything one trace found, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderChain {
    /// The host that was traced, lower case, in its ASCII form.
    pub host: String,
    /// Its registrable domain by the public suffix list; `None` for an address.
    pub registrable_domain: Option<String>,
    /// When the trace ran.
    pub observed_at: Timestamp,
    /// Who hosts, or why that is not known.
    pub host_standing: HostStanding,
    /// The links, closest to the content first.
    pub links: Vec<Link>,
    /// What the resolvers said.
    pub dns: DnsPicture,
    /// The answers the links rest on, as kept.
    pub raw_answers: Vec<RawAnswer>,
    /// What may lead further, and needs somebody's word first; never an addressee.
    #[serde(default)]
    pub hints: Vec<Hint>,
    /// What went wrong or looked wrong on the way; never fatal.
    pub defects: Vec<TraceDefect>,
}

impl ProviderChain {
    /// The first link of a role.
    pub fn find_link(&self, role: ProviderRole) -> Option<&Link> {
        self.links.iter().find(|link| link.role == role)
    }

    /// Whether two traces name the same hosting provider: same standing, same provider key.
    ///
    /// What the desk asks just before a referral leaves: a changed host sends the line back.
    pub fn has_same_host(&self, other: &Self) -> bool {
        let name = |chain: &Self| {
            chain
                .find_link(ProviderRole::HostingProvider)
                .map(|link| link.provider_key.clone())
        };
        self.host_standing == other.host_standing && name(self) == name(other)
    }
}

impl Link {
    /// How sure the link is at `now`: an observation that grew old counts one step less.
    pub fn grade_at(&self, now: Timestamp) -> Grade {
        let methods: Vec<_> = self
            .evidence
            .iter()
            .map(|evidence| (evidence.method, evidence.grade))
            .collect();
        let aged = decayed(&methods, now.since_ms(self.observed_at));
        aged.map_or(self.grade, |aged| aged.min(self.grade))
    }
}

/// Whether the trace knows who stores the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum HostStanding {
    /// A link of the chain is the hosting provider.
    Known,
    /// A proxy hides it: unknown, ask the proxy.
    AskProxy {
        /// Key of the proxy to ask.
        proxy: String,
    },
    /// The name does not exist, or has no address.
    NoAddress,
    /// Addresses are known, their holder is not.
    Unknown,
}

/// One provider in one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it does.
    pub role: ProviderRole,
    /// Stable lower-case key to compare providers by: `cloudflare`, `as13335`, `iana:1234`.
    pub provider_key: String,
    /// Its name as found.
    pub provider_name: String,
    /// RDAP handle or registrar id, as found.
    pub handle: Option<String>,
    /// Autonomous system number.
    pub asn: Option<u32>,
    /// The address the link was found by.
    pub address: Option<IpAddr>,
    /// Country of registration where stated; not a location.
    pub country: Option<String>,
    /// Contacts found, best first. Unusable until a person confirms them.
    pub contacts: Vec<FoundContact>,
    /// Fields a registry withheld, with its reason.
    pub redactions: Vec<Redaction>,
    /// Every method that names this provider in this role, best first; never empty.
    pub evidence: Vec<Evidence>,
    /// Best single method, raised one step by a second class.
    pub grade: Grade,
    /// When it was observed.
    pub observed_at: Timestamp,
}

/// One method's word for a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// How.
    pub method: Method,
    /// From whom: a resolver, a server, or a list with its date (`MISP cloudflare 20260811`).
    pub source: String,
    /// What matched: prefix, suffix, name.
    pub detail: String,
    /// Grade of this method alone.
    pub grade: Grade,
    /// SHA-256 of the answer as received; `None` for tables, whose hash the reference index has.
    pub answer_sha256: Option<Sha256>,
}

/// Where a contact can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "channel", content = "value", rename_all = "snake_case")]
pub enum ContactChannel {
    /// A mail address.
    Email(String),
    /// A web form or page (RFC 8605 `CONTACT-URI`).
    Url(String),
}

/// A contact a trace found. Only found: confirming it is a person's act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundContact {
    /// Mail address or form.
    #[serde(flatten)]
    pub channel: ContactChannel,
    /// What it is for.
    pub role: ContactRole,
    /// Where it stands: `RDAP rdap.example entity ABC-1`.
    pub source: String,
    /// The answer it stands in.
    pub answer_sha256: Sha256,
}

/// A field the registry withheld (RFC 9537).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// The field, as the registry names it.
    pub name: String,
    /// `removal`, `emptyValue`, `partialValue` or `replacementValue`.
    pub method: String,
    /// The registry's reason.
    pub reason: Option<String>,
}

/// What the resolvers said, together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DnsPicture {
    /// Whether the name resolves.
    pub outcome: DnsOutcome,
    /// Usable addresses, sorted.
    pub addresses: Vec<IpAddr>,
    /// Names the host points to, in order.
    pub cname_chain: Vec<String>,
    /// Name servers of the zone, sorted.
    pub name_servers: Vec<String>,
    /// Mail exchangers, sorted. Only noted: they are often another operator's.
    pub mail_exchangers: Vec<String>,
    /// The first server of the zone, as its start of authority says.
    #[serde(default)]
    pub zone_primary: Option<String>,
    /// Names the addresses are filed under.
    #[serde(default)]
    pub reverse_names: Vec<NamedAddress>,
    /// Addresses of the zone's own mail exchangers.
    #[serde(default)]
    pub mail_addresses: Vec<NamedAddress>,
    /// What the sender policy names: `ip4:…`, `include:…`.
    #[serde(default)]
    pub sender_terms: Vec<String>,
    /// Services whose verification tokens the zone holds; never the tokens.
    #[serde(default)]
    pub tenant_tokens: Vec<String>,
    /// Who may issue certificates, with the account where it is named.
    #[serde(default)]
    pub certificate_issuers: Vec<String>,
    /// Resolvers that were asked.
    pub resolvers: Vec<String>,
    /// Whether they gave different addresses.
    pub has_disagreement: bool,
}

/// An address with a name that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAddress {
    /// The address.
    pub address: IpAddr,
    /// The name, lower case.
    pub name: String,
}

/// Whether a name resolves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsOutcome {
    /// At least one address.
    Resolved,
    /// The name exists and has no address.
    NoAddress,
    /// Every resolver that answered says the name does not exist.
    NxDomain,
    /// No resolver answered.
    #[default]
    Failed,
    /// The target was an address; nothing was asked.
    NotAsked,
}

/// An answer as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawAnswer {
    /// SHA-256 of the bytes as received.
    pub sha256: Sha256,
    /// Who answered what: `dns 192.0.2.53 A example.org`, `rdap https://…`.
    pub source: String,
    /// When it was received; earlier than the trace for a cached answer.
    pub received_at: Timestamp,
    /// The bytes kept. When `is_minimised`, entries of registrants and other persons are left
    /// out, so they no longer hash to `sha256`.
    pub bytes: Vec<u8>,
    /// Whether personal entries were left out.
    pub is_minimised: bool,
}

/// Something that went wrong or looked wrong. Recorded, never fatal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "defect", rename_all = "snake_case")]
pub enum TraceDefect {
    /// A resolver gave a private or otherwise unusable address for a public name.
    #[error(
        "resolver `{resolver}` answered with address {address}, which no public host has; not followed"
    )]
    LyingResolver {
        /// Who.
        resolver: String,
        /// What it said.
        address: IpAddr,
    },
    /// A resolver gave the address of a block page or sinkhole.
    #[error(
        "resolver `{resolver}` answered with {address}, an address of list `{list}`; not followed"
    )]
    BlockedResolver {
        /// Who.
        resolver: String,
        /// What it said.
        address: IpAddr,
        /// The list that knows the address.
        list: String,
    },
    /// Resolvers do not agree.
    #[error("the resolvers gave different addresses")]
    ResolversDisagree,
    /// Only one resolver stands in the configuration.
    #[error("only one resolver is configured, so nothing confirms its answers")]
    SingleResolver,
    /// A resolver did not answer a question.
    #[error("resolver `{resolver}` did not answer {question}: {reason}")]
    ResolverFailed {
        /// Who.
        resolver: String,
        /// Type and name.
        question: String,
        /// Why.
        reason: String,
    },
    /// A CNAME chain loops or is too long.
    #[error("the CNAME chain is longer than {names_max} names or loops")]
    CnameChain {
        /// The limit.
        names_max: usize,
    },
    /// A registration server failed.
    #[error("`{server}` did not answer: {reason}")]
    RegistrationServer {
        /// Who.
        server: String,
        /// Why.
        reason: String,
    },
    /// A registration server asked to wait.
    #[error("`{server}` asks to wait{}", retry_after_text(*.retry_after_ms))]
    RateLimited {
        /// Who.
        server: String,
        /// How long, when it says so.
        retry_after_ms: Option<u64>,
    },
    /// A redirect or link was refused.
    #[error("`{server}` points to an address that is refused: {reason}")]
    RefusedReferral {
        /// Who.
        server: String,
        /// Why.
        reason: String,
    },
    /// No server is known for a domain, address or network.
    #[error("no RDAP or WHOIS server is known for `{subject}`")]
    NoServer {
        /// What.
        subject: String,
    },
    /// A registration answer was unusable in part.
    #[error("the answer of `{server}` is damaged: {detail}")]
    DamagedAnswer {
        /// Who.
        server: String,
        /// How.
        detail: String,
    },
    /// A reference table is not there.
    #[error("reference table `{table}` is missing; run `vigie data import`")]
    MissingTable {
        /// Which.
        table: String,
    },
    /// The edge evidence contradicts itself.
    #[error("the evidence names several proxies: {providers}")]
    SeveralProxies {
        /// Their keys.
        providers: String,
    },
}

fn retry_after_text(retry_after_ms: Option<u64>) -> String {
    retry_after_ms.map_or_else(String::new, |ms| format!(" for {ms} ms"))
}
