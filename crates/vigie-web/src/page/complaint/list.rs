//! `GET /complaints`: those that wait by their end, all of them, and what was taken back with its clock.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::complaint::{
    ComplaintCursor, ComplaintFigures, ComplaintRow, complaint_figures, list_complaints,
};
use vigie_desk::retraction::{RetractionRow, list_retractions};
use vigie_domain::{ComplaintState, Timestamp};

use crate::failure::Failure;
use crate::page::people::People;
use crate::session::Session;
use crate::state::Web;
use crate::view::{Page, render};

/// Newest retractions shown below those that are not out.
const RETRACTIONS_SHOWN: usize = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    all: String,
    after: String,
}

#[derive(Template)]
#[template(path = "complaint/list.html")]
struct ComplaintsPage {
    page: Page,
    is_all: bool,
    rows: Vec<ComplaintRow>,
    next: Option<String>,
    people: People,
    figures: ComplaintFigures,
    retractions: Vec<RetractionRow>,
}

#[expect(clippy::unused_self, reason = "templates call methods of their page")]
impl ComplaintsPage {
    fn assignee(&self, row: &ComplaintRow) -> String {
        match row.complaint.state {
            ComplaintState::Assigned { to } => self.people.name(&to),
            _ => String::new(),
        }
    }

    fn outcome(&self, row: &ComplaintRow) -> Option<&'static str> {
        let decision = row.complaint.state.decision();
        decision.map(|decision| decision.outcome.name())
    }
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(web): State<Web>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let is_all = !asked.all.is_empty();
    let limit = web.config.queue_page_items;
    let after = parse_cursor(&asked.after);
    let found = list_complaints(&web.desk, &actor, !is_all, after, limit).await?;
    let mut retractions = Vec::new();
    if page.may(vigie_domain::Permission::ReadProvider) {
        retractions = list_retractions(&web.desk, &actor, true).await?;
        let newest = list_retractions(&web.desk, &actor, false).await?;
        let sent = newest
            .into_iter()
            .filter(|row| row.retraction.sent_at.is_some());
        retractions.extend(sent.take(RETRACTIONS_SHOWN));
    }
    Ok(render(&ComplaintsPage {
        people: People::of(&web.desk).await?,
        figures: complaint_figures(&web.desk).await?,
        next: found
            .next
            .map(|cursor| format!("{}.{}", cursor.received_at.ms(), cursor.id)),
        rows: found.rows,
        is_all,
        retractions,
        page,
    }))
}

fn parse_cursor(text: &str) -> Option<ComplaintCursor> {
    let (ms, id) = text.split_once('.')?;
    Some(ComplaintCursor {
        received_at: Timestamp::from_ms(ms.parse().ok()?),
        id: id.parse().ok()?,
    })
}
