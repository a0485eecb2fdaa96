//! `POST /jobs/{id}/requeue`: work that failed for good is tried again.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::job::requeue_job;
use vigie_domain::JobId;

use crate::failure::Failure;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not dead, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<JobId>,
) -> Result<Redirect, Failure> {
    requeue_job(&desk, &session.actor, id).await?;
    Ok(done("/jobs", "requeued"))
}
