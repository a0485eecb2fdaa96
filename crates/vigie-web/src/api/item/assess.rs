//! `POST /items/{id}/assessment`: the first finding.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, assessment};

use super::body::FindingNew;
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Records what you found about an item, having looked at one exhibit of it.
#[utoipa::path(
    post,
    path = "/items/{id}/assessment",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = FindingNew,
    responses((status = 204, description = "Recorded.")),
    security(("key" = ["assess_item"]), ("session" = [])),
)]
pub(super) async fn assess_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(new): Body<FindingNew>,
) -> Result<StatusCode, Failure> {
    let (exhibit, form) = (new.exhibit.to(), new.finding.into());
    assessment::record_assessment(&desk, &actor, id, exhibit, form).await?;
    Ok(StatusCode::NO_CONTENT)
}
