//! `GET /keys`: one's own keys; all of them for an administrator.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, user};

use super::body::ApiKeyBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists keys, oldest first: your own, or all with the permission `manage_user`.
#[utoipa::path(
    get,
    path = "/keys",
    tag = "keys",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<ApiKeyBody>)),
    security(("key" = []), ("session" = [])),
)]
pub(super) async fn list_api_keys(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<ApiKeyBody>>, Failure> {
    let keys = user::list_api_keys(&desk, &actor).await?;
    let (rows, next) = cut(keys, |key| key.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
