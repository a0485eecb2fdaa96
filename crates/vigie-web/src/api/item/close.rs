//! `POST /items/{id}/closure`: what is not one item never leaves the house.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, item};

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Closes a case whose address names a collection, a search, a home page: not one item.
#[utoipa::path(
    post,
    path = "/items/{id}/closure",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 204, description = "Closed.")),
    security(("key" = ["assess_item"]), ("session" = [])),
)]
pub(super) async fn close_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<StatusCode, Failure> {
    item::close_not_item(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
