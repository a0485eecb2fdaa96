//! `POST /exhibits/{id}/erasure`: the key of evidence is destroyed.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::exhibit::erase_exhibit;
use vigie_domain::ExhibitId;

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Nothing there, no reason, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ExhibitId>,
    fields: Fields,
) -> Result<Redirect, Failure> {
    erase_exhibit(&desk, &session.actor, id, fields.text("reason").to_owned()).await?;
    Ok(done(session.page.home(), "erased"))
}
