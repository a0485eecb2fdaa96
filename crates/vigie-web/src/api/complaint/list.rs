//! `GET /complaints` and `GET /retractions`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::complaint::ComplaintCursor;
use vigie_desk::{Desk, DeskError, complaint, retraction};
use vigie_domain::Timestamp;

use super::body::{ComplaintBody, RetractionBody};
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{Cursor, limit_of};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Which complaints are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ComplaintQuery {
    /// Only those that wait for an answer, the one due first first, in one page.
    #[serde(default)]
    waiting: bool,
    /// `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<Cursor>,
    /// Rows of a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200, nullable = false)]
    limit: Option<u32>,
}

/// Lists complaints, newest first.
#[utoipa::path(
    get,
    path = "/complaints",
    tag = "complaints",
    params(ComplaintQuery),
    responses((status = 200, description = "A page.", body = PageBody<ComplaintBody>)),
    security(("key" = ["read_complaint"]), ("session" = [])),
)]
pub(super) async fn list_complaints(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<ComplaintQuery>,
) -> Result<Json<PageBody<ComplaintBody>>, Failure> {
    let after = query.cursor.as_ref().map(open_cursor).transpose()?;
    let limit = limit_of(query.limit);
    let page = complaint::list_complaints(&desk, &actor, query.waiting, after, limit).await?;
    let next = page
        .next
        .map(|last| Cursor::after(&[last.received_at.ms()], last.id.0));
    Ok(Json(PageBody::new(bodies(page.rows), next)))
}

fn open_cursor(cursor: &Cursor) -> Result<ComplaintCursor, DeskError> {
    let ([received_at], id) = cursor.open()?;
    Ok(ComplaintCursor {
        received_at: Timestamp::from_ms(received_at),
        id: id.into(),
    })
}

/// Which retractions are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RetractionQuery {
    /// Only those that not everybody was told of yet, oldest first.
    #[serde(default)]
    unsent: bool,
}

/// Lists the newest retractions with their clocks, newest first, 500 at most.
#[utoipa::path(
    get,
    path = "/retractions",
    tag = "complaints",
    params(RetractionQuery),
    responses((status = 200, description = "The newest.", body = PageBody<RetractionBody>)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn list_retractions(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<RetractionQuery>,
) -> Result<Json<PageBody<RetractionBody>>, Failure> {
    let rows = retraction::list_retractions(&desk, &actor, query.unsent).await?;
    Ok(Json(PageBody::new(bodies(rows), None)))
}
