//! `GET /mails`: mail that no machine could file.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::mail::{FiledMail, list_unfiled_mail};

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "mail/list.html")]
struct MailsPage {
    page: Page,
    mails: Vec<FiledMail>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    let mails = list_unfiled_mail(&desk, &session.actor).await?;
    let page = session.page;
    Ok(render(&MailsPage { page, mails }))
}
