//! `POST /texts/terms`, `GET /texts/terms/{name}`, `POST …/withdrawal`: term lists are written.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::reading::{TermListView, save_terms, show_terms, withdraw_terms};
use vigie_domain::{Permission, TermListVersion};

use super::show::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "text/term.html")]
struct TermPage {
    page: Page,
    view: TermListView,
    versions: Vec<TermListVersion>,
    people: People,
}

/// # Errors
///
/// No such list, or not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let (view, versions) = show_terms(&desk, &session.actor, &name).await?;
    Ok(render(&TermPage {
        people: People::of(&desk).await?,
        page: session.page,
        view,
        versions,
    }))
}

/// # Errors
///
/// Not allowed; a list with a bad line is shown again with the line named.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    match save_terms(&desk, &session.actor, fields.raw("list")).await {
        Ok(_) => Ok(done("/texts", "terms-saved").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}

/// # Errors
///
/// No such list, or not allowed; one that is out already is said on the page.
pub(crate) async fn withdraw(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    match withdraw_terms(&desk, &session.actor, &name).await {
        Ok(()) => Ok(done("/texts", "terms-withdrawn").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}
