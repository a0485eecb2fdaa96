//! `GET /log/checkpoint`: the signed head of the log.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::{Desk, DeskError, log};

use crate::api::caller::Caller;
use crate::failure::Failure;

/// Gives the newest checkpoint, a signed note (C2SP `signed-note`).
#[utoipa::path(
    get,
    path = "/log/checkpoint",
    tag = "log",
    responses((status = 200, description = "The note.", body = String, content_type = "text/plain")),
    security(("key" = ["read_log"]), ("session" = [])),
)]
pub(super) async fn show_checkpoint(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<String, Failure> {
    let note = log::checkpoint(&desk, &actor).await?;
    Ok(note.ok_or(DeskError::NotFound {
        what: "checkpoint: the log is empty",
    })?)
}
