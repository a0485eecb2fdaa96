//! `POST /users`: a login is made.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::user::{NewUser, add_user};
use vigie_domain::{Language, Role};

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; a login that is taken, no role, a short password are shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let password = fields.raw("password").to_owned();
    let new = NewUser {
        login: fields.text("login").to_owned(),
        name: fields.text("name").to_owned(),
        roles: fields.list("role").filter_map(Role::parse).collect(),
        language: Language::parse(fields.text("language")).unwrap_or_default(),
        password: Some(password).filter(|password| !password.is_empty()),
    };
    match add_user(&desk, &session.actor, new).await {
        Ok(_) => Ok(done("/users", "user").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}
