//! `/texts/models`: which model orders the queue, and how well.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use vigie_desk::{Desk, reading};

use super::body::{RecallBody, RollBack, TextModelBody, TextModels};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::failure::Failure;

/// Lists the models, with how the one beside agrees with the one in use.
#[utoipa::path(
    get,
    path = "/texts/models",
    tag = "texts",
    responses((status = 200, description = "The models.", body = TextModels)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn list_models(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<Json<TextModels>, Failure> {
    Ok(Json(reading::list_models(&desk, &actor).await?.into()))
}

/// Learns a model from the desk's decisions; it scores beside the one in use.
#[utoipa::path(
    post,
    path = "/texts/models/training",
    tag = "texts",
    responses((status = 201, description = "Learned.", body = TextModelBody)),
    security(("key" = ["teach_text"]), ("session" = [])),
)]
pub(super) async fn train_model(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<(StatusCode, Json<TextModelBody>), Failure> {
    let trained = reading::train_model(&desk, &actor).await?;
    Ok((StatusCode::CREATED, Json(trained.model.into())))
}

/// Lets the model beside order the queue.
#[utoipa::path(
    post,
    path = "/texts/models/{hash}/promotion",
    tag = "texts",
    params(("hash" = String, Path, description = "The hash of the model, or its beginning.")),
    responses((status = 204, description = "It orders the queue.")),
    security(("key" = ["teach_text"]), ("session" = [])),
)]
pub(super) async fn promote_model(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(hash): Path<String>,
) -> Result<StatusCode, Failure> {
    reading::promote_model(&desk, &actor, &hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the model in use out; the one before it orders again.
#[utoipa::path(
    post,
    path = "/texts/models/rollback",
    tag = "texts",
    request_body = RollBack,
    responses((status = 200, description = "The model that orders now.", body = TextModelBody)),
    security(("key" = ["teach_text"]), ("session" = [])),
)]
pub(super) async fn roll_back_model(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(why): Body<RollBack>,
) -> Result<Json<TextModelBody>, Failure> {
    let before = reading::roll_back_model(&desk, &actor, why.reason).await?;
    Ok(Json(before.into()))
}

/// Estimates how much of what is unlawful the model puts first.
#[utoipa::path(
    get,
    path = "/texts/recall",
    tag = "texts",
    responses((status = 200, description = "The estimate.", body = RecallBody)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn estimate_recall(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<Json<RecallBody>, Failure> {
    Ok(Json(reading::estimate_recall(&desk, &actor).await?.into()))
}
