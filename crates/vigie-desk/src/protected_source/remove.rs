//! The legal officer takes a domain off the register.

use vigie_domain::{Actor, AuditEvent, Permission};

use super::domain::canonical_domain;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Takes a domain off the register; answers it in the form it had there.
///
/// # Errors
///
/// [`DeskError::NotFound`] for one that is not on it, also when a domain above it is.
pub async fn remove_protected_source(
    desk: &Desk,
    actor: &Actor,
    domain: &str,
) -> Result<String, DeskError> {
    actor.require(Permission::ManageProtectedSource)?;
    let domain = canonical_domain(domain)?;
    let mut tx = desk.begin(actor).await?;
    if !tx.delete_protected_source(&domain).await? {
        return Err(DeskError::NotFound {
            what: "domain on the register of protected sources",
        });
    }
    let event = AuditEvent::ProtectedSourceChanged {
        domain: domain.clone(),
    };
    tx.commit(event).await?;
    Ok(domain)
}
