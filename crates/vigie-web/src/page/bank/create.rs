//! `POST /banks`: a bank is made.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::bank::create_bank;

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; a name that cannot be is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let (name, description) = (fields.text("name"), fields.text("description"));
    match create_bank(&desk, &session.actor, name, description).await {
        Ok(_) => Ok(done("/banks", "bank").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}
