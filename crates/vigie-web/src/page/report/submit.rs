//! `GET` and `POST /report`: somebody without an account reports an address, in three languages.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::report::{PublicReport, submit_report};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::peer::Peer;
use crate::session::Visitor;
use crate::state::Web;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "report/submit.html")]
struct ReportPage {
    page: Page,
    problem: Option<Problem>,
    typed: Fields,
    /// How long an address is kept, in days.
    contact_days: i64,
    is_done: bool,
}

fn report_page(web: &Web, page: Page, typed: Fields) -> ReportPage {
    let contact_days = web.desk.config().intake.reporter_contact_ms / vigie_domain::time::DAY_MS;
    ReportPage {
        page,
        problem: None,
        typed,
        contact_days,
        is_done: false,
    }
}

pub(crate) async fn form(State(web): State<Web>, Visitor(page): Visitor) -> Response {
    render(&report_page(&web, page, Fields::default()))
}

/// # Errors
///
/// Too often from one address; what cannot be a report is shown on the form.
pub(crate) async fn submit(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    fields: Fields,
) -> Result<Response, Failure> {
    web.limits.check_report(peer.bucket())?;
    let report = PublicReport {
        url: fields.text("url").to_owned(),
        note: fields.find("note"),
        contact: fields.find("contact"),
        language: page.language(),
        is_threat_to_life: fields.is_ticked("threat"),
    };
    match submit_report(&web.desk, report).await {
        // The reporter is told that it arrived, and nothing of what is known about it.
        Ok(_) => {
            let mut shown = report_page(&web, page, Fields::default());
            shown.is_done = true;
            Ok(render(&shown))
        }
        Err(error) => {
            let problem = refusal(error)?;
            let mut shown = report_page(&web, page, fields);
            shown.problem = Some(problem.clone());
            Ok(render_refused(&problem, &shown))
        }
    }
}
