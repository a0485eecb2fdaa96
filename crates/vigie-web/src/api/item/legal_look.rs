//! `POST /items/{id}/legal-look`: the legal officer looks at what is unclear, protected or an account.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, assessment};

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// The legal officer's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LegalLookNew {
    /// The written finding on the exemptions.
    finding: String,
}

/// Records the legal officer's finding on an item that two people found actionable.
#[utoipa::path(
    post,
    path = "/items/{id}/legal-look",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = LegalLookNew,
    responses((status = 204, description = "Recorded.")),
    security(("key" = ["settle_item"]), ("session" = [])),
)]
pub(super) async fn look_at_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(look): Body<LegalLookNew>,
) -> Result<StatusCode, Failure> {
    assessment::record_legal_look(&desk, &actor, id, look.finding).await?;
    Ok(StatusCode::NO_CONTENT)
}
