//! A look is written down: what was seen, and what it changes.

use vigie_capture::Probe;
use vigie_domain::item::priority;
use vigie_domain::{
    Actor, AuditEvent, Item, ItemCommand, LineOutcome, Observation, PriorityReason, Recheck,
    RecheckId, Referral, ReferralCommand, RemovalInterval, Seen,
};
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::JobKind;
use crate::referral::jitter;

/// Writes down one look and its consequences, in one transaction.
pub(super) async fn record_look(
    desk: &Desk,
    id: RecheckId,
    probe: &Probe,
) -> Result<(), DeskError> {
    let now = desk.now();
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let referral_id = tx.recheck(id).await?.or_not_found("watch")?.referral;
    // The referral is held first, here as everywhere: two looks at one notice never cross.
    let mut referral = tx
        .referral_for_update(referral_id)
        .await?
        .or_not_found("referral")?;
    let mut recheck = tx.recheck(id).await?.or_not_found("watch")?;
    if recheck.next_at.is_none() {
        // The watch was ended while we looked: bounced, or taken back.
        return Ok(());
    }
    tx.put_observation(&Observation {
        id: desk.new_id(),
        desk: desk.id,
        item: recheck.item,
        url: recheck.url.clone(),
        at: now,
        vantage: desk.config.vantage.clone(),
        state: probe.state,
        signs: probe.signs.clone(),
        status: probe.status,
        peer: probe.peer.map(|peer| peer.ip().to_string()),
        sha256: probe.sha256,
        retry_after_ms: probe.retry_after_ms,
    })
    .await?;
    let mut events = vec![AuditEvent::RecheckObserved {
        item: recheck.item,
        state: probe.state.name().to_owned(),
    }];
    let vantage = &desk.config.vantage;
    let seen = recheck.observe(probe.state, vantage, now, probe.retry_after_ms, jitter());
    tx.put_recheck(&recheck).await?;
    match seen {
        Seen::Same | Seen::SuspectedGone => {}
        Seen::ConfirmedGone(removal) => {
            end_line(desk, &mut tx, &mut referral, &recheck, removal, &mut events).await?;
        }
        Seen::CameBack => came_back(desk, &mut tx, &recheck, &mut events).await?,
        Seen::Reinstated => events.push(AuditEvent::ItemReinstated {
            item: recheck.item,
            referral: recheck.referral,
        }),
    }
    tx.commit_all(events).await?;
    Ok(())
}

/// Seen gone twice: the clock stops for this line, and the referral closes with its last one.
async fn end_line(
    desk: &Desk,
    tx: &mut Tx<'_>,
    referral: &mut Referral,
    recheck: &Recheck,
    removal: RemovalInterval,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let now = desk.now();
    let mut item = tx
        .item_for_update(recheck.item)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let is_here = item.state.referral() == Some(recheck.referral);
    let line = referral
        .lines
        .iter_mut()
        .find(|line| line.id == recheck.line);
    let line = line.or_not_found("line")?;
    // Refused here and referred on to the next rung, its end is the next one's doing.
    if line.outcome != LineOutcome::Open && !is_here {
        return Ok(());
    }
    line.outcome = LineOutcome::Removed { removal };
    events.push(AuditEvent::LineClosed {
        referral: recheck.referral,
        line: recheck.line,
        item: recheck.item,
        outcome: line.outcome.name().to_owned(),
        time_to_removal_ms: Some(removal.time_to_removal_ms(recheck.sent_at).max(0)),
    });
    // An item that went back to the analyst meanwhile ends there.
    if let Some(state) = is_here
        .then(|| item.state.apply(ItemCommand::ConfirmGone).ok())
        .flatten()
    {
        item.state = state;
        item.updated_at = now;
        tx.put_item(&item).await?;
    }
    if referral.open_lines().next().is_none()
        && let Ok(state) = referral.apply(ReferralCommand::Close, now)
    {
        referral.state = state;
        events.push(AuditEvent::ReferralClosed {
            referral: referral.id,
        });
    }
    referral.updated_at = now;
    tx.put_referral(referral).await?;
    Ok(())
}

/// Was gone, is there again: a new case for a person, who sees why it is urgent.
async fn came_back(
    desk: &Desk,
    tx: &mut Tx<'_>,
    recheck: &Recheck,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let id = recheck.item;
    let mut item = tx
        .item_for_update(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    note_return(&mut item);
    item.updated_at = desk.now();
    events.push(AuditEvent::ItemCameBack {
        item: id,
        reupload_of: item.reupload_of,
    });
    if item.state.is_closed() {
        let newest = tx
            .exhibits_of(id)
            .await?
            .into_iter()
            .max_by_key(|one| one.captured_at);
        let exhibit = newest.or_not_found("exhibit of this item")?.id;
        item.state = item.state.apply(ItemCommand::Reopen { exhibit })?;
        let reason = "seen again after it was gone".to_owned();
        events.push(AuditEvent::ItemReopened { item: id, reason });
        tx.enqueue(JobKind::Capture { item: id }.job(desk.now()))
            .await?;
    }
    tx.put_item(&item).await?;
    Ok(())
}

fn note_return(item: &mut Item) {
    if !item.priority_reasons.contains(&PriorityReason::Reupload) {
        item.priority_reasons.push(PriorityReason::Reupload);
    }
    item.priority = priority(&item.priority_reasons);
}
