//! A person takes back what was sent.

use vigie_domain::{
    Actor, AuditEvent, Conclusion, ExhibitId, ItemCommand, ItemId, ItemState, LabelSource, LineId,
    LineOutcome, Permission, Referral, ReferralCommand, ReferralId, ReferralRefusal, Retraction,
    RetractionId, Timestamp, UserId,
};
use vigie_store::Tx;

use crate::bank::withdraw_signals;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};
use crate::job::JobKind;
use crate::reading::{Decided, note_decision};

/// Takes back lines of a referral, or all of it: every provider that was told is told within the
/// hour, whatever the hour, the items go back to the analyst, and their fingerprints leave the banks.
///
/// `lines` empty means all lines that left. `reason` is in words the provider will read.
///
/// # Errors
///
/// [`DeskError::Refused`] for a referral that never left, or without a reason.
pub async fn retract_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
    lines: &[LineId],
    reason: String,
) -> Result<RetractionId, DeskError> {
    actor.require(Permission::RetractReferral)?;
    let permission = Permission::RetractReferral;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    if reason.trim().is_empty() {
        let detail = "say what was wrong, in words the provider will read";
        return Err(DeskError::input("reason_missing", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let taken = retract_in(desk, &mut tx, id, lines, &reason, by).await?;
    tx.commit_all(taken.events).await?;
    desk.refresh_held_index().await?;
    Ok(taken.retraction)
}

/// What was taken back inside a transaction, and what it is to be committed with.
pub(crate) struct TakenBack {
    /// The retraction.
    pub(crate) retraction: RetractionId,
    /// Its event first, then those of the bank entries that were withdrawn with it.
    pub(crate) events: Vec<AuditEvent>,
}

/// Takes back lines inside a transaction, which an answer to a complaint is part of as well.
pub(crate) async fn retract_in(
    desk: &Desk,
    tx: &mut Tx<'_>,
    id: ReferralId,
    lines: &[LineId],
    reason: &str,
    by: UserId,
) -> Result<TakenBack, DeskError> {
    let now = desk.now();
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    let (lines, items) = void_lines(&mut referral, lines, now)?;
    tx.put_referral(&referral).await?;
    for mut recheck in tx.rechecks_of(id).await? {
        if lines.contains(&recheck.line) {
            recheck.await_return(now);
            tx.put_recheck(&recheck).await?;
        }
    }
    for (item, exhibit) in &items {
        send_back(desk, tx, id, *item, *exhibit).await?;
    }
    let retraction = Retraction {
        id: desk.new_id(),
        desk: desk.id,
        referral: id,
        lines,
        reason: reason.trim().to_owned(),
        by,
        found_at: now,
        sent_at: None,
    };
    tx.put_retraction(&retraction).await?;
    let job = JobKind::Retract {
        retraction: retraction.id,
    };
    tx.enqueue(job.job(now)).await?;
    let mut events = vec![AuditEvent::ReferralRetracted {
        referral: id,
        retraction: retraction.id,
        items: items.iter().map(|(item, _)| *item).collect(),
    }];
    for (item, _) in items {
        events.extend(withdraw_signals(desk, tx, item, by, reason).await?);
    }
    Ok(TakenBack {
        retraction: retraction.id,
        events,
    })
}

/// Lines, and the items on them as they were assessed.
type Voided = (Vec<LineId>, Vec<(ItemId, ExhibitId)>);

/// Marks lines as taken back, all that left when none is named; answers them with their items.
fn void_lines(
    referral: &mut Referral,
    wanted: &[LineId],
    now: Timestamp,
) -> Result<Voided, DeskError> {
    let retracted = referral.apply(ReferralCommand::Retract, now)?;
    let (mut lines, mut items) = (Vec::new(), Vec::new());
    for line in &mut referral.lines {
        let is_asked = wanted.is_empty() || wanted.contains(&line.id);
        if is_asked && line.outcome.can_be_taken_back() {
            line.outcome = LineOutcome::Retracted;
            lines.push(line.id);
            items.push((line.item, line.exhibit));
        }
    }
    if lines.is_empty() {
        return Err(ReferralRefusal::NoLine.into());
    }
    let is_whole = !referral
        .lines
        .iter()
        .any(|line| line.outcome.can_be_taken_back());
    let is_done = referral.open_lines().next().is_none();
    if is_whole {
        referral.state = retracted;
    } else if is_done && let Ok(state) = referral.apply(ReferralCommand::Close, now) {
        referral.state = state;
    }
    referral.updated_at = now;
    Ok((lines, items))
}

/// An item that was referred in error goes back to the analyst, and the machine learns that it was.
async fn send_back(
    desk: &Desk,
    tx: &mut Tx<'_>,
    referral: ReferralId,
    id: ItemId,
    exhibit: ExhibitId,
) -> Result<(), DeskError> {
    let mut item = tx
        .item_for_update(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let decided = Decided {
        exhibit,
        source: LabelSource::Retraction,
        conclusion: Conclusion::Lawful,
        categories: Vec::new(),
    };
    note_decision(desk, tx, &item, decided).await?;
    let is_here = item.state.referral() == Some(referral);
    // Gone on our word: the analyst sees it again. Closed for any other reason, it stays.
    let command = match item.state {
        ItemState::ClosedRemoved | ItemState::ClosedPartial => {
            Some(ItemCommand::Reopen { exhibit })
        }
        _ => is_here.then_some(ItemCommand::SendBack { exhibit }),
    };
    if let Some(command) = command {
        item.state = item.state.apply(command)?;
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
    }
    Ok(())
}
