//! Whether the process lives, and whether it can work.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::{Desk, DeskError};

use crate::failure::{Failure, chain};

/// `GET /health/live`: the process answers.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// `GET /health/ready`: rows and disk answer too.
///
/// # Errors
///
/// Busy, while they do not; the cause stands in the log, not in the answer.
pub(crate) async fn ready(State(desk): State<Arc<Desk>>) -> Result<&'static str, Failure> {
    /// When to ask again.
    const RETRY_AFTER_MS: i64 = 2_000;
    match desk.store().ready().await {
        Ok(()) => Ok("ready\n"),
        Err(error) => {
            tracing::warn!(error = %chain(&error), "the desk is not ready");
            Err(DeskError::Busy {
                retry_after_ms: RETRY_AFTER_MS,
            }
            .into())
        }
    }
}
