//! `POST` and `DELETE /items/{id}/hold`: another authority asks to wait.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, item};

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::{Id, Time};
use crate::failure::Failure;

/// Until when to wait, and for whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldNew {
    /// Until when.
    until: Time,
    /// Who asks, and why.
    reason: String,
}

/// Puts an actionable item on hold.
#[utoipa::path(
    post,
    path = "/items/{id}/hold",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = HoldNew,
    responses((status = 204, description = "On hold.")),
    security(("key" = ["settle_item"]), ("session" = [])),
)]
pub(super) async fn hold_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(hold): Body<HoldNew>,
) -> Result<StatusCode, Failure> {
    item::hold_item(&desk, &actor, id, hold.until.0, hold.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a hold.
#[utoipa::path(
    delete,
    path = "/items/{id}/hold",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 204, description = "No longer on hold.")),
    security(("key" = ["settle_item"]), ("session" = [])),
)]
pub(super) async fn clear_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<StatusCode, Failure> {
    item::clear_item(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
