//! `GET /dossiers/{id}/files/{name}`: one file of a dossier, as a file and never as a page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use vigie_desk::dossier::dossier_files;
use vigie_desk::{Desk, DeskError};
use vigie_domain::DossierId;

use crate::failure::Failure;
use crate::session::Session;

/// # Errors
///
/// Nothing of that name, fonts missing, or not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path((id, name)): Path<(DossierId, String)>,
) -> Result<Response, Failure> {
    let (dossier, files) = dossier_files(&desk, &session.actor, id).await?;
    let file = files.into_iter().find(|file| file.name == name);
    let file = file.ok_or(DeskError::NotFound {
        what: "file of this dossier",
    })?;
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        Some("p7s") => "application/pkcs7-signature",
        _ => "text/plain; charset=utf-8",
    };
    let named = format!(
        "attachment; filename=\"{}-{}\"",
        dossier.reference, file.name
    );
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, named),
    ];
    Ok((headers, file.bytes).into_response())
}
