//! `GET /intake`: four doors on one page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::DeskError;
use vigie_domain::Permission;

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// What became of one line of a list, as a page tells it.
pub(crate) struct LineAnswer {
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) item: Option<vigie_domain::ItemId>,
    pub(crate) is_new: bool,
    pub(crate) why: Option<String>,
}

/// What became of a list.
pub(crate) struct ListAnswer {
    pub(crate) added: u32,
    pub(crate) known: u32,
    pub(crate) refused: u32,
    /// The first lines, and every refused one up to a limit.
    pub(crate) lines: Vec<LineAnswer>,
    pub(crate) is_cut: bool,
}

/// The page, with what was typed and what became of it.
#[derive(Template)]
#[template(path = "intake/form.html")]
pub(crate) struct IntakePage {
    pub(crate) page: Page,
    pub(crate) problem: Option<Problem>,
    pub(crate) typed: Fields,
    pub(crate) answer: Option<ListAnswer>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(_desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    if !session.actor.may(Permission::AddItem) {
        return Err(DeskError::Forbidden {
            permission: Permission::AddItem,
        }
        .into());
    }
    Ok(render(&intake_page(session, Fields::default())))
}

pub(crate) fn intake_page(session: Session, typed: Fields) -> IntakePage {
    let mut page = session.page;
    "/intake".clone_into(&mut page.path);
    IntakePage {
        page,
        problem: None,
        typed,
        answer: None,
    }
}

/// What the desk said no to, on the page with what was typed.
pub(crate) fn refused(
    session: Session,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let mut shown = intake_page(session, typed);
    shown.problem = Some(problem.clone());
    Ok(render_refused(&problem, &shown))
}
