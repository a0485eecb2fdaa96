//! `POST /items/{id}/refresh`: a finding rests on a capture that grew old.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::Desk;
use vigie_desk::referral::{Refreshed, refresh_finding as refresh};

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Whether the assessed object is still there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefreshedBody {
    /// `same`: the finding may be referred on for another day; `sent_back`: something else is
    /// there, and the item went back to the analyst; `changed`: it is on a referral, whose last
    /// look will say so.
    result: &'static str,
}

impl From<Refreshed> for RefreshedBody {
    fn from(refreshed: Refreshed) -> Self {
        let result = match refreshed {
            Refreshed::Same => "same",
            Refreshed::SentBack => "sent_back",
            Refreshed::Changed => "changed",
        };
        Self { result }
    }
}

/// Captures the assessed address again and compares.
///
/// The permission `approve_referral` does as well.
#[utoipa::path(
    post,
    path = "/items/{id}/refresh",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 200, description = "Compared.", body = RefreshedBody)),
    security(("key" = ["draft_referral"]), ("session" = [])),
)]
pub(super) async fn refresh_finding(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<Json<RefreshedBody>, Failure> {
    Ok(Json(refresh(&desk, &actor, id).await?.into()))
}
