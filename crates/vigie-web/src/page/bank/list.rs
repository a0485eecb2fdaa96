//! `GET /banks`: the banks, with doors for what comes in and goes out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::bank::{BankView, ImportReport, list_banks};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{BankRole, Permission, SignalType};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// The page, with what became of an import.
#[derive(Template)]
#[template(path = "bank/list.html")]
pub(crate) struct BanksPage {
    pub(crate) page: Page,
    pub(crate) banks: Vec<BankView>,
    pub(crate) problem: Option<Problem>,
    pub(crate) typed: Fields,
    pub(crate) report: Option<ImportReport>,
}

#[expect(clippy::unused_self, reason = "templates call methods of their page")]
impl BanksPage {
    /// Refused lines shown; the others are counted.
    fn refused(&self, report: &ImportReport) -> usize {
        report.refused.len()
    }
}

pub(crate) async fn banks_page(desk: &Desk, session: Session) -> Result<BanksPage, Failure> {
    let banks = list_banks(desk, &session.actor).await?;
    Ok(BanksPage {
        page: session.page,
        banks,
        problem: None,
        typed: Fields::default(),
        report: None,
    })
}

/// What the desk said no to, on the page.
pub(crate) async fn refused(
    desk: &Desk,
    session: Session,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let mut shown = banks_page(desk, session.at("/banks")).await?;
    shown.problem = Some(problem.clone());
    shown.typed = typed;
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    Ok(render(&banks_page(&desk, session).await?))
}
