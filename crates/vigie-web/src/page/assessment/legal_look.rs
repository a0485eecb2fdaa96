//! `POST /items/{id}/legal-look`: the legal officer's written finding on what is unclear or protected.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::assessment::record_legal_look;
use vigie_domain::ItemId;

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// No finding to look at, one of the two people, nothing written, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Redirect, Failure> {
    record_legal_look(&desk, &session.actor, id, fields.text("finding").to_owned()).await?;
    Ok(done(&format!("/items/{id}"), "settled"))
}
