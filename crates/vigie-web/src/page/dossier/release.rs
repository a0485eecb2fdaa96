//! `POST /dossiers/{id}/release`: a second person lets a dossier leave the house.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::dossier::release_dossier;
use vigie_domain::DossierId;

use crate::failure::Failure;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Compiled by the same person, released already, fonts missing, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<DossierId>,
) -> Result<Redirect, Failure> {
    release_dossier(&desk, &session.actor, id).await?;
    Ok(done(&format!("/dossiers/{id}"), "released-dossier"))
}
