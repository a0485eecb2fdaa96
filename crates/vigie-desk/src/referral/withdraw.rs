//! A referral is given up before it left; its items may be referred again.

use vigie_domain::{
    Actor, AuditEvent, ExhibitId, Item, ItemCommand, ItemState, Permission, ReferralCommand,
    ReferralId,
};
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Withdraws a draft, or an approved referral that has not left.
///
/// # Errors
///
/// [`DeskError::Refused`] once it is being handed over, or without a reason.
pub async fn withdraw_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
    reason: String,
) -> Result<(), DeskError> {
    if !actor.may(Permission::DraftReferral) && !actor.may(Permission::ApproveReferral) {
        actor.require(Permission::CloseReferral)?;
    }
    if reason.trim().is_empty() {
        return Err(DeskError::input(
            "reason_missing",
            "say why the referral is given up",
        ));
    }
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    referral.state = referral.apply(ReferralCommand::Withdraw, now)?;
    referral.updated_at = now;
    for line in referral.open_lines() {
        let item = tx
            .item_for_update(line.item)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        release(desk, &mut tx, item, id, line.exhibit).await?;
    }
    tx.put_referral(&referral).await?;
    tx.commit(AuditEvent::ReferralWithdrawn {
        referral: id,
        reason,
    })
    .await?;
    Ok(())
}

/// Takes an item off a referral: still actionable when nothing was ever sent for it, else back to
/// the analyst. An item that moved on meanwhile is left alone.
pub(super) async fn release(
    desk: &Desk,
    tx: &mut Tx<'_>,
    mut item: Item,
    referral: ReferralId,
    exhibit: ExhibitId,
) -> Result<(), DeskError> {
    if item.state.referral() != Some(referral) {
        return Ok(());
    }
    let command = match item.state {
        ItemState::Acting { .. } => ItemCommand::Undraft,
        _ => ItemCommand::SendBack { exhibit },
    };
    item.state = item.state.apply(command)?;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    Ok(())
}
