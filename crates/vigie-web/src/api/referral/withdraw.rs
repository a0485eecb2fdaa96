//! `POST /referrals/{id}/withdrawal`: given up before it left.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use crate::api::body::Reason;
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Withdraws a draft, or an approved referral that has not left.
///
/// The permissions `approve_referral` and `close_referral` do as well.
#[utoipa::path(
    post,
    path = "/referrals/{id}/withdrawal",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    request_body = Reason,
    responses((status = 204, description = "Withdrawn.")),
    security(("key" = ["draft_referral"]), ("session" = [])),
)]
pub(super) async fn withdraw_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
    Body(why): Body<Reason>,
) -> Result<StatusCode, Failure> {
    referral::withdraw_referral(&desk, &actor, id, why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
