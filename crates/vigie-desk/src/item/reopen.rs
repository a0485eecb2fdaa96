//! New evidence, a complaint, a return: a closed case is opened again, never rewritten.

use vigie_domain::{Actor, AuditEvent, ItemCommand, ItemId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// Opens a closed case again; it stands where evidence is there and nobody has found anything.
///
/// # Errors
///
/// [`DeskError::Refused`] when the case is not closed, has no exhibit or no reason is given.
pub async fn reopen_item(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
    reason: String,
) -> Result<(), DeskError> {
    actor.require(Permission::ReopenItem)?;
    if reason.trim().is_empty() {
        return Err(DeskError::input(
            "reason_missing",
            "say why the case is opened again",
        ));
    }
    let mut tx = desk.begin(actor).await?;
    let mut item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
    let newest = tx
        .exhibits_of(id)
        .await?
        .into_iter()
        .max_by_key(|exhibit| exhibit.captured_at);
    let exhibit = newest.or_not_found("exhibit of this item")?.id;
    item.state = item.state.apply(ItemCommand::Reopen { exhibit })?;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    tx.commit(AuditEvent::ItemReopened { item: id, reason })
        .await?;
    Ok(())
}
