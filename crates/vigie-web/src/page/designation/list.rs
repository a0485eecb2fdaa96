//! `GET /designations`: the powers of the desk, past and present.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::designation::list_designations;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Designation, Instrument, Permission};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// The page, with what was typed.
#[derive(Template)]
#[template(path = "designation/list.html")]
struct DesignationsPage {
    page: Page,
    designations: Vec<Designation>,
    problem: Option<Problem>,
    typed: Fields,
}

async fn designation_page(
    desk: &Desk,
    session: Session,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<DesignationsPage, Failure> {
    let designations = list_designations(desk, &session.actor).await?;
    Ok(DesignationsPage {
        page: session.page,
        designations,
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
    let shown = designation_page(
        desk,
        session.at("/designations"),
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
        &designation_page(&desk, session, Fields::default(), None).await?,
    ))
}
