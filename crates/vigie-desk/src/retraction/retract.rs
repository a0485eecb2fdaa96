//! A person takes back what was sent.

use vigie_domain::{
    Actor, AuditEvent, Conclusion, ItemCommand, ItemState, LabelSource, LineId, LineOutcome,
    Permission, ReferralCommand, ReferralId, ReferralRefusal, Retraction, RetractionId,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};
use crate::job::JobKind;
use crate::reading::{Decided, note_decision};

/// Takes back lines of a referral, or all of it: every provider that was told is told within the
/// hour, whatever the hour, and the items go back to the analyst.
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
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    let retracted = referral.apply(ReferralCommand::Retract, now)?;

    let mut taken_back = Vec::new();
    let mut items = Vec::new();
    for line in &mut referral.lines {
        let is_asked = lines.is_empty() || lines.contains(&line.id);
        let never_left = matches!(
            line.outcome,
            LineOutcome::SentBack { .. } | LineOutcome::AlreadyGone { .. } | LineOutcome::Retracted
        );
        if is_asked && !never_left {
            line.outcome = LineOutcome::Retracted;
            taken_back.push(line.id);
            items.push((line.item, line.exhibit));
        }
    }
    if taken_back.is_empty() {
        return Err(ReferralRefusal::NoLine.into());
    }
    let is_whole = referral.lines.iter().all(|line| {
        matches!(
            line.outcome,
            LineOutcome::SentBack { .. } | LineOutcome::AlreadyGone { .. } | LineOutcome::Retracted
        )
    });
    let is_done = referral.open_lines().next().is_none();
    if is_whole {
        referral.state = retracted;
    } else if is_done && let Ok(state) = referral.apply(ReferralCommand::Close, now) {
        referral.state = state;
    }
    referral.updated_at = now;
    tx.put_referral(&referral).await?;

    for mut recheck in tx.rechecks_of(id).await? {
        if taken_back.contains(&recheck.line) && recheck.next_at.take().is_some() {
            tx.put_recheck(&recheck).await?;
        }
    }
    for (item_id, exhibit) in &items {
        let mut item = tx
            .item_for_update(*item_id)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        let decided = Decided {
            exhibit: *exhibit,
            source: LabelSource::Retraction,
            conclusion: Conclusion::Lawful,
            categories: Vec::new(),
        };
        note_decision(desk, &mut tx, &item, decided).await?;
        let is_here = item.state.referral() == Some(id);
        // Gone on our word: the analyst sees it again. Closed for any other reason, it stays.
        let command = match item.state {
            ItemState::ClosedRemoved | ItemState::ClosedPartial => {
                Some(ItemCommand::Reopen { exhibit: *exhibit })
            }
            _ => is_here.then_some(ItemCommand::SendBack { exhibit: *exhibit }),
        };
        if let Some(command) = command {
            item.state = item.state.apply(command)?;
            item.updated_at = now;
            tx.put_item(&item).await?;
        }
    }
    let retraction = Retraction {
        id: desk.new_id(),
        desk: desk.id,
        referral: id,
        lines: taken_back,
        reason,
        by,
        found_at: now,
        sent_at: None,
    };
    tx.put_retraction(&retraction).await?;
    tx.enqueue(
        JobKind::Retract {
            retraction: retraction.id,
        }
        .job(now),
    )
    .await?;
    tx.commit(AuditEvent::ReferralRetracted {
        referral: id,
        retraction: retraction.id,
        items: items.into_iter().map(|(item, _)| item).collect(),
    })
    .await?;
    Ok(retraction.id)
}
