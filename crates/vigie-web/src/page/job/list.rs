//! `GET /jobs`: work that failed for good and waits for an operator.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::job::list_dead_jobs;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{JobId, Timestamp};

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

/// Work that failed.
struct Dead {
    id: JobId,
    kind: String,
    attempts: u32,
    error: String,
    created_at: Timestamp,
}

#[derive(Template)]
#[template(path = "job/list.html")]
struct JobsPage {
    page: Page,
    counts: Vec<(String, u64)>,
    jobs: Vec<Dead>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    let dead = list_dead_jobs(&desk, &session.actor).await?;
    let jobs = dead.into_iter().map(|job| Dead {
        id: job.id,
        kind: job.kind,
        attempts: job.attempts,
        error: job.last_error,
        created_at: job.created_at,
    });
    let counts = desk.store().job_counts().await.map_err(DeskError::from)?;
    Ok(render(&JobsPage {
        page: session.page,
        counts,
        jobs: jobs.collect(),
    }))
}
