//! `POST /items/{id}/reopening`: a closed case is opened again, never rewritten.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, item};

use crate::api::body::Reason;
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Opens a closed case again, where it was captured and nobody has found anything.
#[utoipa::path(
    post,
    path = "/items/{id}/reopening",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = Reason,
    responses((status = 204, description = "Open again.")),
    security(("key" = ["reopen_item"]), ("session" = [])),
)]
pub(super) async fn reopen_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(why): Body<Reason>,
) -> Result<StatusCode, Failure> {
    item::reopen_item(&desk, &actor, id, why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
