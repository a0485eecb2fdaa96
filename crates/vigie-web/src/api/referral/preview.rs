//! `GET /referrals/{id}/preview`: the letter as a person approves it, and the recipient's hour.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use super::body::PreviewBody;
use crate::api::caller::Caller;
use crate::api::read::{Asked, Of};
use crate::api::value::{Id, LanguageWord};
use crate::failure::Failure;

/// How to render the letter.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewQuery {
    /// Another language, to read along; the letter's own when absent.
    #[param(nullable = false)]
    language: Option<LanguageWord>,
}

/// Renders the letter of a referral, with what would refuse its approval now.
///
/// The permissions `approve_referral` and `close_referral` do as well.
#[utoipa::path(
    get,
    path = "/referrals/{id}/preview",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral."), PreviewQuery),
    responses((status = 200, description = "The letter.", body = PreviewBody)),
    security(("key" = ["draft_referral"]), ("session" = [])),
)]
pub(super) async fn preview_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
    Asked(query): Asked<PreviewQuery>,
) -> Result<Json<PreviewBody>, Failure> {
    let language = query.language.map(|word| word.0);
    Ok(Json(
        referral::preview_referral(&desk, &actor, id, language)
            .await?
            .into(),
    ))
}
