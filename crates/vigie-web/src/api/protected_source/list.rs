//! `GET /protected-sources`: the register.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, protected_source};

use super::body::Register;
use crate::api::caller::Caller;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Gives the register of protected sources, by domain; people write it, so it is short. The
/// permission `read_log` does as well.
#[utoipa::path(
    get,
    path = "/protected-sources",
    tag = "protected-sources",
    responses((status = 200, description = "The register.", body = Register)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn list_protected_sources(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<Json<Register>, Failure> {
    let mut sources = protected_source::list_protected_sources(&desk, &actor).await?;
    sources.sort_by(|one, other| one.domain.cmp(&other.domain));
    Ok(Json(Register {
        rows: bodies(sources),
    }))
}
