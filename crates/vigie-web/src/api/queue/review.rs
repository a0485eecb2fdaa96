//! `GET /queue/review`: others' findings that wait for your blind look, with nothing told of them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, item};

use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::item::{ItemBody, open_cursor, page_body};
use crate::api::page::PageQuery;
use crate::api::read::Asked;
use crate::failure::Failure;

/// Lists items that wait for your second finding, most urgent first.
#[utoipa::path(
    get,
    path = "/queue/review",
    tag = "queue",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<ItemBody>)),
    security(("key" = ["review_item"]), ("session" = [])),
)]
pub(super) async fn list_review_queue(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<ItemBody>>, Failure> {
    let after = query.cursor.as_ref().map(open_cursor).transpose()?;
    let page = item::list_review_queue(&desk, &actor, after, query.limit()).await?;
    Ok(Json(page_body(page)))
}
