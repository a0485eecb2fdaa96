//! `POST /jobs/{id}/requeue`: an operator puts work back in the queue.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, job};
use vigie_domain::JobId;

use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Puts work that failed for good back in the queue, with all its attempts.
#[utoipa::path(
    post,
    path = "/jobs/{id}/requeue",
    tag = "jobs",
    params(("id" = Id, Path, description = "The work.")),
    responses((status = 204, description = "Back in the queue.")),
    security(("key" = ["manage_job"]), ("session" = [])),
)]
pub(super) async fn requeue_job(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<JobId>,
) -> Result<StatusCode, Failure> {
    job::requeue_job(&desk, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
