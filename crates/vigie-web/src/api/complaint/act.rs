//! `POST /complaints/{id}/…`: linked, given to somebody, answered, before a court, closed.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, complaint};
use vigie_domain::ComplaintId;

use super::body::{AnswerNew, AssignmentNew, LinkNew};
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Links a complaint that waits to what it is about. `decide_complaint` does as well.
#[utoipa::path(
    post,
    path = "/complaints/{id}/link",
    tag = "complaints",
    params(("id" = Id, Path, description = "The complaint.")),
    request_body = LinkNew,
    responses((status = 204, description = "Linked.")),
    security(("key" = ["assign_complaint"]), ("session" = [])),
)]
pub(super) async fn link_complaint(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ComplaintId>,
    Body(new): Body<LinkNew>,
) -> Result<StatusCode, Failure> {
    complaint::link_complaint(&desk, &actor, id, &new.about).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a complaint to somebody who had no hand in the case.
#[utoipa::path(
    post,
    path = "/complaints/{id}/assignment",
    tag = "complaints",
    params(("id" = Id, Path, description = "The complaint.")),
    request_body = AssignmentNew,
    responses((status = 204, description = "Given.")),
    security(("key" = ["assign_complaint"]), ("session" = [])),
)]
pub(super) async fn assign_complaint(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ComplaintId>,
    Body(new): Body<AssignmentNew>,
) -> Result<StatusCode, Failure> {
    complaint::assign_complaint(&desk, &actor, id, new.to.to()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers a complaint; where it is right, what it is about is taken back with it.
#[utoipa::path(
    post,
    path = "/complaints/{id}/answer",
    tag = "complaints",
    params(("id" = Id, Path, description = "The complaint.")),
    request_body = AnswerNew,
    responses((status = 204, description = "Answered.")),
    security(("key" = ["decide_complaint"]), ("session" = [])),
)]
pub(super) async fn answer_complaint(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ComplaintId>,
    Body(new): Body<AnswerNew>,
) -> Result<StatusCode, Failure> {
    complaint::decide_complaint(&desk, &actor, id, new.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes down that a complaint went before a court.
#[utoipa::path(
    post,
    path = "/complaints/{id}/court",
    tag = "complaints",
    params(("id" = Id, Path, description = "The complaint.")),
    responses((status = 204, description = "Written down.")),
    security(("key" = ["decide_complaint"]), ("session" = [])),
)]
pub(super) async fn take_to_court(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ComplaintId>,
) -> Result<StatusCode, Failure> {
    complaint::take_to_court(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes a complaint whose answer stands.
#[utoipa::path(
    post,
    path = "/complaints/{id}/closing",
    tag = "complaints",
    params(("id" = Id, Path, description = "The complaint.")),
    responses((status = 204, description = "Closed.")),
    security(("key" = ["assign_complaint"]), ("session" = [])),
)]
pub(super) async fn close_complaint(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ComplaintId>,
) -> Result<StatusCode, Failure> {
    complaint::close_complaint(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
