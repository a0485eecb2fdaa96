//! `GET /mails/{id}`: one mail as it was understood, as text alone.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::mail::{FiledMail, InboundMail, show_mail};
use vigie_desk::{Desk, DeskError};

use vigie_domain::MailId;

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "mail/show.html")]
struct MailPage {
    page: Page,
    mail: FiledMail,
    words: InboundMail,
    problem: Option<Problem>,
    typed: Fields,
}

async fn mail_page(
    desk: &Desk,
    session: Session,
    id: MailId,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<MailPage, Failure> {
    let (mail, words) = show_mail(desk, &session.actor, id).await?;
    Ok(MailPage {
        page: session.page,
        mail,
        words,
        problem,
        typed,
    })
}

/// What the desk said no to, on the page with what was typed.
pub(crate) async fn refused(
    desk: &Desk,
    session: Session,
    id: MailId,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let session = session.at(format!("/mails/{id}"));
    let shown = mail_page(desk, session, id, typed, Some(problem.clone())).await?;
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// No such mail, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<MailId>,
) -> Result<Response, Failure> {
    Ok(render(
        &mail_page(&desk, session, id, Fields::default(), None).await?,
    ))
}
