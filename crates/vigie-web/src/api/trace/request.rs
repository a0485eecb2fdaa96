//! `POST /items/{id}/trace`: who is responsible is asked once more.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, trace};
use vigie_domain::ItemId;

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Traces an item once more. `GET /items/{id}/chain` shows what was found.
#[utoipa::path(
    post,
    path = "/items/{id}/trace",
    tag = "traces",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 204, description = "Traced.")),
    security(("key" = ["add_item"]), ("session" = [])),
)]
pub(super) async fn request_trace(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ItemId>,
) -> Result<StatusCode, Failure> {
    trace::request_trace(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
