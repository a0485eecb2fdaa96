//! `GET /items`: the queue, most urgent first.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::item::{self, Page, QueueCursor, QueueFilter};
use vigie_desk::{Desk, DeskError};
use vigie_domain::Item;
use vigie_domain::item::ITEM_STATES;

use super::body::ItemBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{Cursor, limit_of};
use crate::api::read::Asked;
use crate::api::value::{Id, bodies};
use crate::failure::Failure;

/// Which items are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ItemQuery {
    /// States, separated by commas; all when absent.
    #[param(nullable = false)]
    state: Option<String>,
    /// Host of the first locator.
    #[param(nullable = false)]
    host: Option<String>,
    /// Near a banked signal, or near none.
    #[param(nullable = false)]
    is_matched: Option<bool>,
    /// Near a signal of this bank.
    #[param(nullable = false)]
    bank: Option<Id>,
    /// Beginning of a canonical key or of an id.
    #[param(nullable = false)]
    text: Option<String>,
    /// Language its text was read as: `ar`, `fr`, `en`, …, `unknown`.
    #[param(nullable = false)]
    language: Option<String>,
    /// Label its text stands out by: `threat`, `call_to_violence`, …
    #[param(nullable = false)]
    label: Option<String>,
    /// Items with nearly the same text: `cluster` of a reading.
    #[param(nullable = false)]
    cluster: Option<Id>,
    /// One row for items with nearly the same text, where nothing but `state` is filtered by.
    #[param(nullable = false)]
    folds_copies: Option<bool>,
    /// `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<Cursor>,
    /// Rows of a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200, nullable = false)]
    limit: Option<u32>,
}

/// Lists items, most urgent first.
#[utoipa::path(
    get,
    path = "/items",
    tag = "items",
    params(ItemQuery),
    responses((status = 200, description = "A page.", body = PageBody<ItemBody>)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn list_items(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<ItemQuery>,
) -> Result<Json<PageBody<ItemBody>>, Failure> {
    let filter = QueueFilter {
        states: read_states(query.state.as_deref())?,
        host: query.host.map(|host| host.to_lowercase()),
        matched: query.is_matched,
        bank: query.bank.map(Id::to),
        text: query.text,
        language: query.language,
        label: query.label,
        cluster: query.cluster.map(Id::to),
        folds_copies: query.folds_copies.unwrap_or(false),
        exclude_assessed_by: None,
    };
    let after = query.cursor.as_ref().map(open_cursor).transpose()?;
    let page = item::list_queue(&desk, &actor, &filter, after, limit_of(query.limit)).await?;
    Ok(Json(page_body(page)))
}

fn read_states(text: Option<&str>) -> Result<Vec<&'static str>, DeskError> {
    let words = text
        .into_iter()
        .flat_map(|text| text.split(','))
        .map(str::trim);
    words
        .map(|word| {
            ITEM_STATES
                .into_iter()
                .find(|state| *state == word)
                .ok_or_else(|| {
                    let detail = format!("`state` takes words of: {}", ITEM_STATES.join(", "));
                    DeskError::input("field_malformed", detail)
                })
        })
        .collect()
}

/// Where a page of the queue ended.
pub(in crate::api) fn open_cursor(cursor: &Cursor) -> Result<QueueCursor, DeskError> {
    let ([place], id) = cursor.open()?;
    Ok(QueueCursor {
        place,
        id: id.into(),
    })
}

/// A page of the queue.
pub(in crate::api) fn page_body(page: Page<Item, QueueCursor>) -> PageBody<ItemBody> {
    let next = page
        .next
        .map(|last| Cursor::after(&[last.place], last.id.0));
    PageBody::new(bodies(page.rows), next)
}
