//! A finding rests on a capture that grew old: the address is looked at once more before it is used.

use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{Actor, AuditEvent, ItemCommand, ItemId, ItemState, Permission};

use super::facts::locator_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::exhibit::capture_for_dispatch;

/// Whether the assessed object is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// It is; the finding may be referred on for another day.
    Same,
    /// Something else is, or nothing; the item went back to the analyst.
    SentBack,
    /// Something else is, or nothing; the item is on a referral, whose last look will say so.
    Changed,
}

/// Captures the assessed address of an item again and compares.
///
/// # Errors
///
/// [`DeskError::Refused`] when the page cannot be had; [`DeskError::NotFound`] without a finding.
pub async fn refresh_finding(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
) -> Result<Refreshed, DeskError> {
    if !actor.may(Permission::DraftReferral) {
        actor.require(Permission::ApproveReferral)?;
    }
    let store = desk.store();
    let item = store
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let finding = item
        .state
        .assessment()
        .or_not_found("finding on this item")?;
    let finding = store
        .assessment(finding)
        .await?
        .or_not_found("finding on this item")?;
    let assessed = store
        .exhibit(finding.exhibit)
        .await?
        .filter(|exhibit| exhibit.desk == desk.id)
        .or_not_found("exhibit")?;
    let locator = locator_of(&item, &assessed).or_not_found("captured address of this item")?;
    let (fresh, captured) = capture_for_dispatch(desk, id, &locator.url).await?;
    if assessed.shows_same_object(&fresh, PDQ_DISTANCE_BITS_MAX) {
        return Ok(Refreshed::Same);
    }
    if !captured.state.is_up() && !captured.state.is_gone() {
        // A busy server or a challenge page shows nothing of the object, changed or not.
        let detail = format!(
            "the address answered `{}`; try again later",
            captured.state.name()
        );
        return Err(DeskError::input("recapture_failed", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let mut item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
    if !matches!(item.state, ItemState::Actionable { .. }) {
        return Ok(Refreshed::Changed);
    }
    item.state = item
        .state
        .apply(ItemCommand::SendBack { exhibit: fresh.id })?;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    let reason = "what is there is not what was assessed".to_owned();
    tx.commit(AuditEvent::ItemReopened { item: id, reason })
        .await?;
    Ok(Refreshed::SentBack)
}
