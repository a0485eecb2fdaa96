//! `POST /referrals/{id}/certainty`: a person found out whether an uncertain letter arrived.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// What was found out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Certainty {
    /// Whether the letter arrived. If not, it is sent again.
    has_arrived: bool,
}

/// Settles an uncertain sending.
#[utoipa::path(
    post,
    path = "/referrals/{id}/certainty",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    request_body = Certainty,
    responses((status = 204, description = "Settled.")),
    security(("key" = ["close_referral"]), ("session" = [])),
)]
pub(super) async fn settle_uncertain(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
    Body(found): Body<Certainty>,
) -> Result<StatusCode, Failure> {
    referral::settle_uncertain(&desk, &actor, id, found.has_arrived).await?;
    Ok(StatusCode::NO_CONTENT)
}
