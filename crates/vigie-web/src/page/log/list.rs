//! `GET /log`: newest entries, the signed head, and how an outsider checks both.
//!
//! Shows what an outsider may read of each entry, and the name of the colleague beside it; never
//! what a finding said.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::Desk;
use vigie_desk::log::{list_entries, list_newest};
use vigie_domain::Timestamp;

use super::size_of;
use crate::failure::Failure;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

/// Entries on one page.
const PAGE_ENTRIES: u32 = 100;

/// The filters of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    from: Option<u64>,
}

/// One entry.
struct Entry {
    index: Option<u64>,
    at: Option<Timestamp>,
    kind: &'static str,
    who: String,
    leaf: String,
}

#[derive(Template)]
#[template(path = "log/list.html")]
struct LogPage {
    page: Page,
    entries: Vec<Entry>,
    checkpoint: Option<String>,
    size: Option<u64>,
    key: String,
    origin: String,
    command: String,
    from: Option<u64>,
    next: Option<u64>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let checkpoint = vigie_desk::log::checkpoint(&desk, &actor).await?;
    let logged = match asked.from {
        Some(from) => list_entries(&desk, &actor, from, PAGE_ENTRIES).await?,
        None => list_newest(&desk, &actor, PAGE_ENTRIES).await?,
    };
    let people = People::of(&desk).await?;
    let entries: Vec<Entry> = logged
        .into_iter()
        .map(|one| Entry {
            index: one.log_index,
            at: one.record.as_ref().map(|record| record.at),
            kind: one.record.as_ref().map_or("", |record| record.event.kind()),
            who: one
                .record
                .as_ref()
                .map(|record| people.actor(&page, &record.actor))
                .unwrap_or_default(),
            leaf: one.leaf,
        })
        .collect();
    let origin = format!("{}/log/", desk.config().public_url.trim_end_matches('/'));
    let is_full = entries.len() == usize::try_from(PAGE_ENTRIES).unwrap_or(usize::MAX);
    let last = entries.last().and_then(|entry| entry.index);
    let next = last
        .filter(|_| asked.from.is_some() && is_full)
        .map(|index| index + 1);
    Ok(render(&LogPage {
        size: checkpoint.as_deref().and_then(size_of),
        key: desk.log_key().verifier_key().to_string(),
        command: format!("vigie log verify --url {origin}"),
        origin,
        from: asked.from,
        page,
        entries,
        checkpoint,
        next,
    }))
}
