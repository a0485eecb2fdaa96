//! `POST /contacts`: a person adds a contact that no machine found.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::contact::{NewContact, add_contact};
use vigie_domain::ProviderId;

use super::confirm::read;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// No address, one that is known, a zone or hours that cannot be, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Redirect, Failure> {
    let provider: ProviderId = fields.id("provider")?;
    let new = NewContact {
        provider,
        address: fields.text("address").to_owned(),
        confirmation: read(&fields)?,
    };
    add_contact(&desk, &session.actor, new).await?;
    Ok(done(&format!("/providers/{provider}"), "confirmed"))
}
