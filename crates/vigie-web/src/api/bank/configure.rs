//! `GET`, `PATCH`, `DELETE /banks/{name}`: a bank is shown, set up, closed.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use vigie_desk::{Desk, bank};

use super::body::{BankBody, BankChange};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::failure::Failure;

/// Shows a bank, by its name; a closed one by its id. The permissions `manage_bank` and
/// `curate_bank` do as well.
#[utoipa::path(
    get,
    path = "/banks/{name}",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank, or its id.")),
    responses((status = 200, description = "The bank.", body = BankBody)),
    security(("key" = ["match_signal"]), ("session" = [])),
)]
pub(super) async fn show_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<Json<BankBody>, Failure> {
    Ok(Json(bank::show_bank(&desk, &actor, &name).await?.into()))
}

/// Changes the settings of a bank; what is absent stays.
#[utoipa::path(
    patch,
    path = "/banks/{name}",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    request_body = BankChange,
    responses((status = 204, description = "Changed.")),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn configure_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Body(change): Body<BankChange>,
) -> Result<StatusCode, Failure> {
    bank::configure_bank(&desk, &actor, &name, change.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes a bank: it answers nothing any more, its name is free, and subscribers see every entry
/// withdrawn.
#[utoipa::path(
    delete,
    path = "/banks/{name}",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    responses((status = 204, description = "Closed.")),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn close_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, Failure> {
    bank::close_bank(&desk, &actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
