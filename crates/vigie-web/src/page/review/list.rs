//! `GET /review`: what waits for this person's blind look.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::item::list_review_queue;
use vigie_domain::{Item, PriorityReason};

use crate::failure::Failure;
use crate::page::item::list::{parse_cursor, render_cursor};
use crate::session::Session;
use crate::state::Web;
use crate::view::{Page, render};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    after: String,
}

#[derive(Template)]
#[template(path = "review/list.html")]
struct ReviewQueuePage {
    page: Page,
    items: Vec<Item>,
    next: Option<String>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(web): State<Web>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let after = parse_cursor(&asked.after);
    let limit = web.config.queue_page_items;
    let found = list_review_queue(&web.desk, &session.actor, after, limit).await?;
    let next = found.next.map(render_cursor);
    Ok(render(&ReviewQueuePage {
        page: session.page,
        items: found.rows,
        next,
    }))
}
