//! `GET /texts/search`: texts by their words.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::{Desk, reading};

use super::body::SearchHitBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{Cursor, limit_of};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchQuery {
    /// Words, and phrases between quotation marks.
    q: String,
    /// `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<Cursor>,
    /// Rows of a page, 1 to 50; 50 when absent.
    #[param(minimum = 1, maximum = 50, nullable = false)]
    limit: Option<u32>,
}

/// Finds texts that hold all words, the newest first. Each row is a look at evidence, on record.
#[utoipa::path(
    get,
    path = "/texts/search",
    tag = "texts",
    params(SearchQuery),
    responses((status = 200, description = "A page.", body = PageBody<SearchHitBody>)),
    security(("key" = ["read_item", "read_exhibit"]), ("session" = [])),
)]
pub(super) async fn search_texts(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<SearchQuery>,
) -> Result<Json<PageBody<SearchHitBody>>, Failure> {
    let before = query.cursor.as_ref().map(Cursor::open).transpose()?;
    let before = before.map(|([seq], _)| seq);
    let limit = limit_of(query.limit);
    let page = reading::search_texts(&desk, &actor, &query.q, before, limit).await?;
    let next = page
        .next
        .map(|seq| Cursor::after(&[seq], uuid::Uuid::nil()));
    Ok(Json(PageBody::new(bodies(page.hits), next)))
}
