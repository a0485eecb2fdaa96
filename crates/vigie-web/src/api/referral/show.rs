//! `GET /referrals/{id}`: one referral with everything that belongs to it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use super::body::ReferralShown;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Shows one referral: its lines, its watches, what was said back, who was told what.
#[utoipa::path(
    get,
    path = "/referrals/{id}",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    responses((status = 200, description = "The referral.", body = ReferralShown)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn show_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
) -> Result<Json<ReferralShown>, Failure> {
    Ok(Json(
        referral::show_referral(&desk, &actor, id).await?.into(),
    ))
}
