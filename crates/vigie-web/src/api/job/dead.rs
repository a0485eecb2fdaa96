//! `GET /jobs/dead`: work that failed for good, with its last error.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, job};

use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::{Id, Time};
use crate::failure::Failure;

/// Work that failed for good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadJobBody {
    /// Its id.
    id: Id,
    /// What kind of work.
    kind: String,
    /// How often it was tried.
    attempts: u32,
    /// Why it failed last.
    last_error: String,
    /// When it was first asked for.
    created_at: Time,
}

/// Lists work that failed for good, oldest first.
#[utoipa::path(
    get,
    path = "/jobs/dead",
    tag = "jobs",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<DeadJobBody>)),
    security(("key" = ["manage_job"]), ("session" = [])),
)]
pub(super) async fn list_dead_jobs(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<DeadJobBody>>, Failure> {
    let jobs = job::list_dead_jobs(&desk, &actor).await?;
    let (rows, next) = cut(jobs, |job| job.id.0, &query)?;
    let rows = rows.into_iter().map(|job| DeadJobBody {
        id: Id(job.id.0),
        kind: job.kind,
        attempts: job.attempts,
        last_error: job.last_error,
        created_at: job.created_at.into(),
    });
    Ok(Json(PageBody::new(rows.collect(), next)))
}
