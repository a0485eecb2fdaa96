//! Another authority asks to wait: a case under hold cannot leave.

use vigie_domain::{Actor, AuditEvent, ItemCommand, ItemId, Permission, Timestamp};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Puts an actionable item on hold.
///
/// # Errors
///
/// [`DeskError::Refused`] when the item is not actionable, the time has passed or no reason is given.
pub async fn hold_item(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
    until: Timestamp,
    reason: String,
) -> Result<(), DeskError> {
    actor.require(Permission::SettleItem)?;
    if until <= desk.now() {
        return Err(DeskError::input(
            "hold_in_the_past",
            "a hold ends in the future",
        ));
    }
    if reason.trim().is_empty() {
        return Err(DeskError::input(
            "reason_missing",
            "say who asks to wait, and why",
        ));
    }
    let event = AuditEvent::ItemHeld {
        item: id,
        until,
        reason,
    };
    change(desk, actor, id, ItemCommand::Hold { until }, event).await
}

/// Ends a hold.
///
/// # Errors
///
/// [`DeskError::Refused`] when the item is not on hold.
pub async fn clear_item(desk: &Desk, actor: &Actor, id: ItemId) -> Result<(), DeskError> {
    actor.require(Permission::SettleItem)?;
    change(
        desk,
        actor,
        id,
        ItemCommand::Clear,
        AuditEvent::ItemCleared { item: id },
    )
    .await
}

async fn change(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
    command: ItemCommand,
    event: AuditEvent,
) -> Result<(), DeskError> {
    let mut tx = desk.begin(actor).await?;
    let mut item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
    item.state = item.state.apply(command)?;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    tx.commit(event).await?;
    Ok(())
}
