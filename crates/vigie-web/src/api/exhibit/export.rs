//! `POST /exhibits/{id}/export`: a copy of evidence leaves the desk, and the log says so.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use vigie_desk::{Desk, exhibit};
use vigie_domain::ExhibitId;

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Gives the plain WARC file of an exhibit, byte for byte what was sealed.
///
/// Taking a copy is an act and stands in the log; that is why it is a `POST`.
#[utoipa::path(
    post,
    path = "/exhibits/{id}/export",
    tag = "exhibits",
    params(("id" = Id, Path, description = "The exhibit.")),
    responses((
        status = 200,
        description = "The file; its SHA-256 is the exhibit's `warc_sha256`.",
        body = String,
        content_type = "application/warc",
    )),
    security(("key" = ["export_exhibit"]), ("session" = [])),
)]
pub(super) async fn export_exhibit(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ExhibitId>,
) -> Result<impl IntoResponse, Failure> {
    let exported = exhibit::export_exhibit(&desk, &actor, id).await?;
    let disposition = format!("attachment; filename=\"{id}.warc.gz\"");
    let headers = [
        (header::CONTENT_TYPE, "application/warc".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, exported.warc))
}
