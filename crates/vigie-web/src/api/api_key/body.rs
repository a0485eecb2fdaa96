//! Bodies of keys. A secret is shown once, when its key is made.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_domain::ApiKey;

use crate::api::value::{Id, PermissionWord, Time, bodies};

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiKeyNew {
    /// What it is for.
    pub(super) label: String,
    /// The only permissions it has; none that its owner does not have.
    pub(super) scope: Vec<PermissionWord>,
    /// When it stops working by itself.
    #[serde(default)]
    pub(super) expires_at: Option<Time>,
    /// Who answers for it; you when absent. Only an administrator makes one for another.
    #[serde(default)]
    pub(super) owner: Option<Id>,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyMade {
    /// Its id.
    pub(super) id: Id,
    /// The secret, shown this once: `Authorization: Bearer vigie_…`.
    pub(super) secret: String,
}

/// A key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKeyBody {
    /// Its id.
    id: Id,
    /// Who answers for it.
    user: Id,
    /// What it is for.
    label: String,
    /// The only permissions it has.
    scope: Vec<PermissionWord>,
    /// When it was made.
    created_at: Time,
    /// When it stops working by itself.
    expires_at: Option<Time>,
    /// When it was withdrawn.
    revoked_at: Option<Time>,
}

impl From<ApiKey> for ApiKeyBody {
    fn from(key: ApiKey) -> Self {
        Self {
            id: Id(key.id.0),
            user: Id(key.user.0),
            label: key.label,
            scope: bodies(key.scope),
            created_at: key.created_at.into(),
            expires_at: key.expires_at.map(Time),
            revoked_at: key.revoked_at.map(Time),
        }
    }
}
