//! `GET /search`: texts by their words, with the hits marked on the original.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::reading::{SearchHit, search_texts};
use vigie_desk::{Desk, DeskError};

use crate::failure::{Failure, Problem};
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// Texts of a page: each is opened, and each is a look on record.
const PAGE_HITS: u32 = 20;

/// What is searched for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    before: String,
}

#[derive(Template)]
#[template(path = "text/search.html")]
struct SearchPage {
    page: Page,
    asked: Asked,
    hits: Vec<SearchHit>,
    next: Option<String>,
    problem: Option<Problem>,
}

/// # Errors
///
/// Not allowed; a search without words is said no to on the page.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let before = asked.before.parse().ok();
    let mut shown = SearchPage {
        page: session.page,
        hits: Vec::new(),
        next: None,
        problem: None,
        asked,
    };
    if shown.asked.q.trim().is_empty() {
        return Ok(render(&shown));
    }
    match search_texts(&desk, &session.actor, &shown.asked.q, before, PAGE_HITS).await {
        Ok(found) => {
            shown.hits = found.hits;
            shown.next = found.next.map(|next| href(&shown.asked.q, next));
            Ok(render(&shown))
        }
        Err(error @ DeskError::Refused(_)) => {
            let problem = Problem::from(&error);
            shown.problem = Some(problem.clone());
            Ok(render_refused(&problem, &shown))
        }
        Err(error) => Err(error.into()),
    }
}

fn href(words: &str, before: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", words);
    query.append_pair("before", &before.to_string());
    format!("/search?{}", query.finish())
}
