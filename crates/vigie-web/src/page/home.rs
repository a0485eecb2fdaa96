//! `GET /`: to one's work, or to the door.

use axum::response::Redirect;

use crate::session::Session;

/// Leads a person to her first page and anybody else to sign-in.
pub(crate) async fn show(session: Option<SessionOrNot>) -> Redirect {
    match session {
        Some(SessionOrNot(session)) => Redirect::to(session.page.home()),
        None => Redirect::to("/sign-in"),
    }
}

/// A session where there is one.
pub(crate) struct SessionOrNot(pub(crate) Session);

impl axum::extract::OptionalFromRequestParts<crate::state::Web> for SessionOrNot {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        web: &crate::state::Web,
    ) -> Result<Option<Self>, Self::Rejection> {
        use axum::extract::FromRequestParts;
        Ok(Session::from_request_parts(parts, web).await.ok().map(Self))
    }
}
