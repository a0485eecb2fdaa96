//! `POST /items/{id}/review`: the second finding, written blind.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, review};

use super::body::{AssessmentBody, FindingNew, ReviewBody};
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Both findings, shown only now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewOutcomeBody {
    /// The first.
    first: AssessmentBody,
    /// Yours.
    second: ReviewBody,
}

/// Records what you found by yourself, having looked at the same exhibit; then shows both.
#[utoipa::path(
    post,
    path = "/items/{id}/review",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = FindingNew,
    responses((status = 200, description = "Recorded.", body = ReviewOutcomeBody)),
    security(("key" = ["review_item"]), ("session" = [])),
)]
pub(super) async fn review_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(new): Body<FindingNew>,
) -> Result<Json<ReviewOutcomeBody>, Failure> {
    let (exhibit, form) = (new.exhibit.to(), new.finding.into());
    let outcome = review::record_review(&desk, &actor, id, exhibit, form).await?;
    let (first, second) = (outcome.first.into(), outcome.second.into());
    Ok(Json(ReviewOutcomeBody { first, second }))
}
