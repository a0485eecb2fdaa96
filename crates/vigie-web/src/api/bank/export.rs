//! `POST /banks/{name}/export`: a bank leaves as a list, and the log says so.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::{Desk, DeskError, bank};

use crate::api::caller::Caller;
use crate::api::read::Asked;
use crate::failure::Failure;

/// How the list is written.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// `csv`, which an import reads; `tx`, `type value` a line for the `file_api` exchange of
    /// python-threatexchange; `tx_csv`, the CSV that its `dataset` prints. `csv` when absent.
    #[serde(default)]
    #[param(nullable = false)]
    format: Option<String>,
}

/// Gives the answering entries of a bank as a list.
///
/// Giving a bank out is an act and stands in the log; that is why it is a `POST`.
#[utoipa::path(
    post,
    path = "/banks/{name}/export",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank."), ExportQuery),
    responses((status = 200, description = "The list.", body = String, content_type = "text/csv")),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn export_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Asked(query): Asked<ExportQuery>,
) -> Result<impl IntoResponse, Failure> {
    let format = query.format.as_deref().unwrap_or("csv");
    let format = bank::ExportFormat::parse(format).ok_or_else(|| {
        DeskError::input("field_malformed", "format: write one of: csv, tx, tx_csv")
    })?;
    let list = bank::export_bank(&desk, &actor, &name, format).await?;
    // The name of a bank that exists needs no quoting.
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, list))
}
