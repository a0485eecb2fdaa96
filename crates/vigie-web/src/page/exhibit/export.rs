//! `POST /exhibits/{id}/warc`: a copy of evidence leaves the desk, as a file and never as a page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::exhibit::export_exhibit;
use vigie_domain::ExhibitId;

use crate::failure::Failure;
use crate::session::Session;

/// # Errors
///
/// Nothing there, erased, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ExhibitId>,
) -> Result<Response, Failure> {
    let exported = export_exhibit(&desk, &session.actor, id).await?;
    let name = format!("attachment; filename=\"{id}.warc.gz\"");
    let kind = "application/warc".to_owned();
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, exported.warc).into_response())
}
