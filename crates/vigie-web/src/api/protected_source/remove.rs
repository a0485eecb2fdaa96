//! `DELETE /protected-sources/{domain}`: a domain is taken off the register.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use vigie_desk::{Desk, protected_source};

use crate::api::caller::Caller;
use crate::failure::Failure;

/// Takes a domain off the register.
#[utoipa::path(
    delete,
    path = "/protected-sources/{domain}",
    tag = "protected-sources",
    params(("domain" = String, Path, description = "The domain.")),
    responses((status = 204, description = "Off the register.")),
    security(("key" = ["manage_protected_source"]), ("session" = [])),
)]
pub(super) async fn remove_protected_source(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(domain): Path<String>,
) -> Result<StatusCode, Failure> {
    protected_source::remove_protected_source(&desk, &actor, &domain).await?;
    Ok(StatusCode::NO_CONTENT)
}
