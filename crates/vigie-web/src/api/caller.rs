//! Who calls: a program with a key, counted by its key, or a person with a session.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use vigie_domain::{Actor, ActorKind};

use crate::failure::Failure;
use crate::session;
use crate::state::Web;

/// Whoever calls, within the limit of requests of a key.
pub(super) struct Caller(pub(super) Actor);

impl FromRequestParts<Web> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let session::Caller(actor) = session::Caller::from_request_parts(parts, web).await?;
        if let ActorKind::Key { key, .. } = actor.kind {
            web.limits.check_key(key)?;
        }
        Ok(Self(actor))
    }
}
