//! `POST /providers/{id}/release`: the legal officer says that an unusual number of lines is right.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, referral};
use vigie_domain::ProviderId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::{Id, Time};
use crate::failure::Failure;

/// For how long the daily limit of lines is lifted, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseNew {
    /// Until when, at most seven days from now.
    until: Time,
    /// Why so many lines are right.
    reason: String,
}

/// Lifts the daily limit of lines to a provider for a while. For legal officers only.
#[utoipa::path(
    post,
    path = "/providers/{id}/release",
    tag = "providers",
    params(("id" = Id, Path, description = "The provider.")),
    request_body = ReleaseNew,
    responses((status = 204, description = "Lifted.")),
    security(("key" = ["settle_item"]), ("session" = [])),
)]
pub(super) async fn release_volume(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ProviderId>,
    Body(release): Body<ReleaseNew>,
) -> Result<StatusCode, Failure> {
    referral::release_volume(&desk, &actor, id, release.until.0, release.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
