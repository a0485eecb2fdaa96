//! `GET /providers`: whom the desk has met.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, provider};

use super::body::ProviderBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists the providers the desk has met, in the order of meeting.
#[utoipa::path(
    get,
    path = "/providers",
    tag = "providers",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<ProviderBody>)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn list_providers(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<ProviderBody>>, Failure> {
    let providers = provider::list_providers(&desk, &actor).await?;
    let (rows, next) = cut(providers, |provider| provider.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
