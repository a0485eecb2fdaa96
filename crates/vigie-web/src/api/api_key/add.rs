//! `POST /keys`: a person makes a key for a program.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::user::NewApiKey;
use vigie_desk::{Desk, user};

use super::body::{ApiKeyMade, ApiKeyNew};
use crate::api::answer::{Created, created};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::api::value::Id;
use crate::failure::Failure;

/// Makes a key, shown this once. A key makes no keys: this needs a session.
#[utoipa::path(
    post,
    path = "/keys",
    tag = "keys",
    request_body = ApiKeyNew,
    responses((status = 201, description = "Made.", body = ApiKeyMade)),
    security(("session" = [])),
)]
pub(super) async fn add_api_key(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<ApiKeyNew>,
) -> Result<Created<ApiKeyMade>, Failure> {
    let new = NewApiKey {
        label: new.label,
        scope: new
            .scope
            .into_iter()
            .map(|permission| permission.0)
            .collect(),
        expires_at: new.expires_at.map(|at| at.0),
        owner: new.owner.map(Id::to),
    };
    let (id, secret) = user::add_api_key(&desk, &actor, new).await?;
    Ok(created(
        "keys",
        id,
        ApiKeyMade {
            id: Id(id.0),
            secret,
        },
    ))
}
