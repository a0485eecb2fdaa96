//! `POST /users/{id}/password`: one's own, or anybody's for an administrator.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, user};
use vigie_domain::UserId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordNew {
    /// In plain, over a connection that is not.
    password: String,
}

/// Sets the password of a login; its sessions end.
#[utoipa::path(
    post,
    path = "/users/{id}/password",
    tag = "users",
    params(("id" = Id, Path, description = "The person.")),
    request_body = PasswordNew,
    responses((status = 204, description = "Set.")),
    security(("key" = ["manage_user"]), ("session" = [])),
)]
pub(super) async fn set_password(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<UserId>,
    Body(new): Body<PasswordNew>,
) -> Result<StatusCode, Failure> {
    user::set_password(&desk, &actor, id, new.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
