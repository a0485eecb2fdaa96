//! `POST /items/{id}/capture`: evidence is asked for, once more.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, exhibit};

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Asks for a capture, the first or another. It is made within seconds; the item shows it.
#[utoipa::path(
    post,
    path = "/items/{id}/capture",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 202, description = "Asked for.")),
    security(("key" = ["add_item"]), ("session" = [])),
)]
pub(super) async fn request_capture(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<StatusCode, Failure> {
    exhibit::request_capture(&desk, &actor, id).await?;
    Ok(StatusCode::ACCEPTED)
}
