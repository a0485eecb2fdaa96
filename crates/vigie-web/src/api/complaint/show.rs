//! `GET /complaints/{id}`: what was written, what it is about, who may answer it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, complaint};
use vigie_domain::ComplaintId;

use super::body::ComplaintViewBody;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Shows one complaint.
#[utoipa::path(
    get,
    path = "/complaints/{id}",
    tag = "complaints",
    params(("id" = Id, Path, description = "The complaint.")),
    responses((status = 200, description = "The complaint.", body = ComplaintViewBody)),
    security(("key" = ["read_complaint"]), ("session" = [])),
)]
pub(super) async fn show_complaint(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ComplaintId>,
) -> Result<Json<ComplaintViewBody>, Failure> {
    let view = complaint::show_complaint(&desk, &actor, id).await?;
    Ok(Json(view.into()))
}
