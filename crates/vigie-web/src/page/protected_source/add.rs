//! `POST /protected-sources`: a domain is put on the register.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::protected_source::{NewProtectedSource, add_protected_source};

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; what is no domain, no kind or no reason is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let new = NewProtectedSource {
        domain: fields.text("domain").to_owned(),
        kind: fields.text("kind").to_owned(),
        note: fields.text("note").to_owned(),
    };
    match add_protected_source(&desk, &session.actor, &new).await {
        Ok(_) => Ok(done("/protected-sources", "protected").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}
