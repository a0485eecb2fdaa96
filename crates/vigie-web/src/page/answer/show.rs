//! `GET /answer/{token}`: what a notice is about, for whoever holds its link. Changes nothing.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use vigie_desk::DeskError;
use vigie_desk::referral::{AnswerView, open_answer};
use vigie_domain::ClaimKind;

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::language::{self, cookie_value};
use crate::peer::Peer;
use crate::session::Visitor;
use crate::state::Web;
use crate::view::{Page, render, render_refused};

/// The page of a link.
#[derive(Template)]
#[template(path = "answer/show.html")]
pub(crate) struct AnswerPage {
    page: Page,
    token: String,
    view: AnswerView,
    typed: Fields,
    problem: Option<Problem>,
    is_done: bool,
}

impl AnswerPage {
    fn says(&self, kind: &str) -> bool {
        self.typed.text("says") == kind
    }
}

/// Makes the page, in the language of the letter unless the reader chose another.
pub(crate) async fn answer_page(
    web: &Web,
    page: Page,
    headers: &HeaderMap,
    token: &str,
) -> Result<AnswerPage, Failure> {
    let view = open_answer(&web.desk, token).await?;
    let has_chosen = cookie_value(headers, language::COOKIE).is_some();
    let language = if has_chosen {
        page.language()
    } else {
        view.language
    };
    let page = Page::public(language, page.path, page.desk, page.now);
    let (token, typed) = (token.to_owned(), Fields::default());
    Ok(AnswerPage {
        page,
        token,
        view,
        typed,
        problem: None,
        is_done: false,
    })
}

/// # Errors
///
/// A link that never was or that expired; too often.
pub(crate) async fn page(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    web.limits.check_answer(peer.bucket())?;
    Ok(render(&answer_page(&web, page, &headers, &token).await?))
}

impl AnswerPage {
    /// The page that says the answer arrived.
    pub(crate) fn done(mut self) -> Response {
        self.is_done = true;
        render(&self)
    }

    /// The page that says what was wrong, with what was typed.
    pub(crate) fn refused(mut self, typed: Fields, error: DeskError) -> Result<Response, Failure> {
        let problem = refusal(error)?;
        (self.typed, self.problem) = (typed, Some(problem.clone()));
        Ok(render_refused(&problem, &self))
    }
}
