//! `GET /exhibits/{id}`: what an exhibit holds, without its bytes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::Desk;
use vigie_domain::ExhibitId;

use super::find;
use crate::api::body::ExhibitBody;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Shows one exhibit: its custody, its hashes, its records.
#[utoipa::path(
    get,
    path = "/exhibits/{id}",
    tag = "exhibits",
    params(("id" = Id, Path, description = "The exhibit.")),
    responses((status = 200, description = "The exhibit.", body = ExhibitBody)),
    security(("key" = ["read_exhibit"]), ("session" = [])),
)]
pub(super) async fn show_exhibit(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ExhibitId>,
) -> Result<Json<ExhibitBody>, Failure> {
    Ok(Json(find(&desk, &actor, id).await?.into()))
}
