//! `POST /protected-sources/removal`: a domain is taken off the register.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::protected_source::remove_protected_source;

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not on the register, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    match remove_protected_source(&desk, &session.actor, fields.text("domain")).await {
        Ok(_) => Ok(done("/protected-sources", "unprotected").into_response()),
        Err(error) => refused(&desk, session, Fields::default(), error).await,
    }
}
