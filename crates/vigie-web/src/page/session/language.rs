//! `POST /language`: a person, or anybody, chooses the language of the pages.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use vigie_desk::user::set_language;
use vigie_domain::Language;

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::home::SessionOrNot;
use crate::session::{language_cookie, own_path};
use crate::state::Web;

/// # Errors
///
/// A language that no page is written in.
pub(crate) async fn submit(
    State(web): State<Web>,
    session: Option<SessionOrNot>,
    fields: Fields,
) -> Result<Response, Failure> {
    let language = Language::parse(fields.text("language")).ok_or_else(|| Failure::Malformed {
        detail: "the pages are written in `ar`, `fr` and `en`; choose one of them".to_owned(),
    })?;
    if let Some(SessionOrNot(session)) = session {
        set_language(&web.desk, &session.actor, language).await?;
    }
    let mut response = Redirect::to(own_path(fields.text("to")).unwrap_or("/")).into_response();
    if let Some(cookie) = language_cookie(&web, language) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
