//! `POST /providers/{id}/contacts`: a contact that no machine found.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::contact::NewContact;
use vigie_desk::{Desk, contact};
use vigie_domain::ProviderId;

use super::body::ContactNew;
use crate::api::answer::{Created, created};
use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// A contact that was added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactAdded {
    /// Its id.
    id: Id,
}

/// Adds a contact, confirmed by the person who adds it.
#[utoipa::path(
    post,
    path = "/providers/{id}/contacts",
    tag = "contacts",
    params(("id" = Id, Path, description = "The provider.")),
    request_body = ContactNew,
    responses((status = 201, description = "Added.", body = ContactAdded)),
    security(("key" = ["confirm_contact"]), ("session" = [])),
)]
pub(super) async fn add_contact(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(provider): Of<ProviderId>,
    Body(new): Body<ContactNew>,
) -> Result<Created<ContactAdded>, Failure> {
    let confirmation = new.confirmation.into();
    let new = NewContact {
        provider,
        address: new.address,
        confirmation,
    };
    let id = contact::add_contact(&desk, &actor, new).await?;
    Ok(created("contacts", id, ContactAdded { id: Id(id.0) }))
}
