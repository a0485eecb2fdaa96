//! `GET /users`: the people of the desk.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, user};

use super::body::UserBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists the people of the desk, in the order of their coming.
#[utoipa::path(
    get,
    path = "/users",
    tag = "users",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<UserBody>)),
    security(("key" = ["read_user"]), ("session" = [])),
)]
pub(super) async fn list_users(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<UserBody>>, Failure> {
    let users = user::list_users(&desk, &actor).await?;
    let (rows, next) = cut(users, |user| user.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
