//! `PUT /protected-sources/{domain}`: a domain is put on the register.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use vigie_desk::protected_source::NewProtectedSource;
use vigie_desk::{Desk, protected_source};

use super::body::{ProtectedSourceBody, ProtectedSourceNew};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::failure::Failure;

/// Puts a domain on the register, with everything under it, or writes its entry anew.
#[utoipa::path(
    put,
    path = "/protected-sources/{domain}",
    tag = "protected-sources",
    params(("domain" = String, Path, description = "The domain.")),
    request_body = ProtectedSourceNew,
    responses((status = 200, description = "On the register.", body = ProtectedSourceBody)),
    security(("key" = ["manage_protected_source"]), ("session" = [])),
)]
pub(super) async fn add_protected_source(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(domain): Path<String>,
    Body(new): Body<ProtectedSourceNew>,
) -> Result<Json<ProtectedSourceBody>, Failure> {
    let new = NewProtectedSource {
        domain,
        kind: new.kind,
        note: new.note,
    };
    Ok(Json(
        protected_source::add_protected_source(&desk, &actor, &new)
            .await?
            .into(),
    ))
}
