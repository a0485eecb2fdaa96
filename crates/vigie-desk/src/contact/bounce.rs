//! A contact bounces: twice in a row, and it is set aside.

use vigie_domain::provider::BOUNCES_MAX;
use vigie_domain::{AuditEvent, ContactId};
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// Counts a hard bounce; the event when the contact is set aside by it.
pub(crate) async fn note_bounce(
    desk: &Desk,
    tx: &mut Tx<'_>,
    id: ContactId,
) -> Result<Option<AuditEvent>, DeskError> {
    let mut contact = tx.contact(id).await?.or_not_found("contact")?;
    contact.bounces = contact.bounces.saturating_add(1);
    let is_set_aside = contact.bounces >= BOUNCES_MAX && contact.quarantined_at.is_none();
    if is_set_aside {
        contact.quarantined_at = Some(desk.now());
    }
    tx.put_contact(&contact).await?;
    Ok(is_set_aside.then_some(AuditEvent::ContactQuarantined {
        contact: id,
        provider: contact.provider,
        bounces: contact.bounces,
    }))
}
