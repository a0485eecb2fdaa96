//! A second person lets a referral leave; every guard is asked again.

use vigie_domain::{
    Actor, AuditEvent, ItemState, Permission, Referral, ReferralCommand, ReferralId,
    ReferralRefusal,
};
use vigie_store::Tx;

use super::facts::{Standing, gather, standing_of};
use super::preview::leaves_at;
use super::volume::check_volume;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};
use crate::job::JobKind;
use crate::legal::LegalBook;

/// Approves a referral: it leaves once its approval is in the log and the recipient's office open.
///
/// # Errors
///
/// [`DeskError::Refused`] for the drafter, or with the first guard that says no by now.
pub async fn approve_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
) -> Result<Referral, DeskError> {
    actor.require(Permission::ApproveReferral)?;
    let permission = Permission::ApproveReferral;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    let event = tx.reserve_event_id()?;
    referral.state = referral.apply(ReferralCommand::Approve { by, event }, now)?;
    check_again(desk, &tx, &referral).await?;
    let book = LegalBook::read(desk, &tx).await?;
    let basis = book.basis_of(&referral, now)?.clone();
    book.current.check_still(&basis.reference(), now)?;
    let contact = tx
        .contact(referral.contact)
        .await?
        .or_not_found("contact")?;
    contact.check()?;
    referral.updated_at = now;
    tx.put_referral(&referral).await?;
    let run_at = leaves_at(&referral, &contact, now);
    tx.enqueue(JobKind::Dispatch { referral: id }.job(run_at))
        .await?;
    let approved = AuditEvent::ReferralApproved {
        referral: id,
        instrument: referral.instrument.name().to_owned(),
        legal_basis: basis.cite,
        provider: referral.provider,
        items: referral.open_lines().map(|line| line.item).collect(),
    };
    tx.commit(approved).await?;
    Ok(referral)
}

async fn check_again(desk: &Desk, tx: &Tx<'_>, referral: &Referral) -> Result<(), DeskError> {
    let designations = tx.designations(desk.id).await?;
    let lines: Vec<_> = referral.open_lines().collect();
    check_volume(desk, tx, referral.provider, lines.len()).await?;
    for line in lines {
        let item = tx
            .item_for_update(line.item)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        check_is_on(&item.state, referral.id)?;
        let one = gather(desk, tx, item).await?;
        // What was drafted is what was found: a finding made since then is another one's.
        if one.assessment.id != line.assessment || one.exhibit.id != line.exhibit {
            return Err(ReferralRefusal::ObjectChanged.into());
        }
        let standing = standing_of(
            desk,
            tx,
            one.chain.as_ref(),
            referral.provider,
            referral.instrument,
        )
        .await?
        .unwrap_or(Standing::UNTRACED);
        one.check(desk, referral.instrument, standing, &designations)?;
    }
    Ok(())
}

/// An item is on this referral: drafted for it, or sent before by a letter that came back.
pub(super) fn check_is_on(state: &ItemState, referral: ReferralId) -> Result<(), ReferralRefusal> {
    match state {
        ItemState::Acting { referral: on, .. } | ItemState::Monitoring { referral: on, .. }
            if *on == referral =>
        {
            Ok(())
        }
        other => Err(ReferralRefusal::WrongState {
            state: other.name(),
        }),
    }
}
