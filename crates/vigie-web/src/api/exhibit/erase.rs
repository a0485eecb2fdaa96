//! `POST /exhibits/{id}/erasure`: the key of an exhibit is destroyed.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, exhibit};
use vigie_domain::ExhibitId;

use crate::api::body::Reason;
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Erases an exhibit, here and in every backup that is ever restored. Nothing brings it back.
#[utoipa::path(
    post,
    path = "/exhibits/{id}/erasure",
    tag = "exhibits",
    params(("id" = Id, Path, description = "The exhibit.")),
    request_body = Reason,
    responses((status = 204, description = "Erased.")),
    security(("key" = ["erase_exhibit"]), ("session" = [])),
)]
pub(super) async fn erase_exhibit(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ExhibitId>,
    Body(why): Body<Reason>,
) -> Result<StatusCode, Failure> {
    exhibit::erase_exhibit(&desk, &actor, id, why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
