//! `GET /exhibits/{id}/reading`: why the texts of an exhibit stand where they stand.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, reading};
use vigie_domain::ExhibitId;

use super::body::ExplainedTexts;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::{Id, bodies};
use crate::failure::Failure;

/// Explains the texts of an exhibit, word by word. A look at evidence, on record.
#[utoipa::path(
    get,
    path = "/exhibits/{id}/reading",
    tag = "texts",
    params(("id" = Id, Path, description = "The exhibit.")),
    responses((status = 200, description = "Its texts.", body = ExplainedTexts)),
    security(("key" = ["read_item", "read_exhibit"]), ("session" = [])),
)]
pub(super) async fn explain_exhibit(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ExhibitId>,
) -> Result<Json<ExplainedTexts>, Failure> {
    let texts = reading::explain_exhibit(&desk, &actor, id).await?;
    Ok(Json(ExplainedTexts {
        rows: bodies(texts),
    }))
}
