//! `POST /mails/{id}/filing`: a person says under which notice a mail belongs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::mail::file_mail;
use vigie_domain::MailId;

use super::show::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// No such mail, or not allowed; a reference that no referral has is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<MailId>,
    fields: Fields,
) -> Result<Response, Failure> {
    match file_mail(&desk, &session.actor, id, fields.text("reference")).await {
        Ok(()) => Ok(done("/mails", "filed").into_response()),
        Err(error) => refused(&desk, session, id, fields, error).await,
    }
}
