//! `POST /referrals/{id}/closure`: refused, unanswered, or gone in some places only.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::referral::CloseAs;
use vigie_desk::{Desk, referral};
use vigie_domain::ReferralId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// How the open lines of a referral end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Closure {
    /// The provider said no.
    Refused {
        /// On which ground, in its words.
        ground: String,
    },
    /// No answer came.
    NoAnswer {},
    /// Shown elsewhere still.
    RestrictedGeo {},
}

impl From<Closure> for CloseAs {
    fn from(closure: Closure) -> Self {
        match closure {
            Closure::Refused { ground } => Self::Refused { ground },
            Closure::NoAnswer {} => Self::NoAnswer,
            Closure::RestrictedGeo {} => Self::RestrictedGeo,
        }
    }
}

/// Closes a referral that will not end by itself.
#[utoipa::path(
    post,
    path = "/referrals/{id}/closure",
    tag = "referrals",
    params(("id" = Id, Path, description = "The referral.")),
    request_body = Closure,
    responses((status = 204, description = "Closed.")),
    security(("key" = ["close_referral"]), ("session" = [])),
)]
pub(super) async fn close_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ReferralId>,
    Body(closure): Body<Closure>,
) -> Result<StatusCode, Failure> {
    referral::close_referral(&desk, &actor, id, closure.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
