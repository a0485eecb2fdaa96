//! Contacts that wait for a person, and those of one provider.

use vigie_domain::{Actor, Contact, Permission, ProviderId};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Contacts that were found and that nobody vouched for yet.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_unconfirmed(desk: &Desk, actor: &Actor) -> Result<Vec<Contact>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    Ok(desk.store().contacts_unconfirmed(desk.id).await?)
}

/// The contacts of a provider, usable ones first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_contacts(
    desk: &Desk,
    actor: &Actor,
    provider: ProviderId,
) -> Result<Vec<Contact>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let mut contacts = desk.store().contacts_of(provider).await?;
    contacts.retain(|contact| contact.desk == desk.id);
    contacts.sort_by_key(|contact| (contact.check().is_err(), contact.created_at));
    Ok(contacts)
}
