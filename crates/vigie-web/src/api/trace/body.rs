//! Bodies of the provider chain.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::DeskError;
use vigie_domain::Timestamp;

use crate::api::value::Time;

/// Everything one trace found, without the bytes of the answers it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChainBody {
    /// When the trace ran.
    traced_at: Time,
    /// The host that was traced.
    host: String,
    /// Its registrable domain.
    registrable_domain: Option<String>,
    /// `known`, `ask_proxy`, `no_address`, `unknown`.
    standing: String,
    /// The proxy to ask, where one hides the host.
    proxy: Option<String>,
    /// The links, closest to the content first.
    links: Vec<LinkBody>,
    /// What the resolvers said.
    dns: DnsBody,
    /// What went wrong or looked wrong on the way.
    defects: Vec<String>,
}

/// The parts of a stored chain that are given out; its field names are the store's.
#[derive(Deserialize)]
struct Stored {
    host: String,
    registrable_domain: Option<String>,
    host_standing: Standing,
    links: Vec<LinkBody>,
    dns: DnsBody,
}

#[derive(Deserialize)]
struct Standing {
    standing: String,
    #[serde(default)]
    proxy: Option<String>,
}

/// One provider in one role.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct LinkBody {
    /// What it does: `hosting_provider`, `cdn_proxy`, `network`, `dns_operator`, `registrar`, …
    role: String,
    /// Stable key to compare providers by.
    provider_key: String,
    /// Its name as found.
    provider_name: String,
    /// RDAP handle or registrar id, as found.
    handle: Option<String>,
    /// Autonomous system number.
    asn: Option<u32>,
    /// The address the link was found by.
    address: Option<String>,
    /// Country of registration where stated; not a location.
    country: Option<String>,
    /// How sure: `low`, `medium`, `high`, `confirmed`.
    grade: String,
    /// Every method that names this provider in this role, best first.
    evidence: Vec<EvidenceBody>,
    /// Contacts found, best first; unusable until a person confirms them.
    contacts: Vec<FoundBody>,
}

/// One method's word for a link.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct EvidenceBody {
    /// How.
    method: String,
    /// From whom, or from which dated list.
    source: String,
    /// What matched.
    detail: String,
    /// Grade of this method alone.
    grade: String,
    /// SHA-256 of the answer as received.
    answer_sha256: Option<String>,
}

/// Where a found contact can be reached.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct FoundBody {
    /// `email` or `url`.
    channel: String,
    /// The address.
    value: String,
    /// What the registry says it is for.
    role: String,
    /// Where it stands.
    source: String,
}

/// What the resolvers said, together.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct DnsBody {
    /// `resolved`, `no_address`, `nx_domain`, `failed`, `not_asked`.
    outcome: String,
    /// Usable addresses.
    addresses: Vec<String>,
    /// Names the host points to, in order.
    cname_chain: Vec<String>,
    /// Name servers of the zone.
    name_servers: Vec<String>,
    /// Mail exchangers; often another operator's.
    mail_exchangers: Vec<String>,
    /// Whether resolvers gave different addresses.
    has_disagreement: bool,
}

impl ChainBody {
    /// The body of a chain as the desk shows it, with the sentences of its defects.
    pub(super) fn read(
        at: Timestamp,
        chain: &impl Serialize,
        defects: Vec<String>,
    ) -> Result<Self, DeskError> {
        let stored: Stored = serde_json::from_value(serde_json::to_value(chain)?)?;
        Ok(Self {
            traced_at: at.into(),
            host: stored.host,
            registrable_domain: stored.registrable_domain,
            standing: stored.host_standing.standing,
            proxy: stored.host_standing.proxy,
            links: stored.links,
            dns: stored.dns,
            defects,
        })
    }
}
