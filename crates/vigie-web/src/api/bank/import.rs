//! `POST /banks/{name}/entries`: signals come into a bank from a list.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::{Desk, bank};

use super::body::ImportBody;
use crate::api::caller::Caller;
use crate::api::read::{Asked, RawBody};
use crate::api::value::SignalTypeWord;
use crate::failure::Failure;

/// What the list holds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportQuery {
    /// The type of every signal of the list; left out for a list of python-threatexchange, whose
    /// lines say it themselves.
    #[serde(default)]
    #[param(nullable = false, inline)]
    r#type: Option<SignalTypeWord>,
    /// Who vouches for lines that name nobody.
    #[serde(default)]
    #[param(nullable = false)]
    source: Option<String>,
}

/// Imports a list of signals.
///
/// With a type: one value a line, or CSV `hash,bank,source,label`. Without: `type value` a line, or
/// the CSV that `threatexchange dataset` prints. A bad line is named and the others go in;
/// the same list again adds nothing twice.
#[utoipa::path(
    post,
    path = "/banks/{name}/entries",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank."), ImportQuery),
    request_body(content((String = "text/plain"), (String = "text/csv"))),
    responses((status = 200, description = "Imported.", body = ImportBody)),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn import_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Asked(query): Asked<ImportQuery>,
    list: RawBody,
) -> Result<Json<ImportBody>, Response> {
    list.expect(&["text/plain", "text/csv"])
        .map_err(IntoResponse::into_response)?;
    let source = query.source.as_deref().unwrap_or("api");
    let form = query
        .r#type
        .map_or(bank::ImportForm::ThreatExchange, |word| {
            bank::ImportForm::Values(word.0)
        });
    let report = bank::import_bank(&desk, &actor, &name, form, source, &list.bytes).await;
    report
        .map(|report| Json(report.into()))
        .map_err(|error| Failure::from(error).into_response())
}
