//! Somebody who can help was told: one act, its minute in the log, whatever becomes of the item.

use vigie_domain::item::priority;
use vigie_domain::{Actor, AuditEvent, ItemId, Permission, PriorityReason};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};
use crate::text::checked_text;

/// Writes down that somebody was told of a danger to life, and puts the item first in its queue.
///
/// `contact` is one of those that the settings name, or anybody else who was reached: nobody looks
/// for the right name in a list while a life is in danger. It does not touch the case: an item that is
/// held, closed or referred stays so, and its removal goes its own way.
///
/// # Errors
///
/// [`DeskError::Refused`] when it is not said who was told; [`DeskError::NotFound`] without such an
/// item.
pub async fn report_threat(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
    contact: &str,
) -> Result<(), DeskError> {
    actor.require(Permission::ReportThreat)?;
    let contact = checked_text("name of whoever was told", contact)?;
    let mut tx = desk.begin(actor).await?;
    let mut item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
    if !item
        .priority_reasons
        .contains(&PriorityReason::ThreatToLife)
    {
        item.priority_reasons.push(PriorityReason::ThreatToLife);
        item.priority = priority(&item.priority_reasons);
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
    }
    tx.commit(AuditEvent::ThreatReported { item: id, contact })
        .await?;
    Ok(())
}
