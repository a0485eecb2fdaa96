//! `POST /intake/url`: one address, or several, one a line.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::item::{NewItem, add_item, add_list};
use vigie_domain::IntakeChannel;

use super::form::{intake_page, refused};
use super::list::answer_of;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;
use crate::view::render;

/// # Errors
///
/// Not allowed; what is no address is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let lines: Vec<&str> = fields
        .raw("urls")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let new = |url: &str| NewItem {
        note: fields.find("note"),
        is_threat_to_life: fields.is_ticked("threat"),
        ..NewItem::url(url, IntakeChannel::Desk)
    };
    if let [] | [_] = lines.as_slice() {
        let url = lines.first().copied().unwrap_or_default();
        return match add_item(&desk, &session.actor, new(url)).await {
            Ok(added) => {
                let word = if added.is_new { "added" } else { "known" };
                Ok(done(&format!("/items/{}", added.item), word).into_response())
            }
            Err(error) => refused(session, fields, error),
        };
    }
    let given: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let items = given.iter().map(|line| new(line)).collect();
    match add_list(&desk, &session.actor, items, |_| {}).await {
        Ok(report) => {
            let mut shown = intake_page(session, Fields::default());
            let numbered = given
                .into_iter()
                .enumerate()
                .map(|(at, url)| (at + 1, url))
                .collect();
            shown.answer = Some(answer_of(report, numbered, Vec::new()));
            Ok(render(&shown))
        }
        Err(error) => refused(session, fields, error),
    }
}
