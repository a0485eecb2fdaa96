//! The legal officer puts a domain on the register.

use vigie_domain::{Actor, AuditEvent, Permission, ProtectedSource};

use super::domain::{canonical_domain, check_registrable};
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::text::checked_text;

/// What a source on the register is.
pub const PROTECTED_KINDS: [&str; 6] = [
    "archive",
    "encyclopedia",
    "government",
    "library",
    "press",
    "science",
];

/// An entry as the legal officer writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProtectedSource {
    /// The domain, with everything under it.
    pub domain: String,
    /// One of [`PROTECTED_KINDS`].
    pub kind: String,
    /// Why it is on the register.
    pub note: String,
}

/// Puts a domain on the register, or writes its entry anew; answers the entry as it is kept.
///
/// # Errors
///
/// [`DeskError::Refused`] for what is no domain or covers everybody's, an unknown kind, or no note.
pub async fn add_protected_source(
    desk: &Desk,
    actor: &Actor,
    new: &NewProtectedSource,
) -> Result<ProtectedSource, DeskError> {
    actor.require(Permission::ManageProtectedSource)?;
    let domain = canonical_domain(&new.domain)?;
    check_registrable(&domain)?;
    if !PROTECTED_KINDS.contains(&&*new.kind) {
        let detail = format!("write one of: {}", PROTECTED_KINDS.join(", "));
        return Err(DeskError::input("kind_unknown", detail));
    }
    let source = ProtectedSource {
        domain,
        kind: new.kind.clone(),
        note: checked_text("reason", &new.note)?,
    };
    let mut tx = desk.begin(actor).await?;
    tx.put_protected_source(&source).await?;
    tx.commit(AuditEvent::ProtectedSourceChanged {
        domain: source.domain.clone(),
    })
    .await?;
    Ok(source)
}
