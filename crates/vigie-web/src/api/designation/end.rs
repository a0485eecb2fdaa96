//! `POST /designations/{id}/end`: a power ends; what was done under it stays.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, designation};
use vigie_domain::DesignationId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::{Id, Time};
use crate::failure::Failure;

/// When a power ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DesignationEnd {
    /// When; now when absent.
    #[serde(default)]
    until: Option<Time>,
}

/// Ends a power.
#[utoipa::path(
    post,
    path = "/designations/{id}/end",
    tag = "designations",
    params(("id" = Id, Path, description = "The designation.")),
    request_body = DesignationEnd,
    responses((status = 204, description = "Ended.")),
    security(("key" = ["manage_desk"]), ("session" = [])),
)]
pub(super) async fn end_designation(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<DesignationId>,
    Body(end): Body<DesignationEnd>,
) -> Result<StatusCode, Failure> {
    let until = end.until.map(|at| at.0);
    designation::end_designation(&desk, &actor, id, until).await?;
    Ok(StatusCode::NO_CONTENT)
}
