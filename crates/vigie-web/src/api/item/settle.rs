//! `POST /items/{id}/settlement`: two people disagree; the legal officer says what holds.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, assessment};

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::{ConclusionWord, Id};
use crate::failure::Failure;

/// What holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settlement {
    /// The conclusion.
    conclusion: ConclusionWord,
    /// The written finding.
    finding: String,
}

/// Settles a disagreement with a written finding.
#[utoipa::path(
    post,
    path = "/items/{id}/settlement",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = Settlement,
    responses((status = 204, description = "Settled.")),
    security(("key" = ["settle_item"]), ("session" = [])),
)]
pub(super) async fn settle_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(settled): Body<Settlement>,
) -> Result<StatusCode, Failure> {
    let conclusion = settled.conclusion.0;
    assessment::settle_item(&desk, &actor, id, conclusion, settled.finding).await?;
    Ok(StatusCode::NO_CONTENT)
}
