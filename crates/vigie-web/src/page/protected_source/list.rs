//! `GET /protected-sources`: the register of sources that are lawful as a rule.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::protected_source::{PROTECTED_KINDS, list_protected_sources};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Permission, ProtectedSource};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// The page, with what was typed.
#[derive(Template)]
#[template(path = "protected_source/list.html")]
struct RegisterPage {
    page: Page,
    sources: Vec<ProtectedSource>,
    problem: Option<Problem>,
    typed: Fields,
}

impl RegisterPage {
    fn is_chosen(&self, kind: &str) -> bool {
        self.typed.text("kind") == kind
    }
}

async fn protected_source_page(
    desk: &Desk,
    session: Session,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<RegisterPage, Failure> {
    let sources = list_protected_sources(desk, &session.actor).await?;
    Ok(RegisterPage {
        page: session.page,
        sources,
        problem,
        typed,
    })
}

/// What the desk said no to, on the page with what was typed.
pub(crate) async fn refused(
    desk: &Desk,
    session: Session,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let shown = protected_source_page(
        desk,
        session.at("/protected-sources"),
        typed,
        Some(problem.clone()),
    )
    .await?;
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    Ok(render(
        &protected_source_page(&desk, session, Fields::default(), None).await?,
    ))
}
