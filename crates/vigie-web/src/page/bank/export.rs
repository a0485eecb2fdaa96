//! `POST /banks/{name}/export`: a bank leaves as a list that its import reads.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::bank::{ExportFormat, export_bank};

use crate::failure::Failure;
use crate::session::Session;

/// # Errors
///
/// No such bank, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let csv = export_bank(&desk, &session.actor, &name, ExportFormat::Csv).await?;
    // The name of a bank that exists holds nothing that could end a header.
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let kind = "text/csv; charset=utf-8".to_owned();
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, csv).into_response())
}
