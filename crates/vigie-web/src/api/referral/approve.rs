//! `POST /referrals/{id}/approval`: a second person lets a referral leave.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use super::body::ReferralBody;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Approves a referral; every guard is asked again.
///
/// It leaves once its approval is in the log and, unless it is urgent, the recipient's office open.
#[utoipa::path(
    post,
    path = "/referrals/{id}/approval",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    responses((status = 200, description = "Approved.", body = ReferralBody)),
    security(("key" = ["approve_referral"]), ("session" = [])),
)]
pub(super) async fn approve_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
) -> Result<Json<ReferralBody>, Failure> {
    Ok(Json(
        referral::approve_referral(&desk, &actor, id).await?.into(),
    ))
}
