//! `GET /providers/{id}`: its contacts, its measured times, what happened between us.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, provider};
use vigie_domain::ProviderId;

use super::body::ProviderShown;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Shows one provider with its measured behaviour; each figure comes with its definition.
#[utoipa::path(
    get,
    path = "/providers/{id}",
    tag = "providers",
    params(("id" = Id, Path, description = "The provider.")),
    responses((status = 200, description = "The provider.", body = ProviderShown)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn show_provider(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ProviderId>,
) -> Result<Json<ProviderShown>, Failure> {
    Ok(Json(
        provider::show_provider(&desk, &actor, id).await?.into(),
    ))
}
