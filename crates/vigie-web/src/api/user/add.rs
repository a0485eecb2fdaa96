//! `POST /users`: a login is made.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::{Desk, user};

use super::body::{UserAdded, UserNew};
use crate::api::answer::{Created, created};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::api::value::Id;
use crate::failure::Failure;

/// Makes a login.
#[utoipa::path(
    post,
    path = "/users",
    tag = "users",
    request_body = UserNew,
    responses((status = 201, description = "Made.", body = UserAdded)),
    security(("key" = ["manage_user"]), ("session" = [])),
)]
pub(super) async fn add_user(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<UserNew>,
) -> Result<Created<UserAdded>, Failure> {
    let new = new.into_user(desk.config().language);
    let id = user::add_user(&desk, &actor, new).await?;
    Ok(created("users", id, UserAdded { id: Id(id.0) }))
}
