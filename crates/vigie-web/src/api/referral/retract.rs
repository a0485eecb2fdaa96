//! `POST /referrals/{id}/retraction`: what was sent in error is taken back.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::{Desk, retraction};
use vigie_domain::{LineId, ReferralId};

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// What is taken back, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetractionNew {
    /// Which lines; all that left when empty.
    #[serde(default)]
    lines: Vec<Id>,
    /// Why, in words the provider will read.
    reason: String,
}

/// A retraction that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetractionMade {
    /// Its id.
    id: Id,
}

/// Takes back lines of a referral, or all of it; the provider is told within the hour.
#[utoipa::path(
    post,
    path = "/referrals/{id}/retraction",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    request_body = RetractionNew,
    responses((status = 200, description = "Taken back.", body = RetractionMade)),
    security(("key" = ["retract_referral"]), ("session" = [])),
)]
pub(super) async fn retract_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
    Body(new): Body<RetractionNew>,
) -> Result<Json<RetractionMade>, Failure> {
    let lines: Vec<LineId> = new.lines.into_iter().map(Id::to).collect();
    let made = retraction::retract_referral(&desk, &actor, id, &lines, new.reason).await?;
    Ok(Json(RetractionMade { id: Id(made.0) }))
}
