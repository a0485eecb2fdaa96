//! `POST /legal/attestation`: a legal officer compared a printed form with the official text.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::legal::attest_form;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{FormKind, Language, Sha256};

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; a form that changed and a source that is not named are shown on the page.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let (Some(form), Some(language), Some(looked_at)) = read(&fields) else {
        let error = DeskError::input("answer_missing", "choose which printed form is attested");
        return refused(&desk, session, error).await;
    };
    let with = fields.text("compared-with");
    match attest_form(&desk, &session.actor, form, language, looked_at, with).await {
        Ok(()) => Ok(done("/legal", "attested").into_response()),
        Err(error) => refused(&desk, session, error).await,
    }
}

fn read(fields: &Fields) -> (Option<FormKind>, Option<Language>, Option<Sha256>) {
    (
        FormKind::parse(fields.text("form")),
        Language::parse(fields.text("language")),
        Sha256::parse_hex(fields.text("template")),
    )
}
