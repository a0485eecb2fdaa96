//! Letters that may or may not have left: visible, and settled by a person.

use vigie_domain::audit_event::Case;
use vigie_domain::{
    Actor, AuditEvent, Permission, Referral, ReferralCommand, ReferralId, ReferralState, Sha256,
    Timestamp,
};
use vigie_store::{Reader, ReferralFilter};

use super::deliver::begin_watch;
use super::preview::leaves_at;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};
use crate::job::JobKind;

/// Referrals looked at in one recovery.
const RECOVERED_MAX: u32 = 1_000;
/// Events of a referral in which its last letter is looked for.
const EVENTS_SEARCHED: u32 = 200;

/// Records what a person found out about an uncertain letter.
///
/// Arrived, the receipt counts from the moment it was handed over. Not arrived, it is sent again.
///
/// # Errors
///
/// [`DeskError::Refused`] for a referral that is not uncertain.
pub async fn settle_uncertain(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
    arrived: bool,
) -> Result<(), DeskError> {
    actor.require(Permission::CloseReferral)?;
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    referral.state = referral.apply(ReferralCommand::SettleUncertain { arrived }, now)?;
    referral.updated_at = now;
    let mut events = vec![AuditEvent::UncertaintySettled {
        referral: id,
        arrived,
    }];
    if arrived {
        let message = last_letter(&tx, &referral).await?.or_not_found("letter")?;
        let receipt_at = referral.state.receipt_at().unwrap_or(now);
        events.push(begin_watch(desk, &mut tx, &referral, message, receipt_at).await?);
    } else {
        let contact = tx
            .contact(referral.contact)
            .await?
            .or_not_found("contact")?;
        let run_at = leaves_at(&referral, &contact, now);
        tx.enqueue(JobKind::Dispatch { referral: id }.job(run_at))
            .await?;
    }
    tx.put_referral(&referral).await?;
    tx.commit_all(events).await?;
    Ok(())
}

/// Finds letters whose sender died between handing over and writing down; how many.
///
/// `begun_before` is the instant before which nobody alive can have begun: now, at the start of the
/// only process; while others work, longer ago than handing over can take.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn recover_sending(desk: &Desk, begun_before: Timestamp) -> Result<u32, DeskError> {
    let filter = ReferralFilter {
        state: Some("sending"),
        ..ReferralFilter::default()
    };
    let page = desk
        .store()
        .referrals(desk.id, &filter, None, RECOVERED_MAX)
        .await?;
    let mut recovered = 0;
    for referral in page.rows {
        if let ReferralState::Sending { since, .. } = referral.state
            && since < begun_before
        {
            record_uncertain(desk, referral.id).await?;
            recovered += 1;
        }
    }
    Ok(recovered)
}

/// Writes down that nobody can tell whether a letter left.
pub(super) async fn record_uncertain(desk: &Desk, id: ReferralId) -> Result<(), DeskError> {
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut referral = tx.referral_for_update(id).await?.or_not_found("referral")?;
    let Ok(state) = referral.apply(ReferralCommand::RecordUncertain, desk.now()) else {
        // Its sender was alive after all, and wrote down what became of it.
        return Ok(());
    };
    referral.state = state;
    referral.updated_at = desk.now();
    tx.put_referral(&referral).await?;
    tx.commit(AuditEvent::SendingUncertain { referral: id })
        .await?;
    Ok(())
}

/// Digest of the letter that was handed over last.
async fn last_letter(rows: &Reader, referral: &Referral) -> Result<Option<Sha256>, DeskError> {
    let events = rows
        .events_of(Case::Referral(referral.id), EVENTS_SEARCHED)
        .await?;
    Ok(events
        .into_iter()
        .find_map(|event| match event.record?.event {
            AuditEvent::SendingBegun { message_sha256, .. } => Some(message_sha256),
            _ => None,
        }))
}
