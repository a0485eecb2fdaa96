//! `POST /contacts/{id}/confirmation`: a person vouches for a contact.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use vigie_desk::{Desk, contact};
use vigie_domain::ContactId;

use super::body::ConfirmationBody;
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Confirms a contact; one that was set aside starts anew.
#[utoipa::path(
    post,
    path = "/contacts/{id}/confirmation",
    tag = "contacts",
    params(("id" = Id, Path, description = "The contact.")),
    request_body = ConfirmationBody,
    responses((status = 204, description = "Confirmed.")),
    security(("key" = ["confirm_contact"]), ("session" = [])),
)]
pub(super) async fn confirm_contact(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ContactId>,
    Body(confirmation): Body<ConfirmationBody>,
) -> Result<StatusCode, Failure> {
    contact::confirm_contact(&desk, &actor, id, &confirmation.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
