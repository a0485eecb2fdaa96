//! `GET /legal`: the set in force and the standing of the printed forms.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::legal::{FormStanding, LegalView, list_forms, show_legal};
use vigie_desk::{Desk, DeskError};
use vigie_domain::Permission;

use crate::failure::{Failure, Problem, refusal};
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "legal/list.html")]
struct LegalPage {
    page: Page,
    view: LegalView,
    forms: Vec<FormStanding>,
    problem: Option<Problem>,
}

async fn legal_page(desk: &Desk, session: Session) -> Result<LegalPage, Failure> {
    let view = show_legal(desk, &session.actor).await?;
    let (forms, problem) = match list_forms(desk, &session.actor).await {
        Ok(forms) => (forms, None),
        // Without fonts nothing is printed; the set is shown all the same.
        Err(error @ DeskError::Refused(_)) => (Vec::new(), Some(refusal(error)?)),
        Err(DeskError::Forbidden { .. }) => (Vec::new(), None),
        Err(error) => return Err(error.into()),
    };
    Ok(LegalPage {
        page: session.page,
        view,
        forms,
        problem,
    })
}

/// What the desk said no to, on the page.
pub(super) async fn refused(
    desk: &Desk,
    session: Session,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let mut shown = legal_page(desk, session.at("/legal")).await?;
    shown.problem = Some(problem.clone());
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    Ok(render(&legal_page(&desk, session).await?))
}
