//! `POST /items/{id}/threat`: somebody who can help was told of a danger to life.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, threat};

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Who was told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThreatNew {
    /// The name of a contact of the settings, or of anybody else who was reached.
    contact: String,
}

/// Writes down that somebody who can help was told of a danger to life. The case goes its own way.
#[utoipa::path(
    post,
    path = "/items/{id}/threat",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    request_body = ThreatNew,
    responses((status = 204, description = "Written down.")),
    security(("key" = ["report_threat"]), ("session" = [])),
)]
pub(super) async fn report_threat(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
    Body(new): Body<ThreatNew>,
) -> Result<StatusCode, Failure> {
    threat::report_threat(&desk, &actor, id, &new.contact).await?;
    Ok(StatusCode::NO_CONTENT)
}
