//! `POST /keys/{id}/revocation`: a key is withdrawn.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::user::revoke_api_key;
use vigie_domain::ApiKeyId;

use crate::failure::Failure;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// No such key, or somebody else's.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ApiKeyId>,
) -> Result<Redirect, Failure> {
    revoke_api_key(&desk, &session.actor, id).await?;
    Ok(done("/keys", "revoked"))
}
