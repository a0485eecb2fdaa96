//! `POST` and `DELETE /items/{id}/claim`: who is on it, so that nobody does it twice.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, item};

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Whether the item is yours now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Claimed {
    /// `false` when somebody has it.
    is_yours: bool,
}

/// Takes an item for a quarter of an hour.
#[utoipa::path(
    post,
    path = "/items/{id}/claim",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 200, description = "Asked.", body = Claimed)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn claim_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<Json<Claimed>, Failure> {
    Ok(Json(Claimed {
        is_yours: item::claim_item(&desk, &actor, id).await?,
    }))
}

/// Gives an item back.
#[utoipa::path(
    delete,
    path = "/items/{id}/claim",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 204, description = "No longer yours.")),
    security(("key" = []), ("session" = [])),
)]
pub(super) async fn release_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<StatusCode, Failure> {
    item::release_item(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
