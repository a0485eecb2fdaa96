//! `POST /banks/{name}/export`: a bank leaves as a list, and the log says so.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use vigie_desk::{Desk, bank};

use crate::api::caller::Caller;
use crate::failure::Failure;

/// Gives the standing entries of a bank as CSV `hash,bank,source,label`, which an import reads.
///
/// Giving a bank out is an act and stands in the log; that is why it is a `POST`.
#[utoipa::path(
    post,
    path = "/banks/{name}/export",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    responses((status = 200, description = "The list.", body = String, content_type = "text/csv")),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn export_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, Failure> {
    let list = bank::export_bank(&desk, &actor, &name, bank::ExportFormat::Csv).await?;
    // The name of a bank that exists needs no quoting.
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, list))
}
