//! `GET /queue/counts`: how many items stand in each state.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, item};

use crate::api::caller::Caller;
use crate::failure::Failure;

/// How many items stand in one state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateCount {
    /// The state.
    state: String,
    /// Items in it.
    items: u64,
}

/// How many items stand where.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueCounts {
    /// One entry for each state that has items.
    states: Vec<StateCount>,
}

/// Counts the items in each state.
#[utoipa::path(
    get,
    path = "/queue/counts",
    tag = "queue",
    responses((status = 200, description = "The counts.", body = QueueCounts)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn count_queue(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<Json<QueueCounts>, Failure> {
    let counts = item::count_queue(&desk, &actor).await?.into_iter();
    let states = counts
        .map(|(state, items)| StateCount { state, items })
        .collect();
    Ok(Json(QueueCounts { states }))
}
