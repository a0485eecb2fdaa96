//! `DELETE /users/{id}`: a login is closed; what the person did stays.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, user};
use vigie_domain::UserId;

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Closes a login: its sessions and keys end with it. The row and everything done by it stay.
#[utoipa::path(
    delete,
    path = "/users/{id}",
    tag = "users",
    params(("id" = Id, Path, description = "The person.")),
    responses((status = 204, description = "Closed.")),
    security(("key" = ["manage_user"]), ("session" = [])),
)]
pub(super) async fn disable_user(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<UserId>,
) -> Result<StatusCode, Failure> {
    user::disable_user(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
