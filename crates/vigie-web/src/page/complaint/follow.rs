//! `GET` and `POST /complaint/{token}`: what became of a complaint, for whoever holds its token.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::DeskError;
use vigie_desk::complaint::{Followed, add_to_complaint, open_complaint, withdraw_complaint};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::peer::Peer;
use crate::session::Visitor;
use crate::state::Web;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "complaint/follow.html")]
struct FollowPage {
    page: Page,
    token: String,
    view: Followed,
    typed: Fields,
    problem: Option<Problem>,
    is_done: bool,
    /// Where somebody complains about the unit elsewhere.
    redress: String,
}

async fn follow_page(web: &Web, page: Page, token: String) -> Result<FollowPage, Failure> {
    let view = open_complaint(&web.desk, &token).await?;
    Ok(FollowPage {
        page,
        token,
        view,
        typed: Fields::default(),
        problem: None,
        is_done: false,
        redress: web.desk.config().unit.complaint_contact.clone(),
    })
}

/// Opening it changes nothing.
///
/// # Errors
///
/// A token that follows nothing; too often.
pub(crate) async fn page(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    web.limits.check_answer(peer.bucket())?;
    Ok(render(&follow_page(&web, page, token).await?))
}

/// # Errors
///
/// A token that follows nothing; too often; what is missing is shown on the form.
pub(crate) async fn submit(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    web.limits.check_answer(peer.bucket())?;
    let done = match fields.text("act") {
        "add" => add_to_complaint(&web.desk, &token, fields.text("text")).await,
        "withdraw" if fields.is_ticked("sure") => withdraw_complaint(&web.desk, &token).await,
        "withdraw" => Err(DeskError::input(
            "answer_missing",
            "tick the box if you want to take the complaint back",
        )),
        _ => Err(DeskError::input(
            "answer_missing",
            "add something or take the complaint back",
        )),
    };
    // A token that follows nothing answers so here, whatever was typed.
    let mut shown = follow_page(&web, page, token).await?;
    match done {
        Ok(()) => {
            shown.is_done = true;
            Ok(render(&shown))
        }
        Err(error) => {
            let problem = refusal(error)?;
            (shown.typed, shown.problem) = (fields, Some(problem.clone()));
            Ok(render_refused(&problem, &shown))
        }
    }
}
