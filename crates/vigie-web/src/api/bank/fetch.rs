//! `GET /banks/{name}/changes` and `/readers`: subscribers, and what they were given.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::Desk;
use vigie_desk::bank::{CHANGES_MAX, Since, fetch_changes as fetch, list_readers as readers};

use super::body::{ChangesBody, ReaderBody};
use crate::api::caller::Caller;
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Changes of a fetch when nobody says.
const LIMIT_DEFAULT: u32 = 1_000;

/// Since when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangesQuery {
    /// `next` of the last answer; everything when absent.
    #[serde(default)]
    #[param(nullable = false)]
    since: Option<String>,
    /// Most changes at once, 1 to 10,000; 1,000 when absent.
    #[serde(default)]
    #[param(minimum = 1, maximum = 10_000, nullable = false)]
    limit: Option<u32>,
}

/// Gives what changed in a bank, tombstones and opinions with it, oldest change first.
///
/// A fetch that brought something stands in the log with the key that made it.
#[utoipa::path(
    get,
    path = "/banks/{name}/changes",
    tag = "banks",
    params(
        ("name" = String, Path, description = "The name of the bank; its id once it is closed."),
        ChangesQuery,
    ),
    responses((status = 200, description = "What changed.", body = ChangesBody)),
    security(("key" = ["subscribe_bank"]), ("session" = [])),
)]
pub(super) async fn fetch_changes(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Asked(query): Asked<ChangesQuery>,
) -> Result<Json<ChangesBody>, Failure> {
    let since = match &query.since {
        None => Since::BEGINNING,
        Some(since) => since.parse::<Since>()?,
    };
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT).min(CHANGES_MAX);
    let changes = fetch(&desk, &actor, &name, since, limit).await?;
    Ok(Json(ChangesBody {
        sharing: changes.bank.sharing.tlp(),
        bank: changes.bank.name,
        changes: bodies(changes.changes),
        next: changes.next.to_string(),
        has_more: changes.has_more,
    }))
}

/// Lists who fetched from a bank and how far each came, last fetch first.
#[utoipa::path(
    get,
    path = "/banks/{name}/readers",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    responses((status = 200, description = "The readers.", body = Vec<ReaderBody>)),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn list_readers(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<Json<Vec<ReaderBody>>, Failure> {
    Ok(Json(bodies(readers(&desk, &actor, &name).await?)))
}
