//! A complaint is answered; where it is right, everything it is about is taken back in the same act.

use std::collections::BTreeSet;

use vigie_domain::{
    Actor, AuditEvent, Complaint, ComplaintCommand, ComplaintId, ComplaintOutcome, Decision,
    ItemId, LineId, Permission, ReferralId, Subject, UserId,
};
use vigie_store::Tx;

use super::involvement::involvement_of;
use super::link::items_of;
use crate::bank::{withdraw_entry_in, withdraw_signals};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};
use crate::job::JobKind;
use crate::retraction::retract_in;

/// An answer as a person writes it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How it ends.
    pub outcome: ComplaintOutcome,
    /// Why, in words the complainant reads; the provider too where something is taken back.
    pub reasons: String,
    /// Which lines are taken back, where it is right in part.
    pub lines: Vec<LineId>,
}

/// Answers a complaint. Upheld: each line of what it is about that left is taken back with everybody
/// it reached, the fingerprints leave the banks, and what went is watched until it is back; all of it
/// in the transaction of the answer.
///
/// # Errors
///
/// [`DeskError::Refused`] for somebody it was not given to, for somebody whose hand in the case the
/// log shows by now, for an answer without reasons, and for one that is right with nothing to take
/// back.
pub async fn decide_complaint(
    desk: &Desk,
    actor: &Actor,
    id: ComplaintId,
    answer: Answer,
) -> Result<(), DeskError> {
    actor.require(Permission::DecideComplaint)?;
    let permission = Permission::DecideComplaint;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let complaint = tx
        .complaint_for_update(id)
        .await?
        .or_not_ours(desk, "complaint")?;
    let involvement = involvement_of(&tx, &complaint, by).await?;
    let event = tx.reserve_event_id()?;
    let mut decided = complaint.apply(
        ComplaintCommand::Decide {
            decision: Decision {
                outcome: answer.outcome,
                reasons: answer.reasons.trim().to_owned(),
                by,
                at: now,
                event,
            },
            involvement,
            subjects: complaint.subjects.len(),
        },
        now,
    )?;
    let items = items_of(&tx, &complaint.subjects).await?;
    let mut events = vec![AuditEvent::ComplaintDecided {
        complaint: id,
        outcome: answer.outcome.name().to_owned(),
        items: items.clone(),
    }];
    if answer.outcome.takes_back() {
        let undone = undo(desk, &mut tx, &mut decided, &items, &answer, by).await?;
        events.extend(undone);
    }
    tx.put_complaint(&decided).await?;
    tx.enqueue(JobKind::InformComplainant { complaint: id }.job(now))
        .await?;
    tx.commit_all(events).await?;
    desk.refresh_held_index().await?;
    Ok(())
}

/// Takes back what the answer says; the events of it.
async fn undo(
    desk: &Desk,
    tx: &mut Tx<'_>,
    complaint: &mut Complaint,
    items: &[ItemId],
    answer: &Answer,
    by: UserId,
) -> Result<Vec<AuditEvent>, DeskError> {
    let is_whole = answer.outcome == ComplaintOutcome::Upheld;
    let mut events = Vec::new();
    let mut undone: BTreeSet<ItemId> = BTreeSet::new();
    let mut is_any = false;
    for (referral, lines) in lines_of(tx, complaint, items).await? {
        let wanted = |line: &&(LineId, ItemId)| is_whole || answer.lines.contains(&line.0);
        let lines: Vec<(LineId, ItemId)> = lines.iter().filter(wanted).copied().collect();
        if lines.is_empty() {
            continue;
        }
        let ids: Vec<LineId> = lines.iter().map(|(line, _)| *line).collect();
        let taken = retract_in(desk, tx, referral, &ids, &answer.reasons, by).await?;
        complaint.retractions.push(taken.retraction);
        events.extend(taken.events);
        undone.extend(lines.into_iter().map(|(_, item)| item));
        is_any = true;
    }
    for subject in &complaint.subjects {
        if let Subject::BankEntry { entry, .. } = subject {
            events.extend(withdraw_entry_in(desk, tx, *entry, by, &answer.reasons).await?);
            is_any = true;
        }
    }
    if is_whole {
        // Banked and never sent: its fingerprints go all the same.
        for item in items.iter().filter(|item| !undone.contains(item)) {
            events.extend(withdraw_signals(desk, tx, *item, by, &answer.reasons).await?);
        }
    } else if !is_any {
        let detail = "tick at least one line that is taken back";
        return Err(DeskError::input("no_line", detail));
    }
    Ok(events)
}

/// The lines that left and were not taken back, by notice: those of the notices named, and those of
/// every notice that held an item named.
pub(super) async fn lines_of(
    tx: &vigie_store::Reader,
    complaint: &Complaint,
    items: &[ItemId],
) -> Result<Vec<(ReferralId, Vec<(LineId, ItemId)>)>, DeskError> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let named_only: Vec<ReferralId> = complaint
        .subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Referral { referral } => Some(*referral),
            Subject::Item { .. } | Subject::BankEntry { .. } => None,
        })
        .collect();
    for item in items {
        for referral in tx.referrals_of_item(*item).await? {
            let is_new = seen.insert(referral.id);
            if !is_new || !referral.state.can_be_taken_back() {
                continue;
            }
            let is_named = named_only.contains(&referral.id);
            let lines = referral.lines.iter().filter(|line| {
                line.outcome.can_be_taken_back() && (is_named || items.contains(&line.item))
            });
            let lines: Vec<_> = lines.map(|line| (line.id, line.item)).collect();
            if !lines.is_empty() {
                found.push((referral.id, lines));
            }
        }
    }
    Ok(found)
}
