//! `POST /referrals/{id}/contact`: a letter came back; another address is chosen.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use super::body::ReferralBody;
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Where the letter goes now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Readdress {
    /// Another contact of the same provider.
    contact: Id,
}

/// Chooses another contact for a referral that bounced; a second person approves it again.
#[utoipa::path(
    post,
    path = "/referrals/{id}/contact",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    request_body = Readdress,
    responses((status = 200, description = "Readdressed.", body = ReferralBody)),
    security(("key" = ["close_referral"]), ("session" = [])),
)]
pub(super) async fn readdress_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
    Body(to): Body<Readdress>,
) -> Result<Json<ReferralBody>, Failure> {
    Ok(Json(
        referral::readdress_referral(&desk, &actor, id, to.contact.to())
            .await?
            .into(),
    ))
}
