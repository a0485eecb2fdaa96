//! `GET /log/entries`: what anybody may read of each act, in the order of the log.
//!
//! Only the public record: a reviewer may read the log, and must not read a finding in it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vigie_desk::{Desk, log};

use crate::api::caller::Caller;
use crate::api::page::limit_of;
use crate::api::read::Asked;
use crate::api::value::Id;
use crate::failure::Failure;

/// Which entries are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EntryQuery {
    /// The first index; 0 when absent. `next_index` of the page before.
    #[serde(default)]
    #[param(nullable = false)]
    from_index: Option<u64>,
    /// Rows of a page, 1 to 200; 50 when absent.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200, nullable = false)]
    limit: Option<u32>,
}

/// One entry of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryBody {
    /// Id of the event; `GET /log/proofs/{id}` proves it.
    id: Id,
    /// Its index.
    index: u64,
    /// The bytes that are hashed: one line of canonical JSON with the public record.
    leaf: String,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryPage {
    /// Entries, in the order of the log.
    rows: Vec<EntryBody>,
    /// The first index of the next page; `null` at the end.
    next_index: Option<u64>,
}

/// Lists entries of the log.
#[utoipa::path(
    get,
    path = "/log/entries",
    tag = "log",
    params(EntryQuery),
    responses((status = 200, description = "A page.", body = EntryPage)),
    security(("key" = ["read_log"]), ("session" = [])),
)]
pub(super) async fn list_entries(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<EntryQuery>,
) -> Result<Json<EntryPage>, Failure> {
    let limit = limit_of(query.limit);
    let events = log::list_entries(&desk, &actor, query.from_index.unwrap_or(0), limit).await?;
    let is_full = u32::try_from(events.len()).is_ok_and(|rows| rows == limit);
    let rows: Vec<EntryBody> = events
        .into_iter()
        .filter_map(|event| {
            Some(EntryBody {
                id: Id(event.id.0),
                index: event.log_index?,
                leaf: event.leaf,
            })
        })
        .collect();
    let next_index = rows.last().filter(|_| is_full).map(|last| last.index + 1);
    Ok(Json(EntryPage { rows, next_index }))
}
