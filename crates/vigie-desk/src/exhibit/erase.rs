//! Evidence is erased: its key is destroyed, here and in every backup that is ever restored.

use vigie_domain::{Actor, AuditEvent, ExhibitId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};
use crate::reading::forget_reading;

/// Destroys the key of an exhibit. The row and the log stay; the bytes are gone.
///
/// # Errors
///
/// [`DeskError::Refused`] without a reason; [`DeskError::NotFound`] for one that does not exist.
pub async fn erase_exhibit(
    desk: &Desk,
    actor: &Actor,
    id: ExhibitId,
    reason: String,
) -> Result<(), DeskError> {
    actor.require(Permission::EraseExhibit)?;
    if reason.trim().is_empty() {
        return Err(DeskError::input(
            "reason_missing",
            "say why the exhibit is erased",
        ));
    }
    let mut tx = desk.begin(actor).await?;
    let exhibit = tx.exhibit(id).await?.or_not_ours(desk, "exhibit")?;
    forget_reading(desk, &mut tx, id, exhibit.item).await?;
    tx.destroy_key(id, &reason).await?;
    tx.commit(AuditEvent::ExhibitErased {
        exhibit: id,
        item: exhibit.item,
        reason,
    })
    .await?;
    Ok(())
}
