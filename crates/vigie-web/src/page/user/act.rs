//! `POST /users/{id}/…`: a login is closed, a password is set.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::user::disable_user;
use vigie_domain::UserId;

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// One's own login, or not allowed.
pub(crate) async fn disable(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<UserId>,
) -> Result<Response, Failure> {
    match disable_user(&desk, &session.actor, id).await {
        Ok(()) => Ok(done("/users", "closed").into_response()),
        Err(error) => refused(&desk, session, Fields::default(), error).await,
    }
}

/// # Errors
///
/// A short password, or not allowed.
pub(crate) async fn set_password(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<UserId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let password = fields.raw("password").to_owned();
    let is_own = session.user.id == id;
    match vigie_desk::user::set_password(&desk, &session.actor, id, password).await {
        // One's own sessions ended with the old password: back to the door.
        Ok(()) if is_own => Ok(axum::response::Redirect::to("/sign-in").into_response()),
        Ok(()) => Ok(done("/users", "password").into_response()),
        Err(error) if is_own => Err(error.into()),
        Err(error) => refused(&desk, session, Fields::default(), error).await,
    }
}
