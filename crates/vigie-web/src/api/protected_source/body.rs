//! Bodies of the register.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_domain::ProtectedSource;

/// Why a domain is on the register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProtectedSourceNew {
    /// `press`, `science`, `library`, `government`, …; a wrong one is answered with the right ones.
    pub(super) kind: String,
    /// Why.
    pub(super) note: String,
}

/// A domain whose items leave only with the legal officer's written finding.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProtectedSourceBody {
    /// The domain, with everything under it.
    domain: String,
    /// What kind of source.
    kind: String,
    /// Why it is on the register.
    note: String,
}

impl From<ProtectedSource> for ProtectedSourceBody {
    fn from(source: ProtectedSource) -> Self {
        Self {
            domain: source.domain,
            kind: source.kind,
            note: source.note,
        }
    }
}

/// The whole register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Register {
    /// Its entries, by domain.
    pub(super) rows: Vec<ProtectedSourceBody>,
}
