//! `GET` and `POST /complaint`: somebody without an account contests what was done, in three languages.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::DeskError;
use vigie_desk::complaint::{
    ComplaintFigures, PublicComplaint, SubmittedComplaint, complaint_figures, open_form,
    submit_complaint,
};
use vigie_domain::Complainant;
use vigie_domain::time::DAY_MS;

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::peer::Peer;
use crate::session::Visitor;
use crate::state::Web;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "complaint/submit.html")]
struct ComplaintPage {
    page: Page,
    problem: Option<Problem>,
    typed: Fields,
    proof: String,
    /// Within how many days it is answered.
    answer_days: i64,
    /// How long an address is kept, in days.
    contact_days: i64,
    figures: ComplaintFigures,
    /// The address of the desk as people outside reach it.
    public_url: String,
    done: Option<SubmittedComplaint>,
}

impl ComplaintPage {
    /// The whole address of the page that follows it, to be kept.
    fn link(&self, done: &SubmittedComplaint) -> String {
        format!("{}/complaint/{}", self.public_url, done.token)
    }

    fn is_from(&self, name: &str) -> bool {
        let typed = self.typed.text("from");
        typed == name || (typed.is_empty() && name == Complainant::Author.name())
    }
}

async fn complaint_page(web: &Web, page: Page, typed: Fields) -> Result<ComplaintPage, Failure> {
    let config = &web.desk.config().complaint;
    Ok(ComplaintPage {
        page,
        problem: None,
        typed,
        proof: open_form(&web.desk),
        answer_days: config.answer_within_ms / DAY_MS,
        contact_days: config.contact_ms / DAY_MS,
        figures: complaint_figures(&web.desk).await?,
        public_url: web.desk.config().public_url.clone(),
        done: None,
    })
}

/// # Errors
///
/// The store fails.
pub(crate) async fn form(
    State(web): State<Web>,
    Visitor(page): Visitor,
) -> Result<Response, Failure> {
    Ok(render(
        &complaint_page(&web, page, Fields::default()).await?,
    ))
}

/// # Errors
///
/// Too often from one address; what cannot be a complaint is shown on the form, with a fresh proof.
pub(crate) async fn submit(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    fields: Fields,
) -> Result<Response, Failure> {
    web.limits.check_complaint(peer.bucket())?;
    let submitted = match read_complaint(&page, &fields) {
        Ok(complaint) => submit_complaint(&web.desk, complaint).await,
        Err(error) => Err(error),
    };
    match submitted {
        Ok(done) => {
            let mut shown = complaint_page(&web, page, Fields::default()).await?;
            shown.done = Some(done);
            Ok(render(&shown))
        }
        Err(error) => {
            let problem = refusal(error)?;
            let mut shown = complaint_page(&web, page, fields).await?;
            shown.problem = Some(problem.clone());
            Ok(render_refused(&problem, &shown))
        }
    }
}

fn read_complaint(page: &Page, fields: &Fields) -> Result<PublicComplaint, DeskError> {
    let from = Complainant::parse_public(fields.text("from")).ok_or_else(|| {
        DeskError::input(
            "complainant_missing",
            "say whether you are the author, the provider, or somebody else",
        )
    })?;
    Ok(PublicComplaint {
        proof: fields.text("proof").to_owned(),
        from,
        about: fields.text("about").to_owned(),
        text: fields.text("text").to_owned(),
        contact: fields.find("contact"),
        language: page.language(),
    })
}
