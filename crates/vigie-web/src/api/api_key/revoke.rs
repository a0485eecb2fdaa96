//! `DELETE /keys/{id}`: a key is withdrawn.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, user};
use vigie_domain::ApiKeyId;

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Withdraws a key: your own, or any with the permission `manage_user`.
#[utoipa::path(
    delete,
    path = "/keys/{id}",
    tag = "keys",
    params(("id" = Id, Path, description = "The key.")),
    responses((status = 204, description = "Withdrawn.")),
    security(("key" = []), ("session" = [])),
)]
pub(super) async fn revoke_api_key(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ApiKeyId>,
) -> Result<StatusCode, Failure> {
    user::revoke_api_key(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
