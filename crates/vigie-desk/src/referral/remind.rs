//! A referral is not answered: reminded at 24 and 72 hours, then it waits for the liaison officer.
//!
//! A reminder, like the letter it repeats, leaves at most once: its beginning is written down
//! before it is handed over, and a beginning without an end counts as a reminder.

use vigie_dispatch::{Delivery, Detail, Letter, message_id};
use vigie_domain::audit_event::Case;
use vigie_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use vigie_domain::{
    Actor, AuditEvent, Contact, Disclosure, EventId, Line, Nudge, Referral, ReferralCommand,
    ReferralId, Timestamp, Watch,
};
use vigie_store::LoggedEvent;

use super::draft::sender_domain;
use super::hand_over::{compose, hand_over, log_proof};
use super::notice::{Occasion, notice_of};
use super::preview::leaves_at;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::Done;
use crate::recheck::look_now;

/// How long a reminder waits while something is just being confirmed as gone.
const CONFIRMING_MS: i64 = 15 * MINUTE_MS;
/// A sighting younger than this is not made anew before a reminder.
const FRESH_MS: i64 = 10 * MINUTE_MS;
/// How long a reminder waits after the relay did not take it.
const RETRY_MS: i64 = HOUR_MS;
/// Events of a referral that are looked through.
const EVENTS_SEARCHED: u32 = 200;

/// Does what falls due on a referral that is not answered; the job behind a receipt.
pub(crate) async fn nudge_referral(desk: &Desk, id: ReferralId) -> Result<Done, DeskError> {
    let referral = desk.store().referral(id).await?.or_not_found("referral")?;
    let Some((due, nudge)) = referral.next_nudge() else {
        return Ok(Done::Finished);
    };
    if due > desk.now() {
        return Ok(Done::Later(due));
    }
    match nudge {
        Nudge::AwaitLiaison => {
            let event = AuditEvent::ReferralWaits { referral: id };
            record(desk, id, ReferralCommand::AwaitLiaison, vec![event], None).await?;
            Ok(Done::Finished)
        }
        Nudge::Remind => remind(desk, &referral).await,
    }
}

async fn remind(desk: &Desk, referral: &Referral) -> Result<Done, DeskError> {
    let (id, store) = (referral.id, desk.store());
    let contact = store
        .contact(referral.contact)
        .await?
        .or_not_found("contact")?;
    let open_at = leaves_at(referral, &contact, desk.now());
    if open_at > desk.now() {
        return Ok(Done::Later(open_at));
    }
    let events = store.events_of(Case::Referral(id), EVENTS_SEARCHED).await?;
    if is_begun(&events) {
        // Whoever began it is gone: it may be with the provider, and is not sent a second time.
        let events = vec![
            AuditEvent::SendingUncertain { referral: id },
            reminded(referral),
        ];
        record(desk, id, ReferralCommand::RecordReminder, events, None).await?;
        return next(desk, id).await;
    }
    if let Some(at) = look_first(desk, referral).await? {
        return Ok(Done::Later(at));
    }
    // What was just seen may have ended it.
    let referral = &store.referral(id).await?.or_not_found("referral")?;
    if referral.next_nudge().is_none() {
        return Ok(Done::Finished);
    }
    let watches = store.rechecks_of(id).await?;
    let is_up = |line: &&Line| {
        let watch = watches.iter().find(|watch| watch.line == line.id);
        watch.is_none_or(|watch| matches!(watch.watch, Watch::Watching))
    };
    let lines: Vec<&Line> = referral.open_lines().filter(is_up).collect();
    if lines.is_empty() {
        return Ok(Done::Later(desk.now().plus_ms(CONFIRMING_MS)));
    }
    let approval = approval_of(&events).or_not_found("approval of this referral")?;
    let log = log_proof(desk, approval)
        .await?
        .or_not_found("approval in the log")?;
    let receipt_at = referral.state.receipt_at().unwrap_or(referral.created_at);
    let occasion = Occasion {
        letter: Letter::Reminder {
            number: u32::from(reminder_number(referral)),
            of_message_id: referral.message_id.clone(),
            first_sent_at: receipt_at,
        },
        detail: Detail::Full,
        message_id: message_id(&referral.reference, desk.now(), sender_domain(desk)?),
        issued_at: desk.now(),
        log,
    };
    let notice = notice_of(desk, store, referral, &contact, &lines, occasion).await?;
    let letter = compose(desk, &notice).await?;
    let tx = desk.begin(&Actor::job(desk.id)).await?;
    let begun = AuditEvent::SendingBegun {
        referral: id,
        message_sha256: letter.sha256,
    };
    tx.commit(begun).await?;
    let delivery = hand_over(desk, &letter).await;
    conclude(desk, referral, &contact, &lines, letter.sha256, &delivery).await
}

/// Looks at what is open before anybody is reminded of it; when to come back if a host is busy.
async fn look_first(desk: &Desk, referral: &Referral) -> Result<Option<Timestamp>, DeskError> {
    let store = desk.store();
    for watch in store.rechecks_of(referral.id).await? {
        let is_open = referral.open_lines().any(|line| line.id == watch.line);
        let is_fresh = watch
            .last_up
            .is_some_and(|up| desk.now().since_ms(up) < FRESH_MS);
        let is_watched = watch.next_at.is_some() && matches!(watch.watch, Watch::Watching);
        if !is_open || is_fresh || !is_watched {
            continue;
        }
        let host = watch.host.clone();
        if !look_now(desk, watch).await? {
            let soonest = desk.now().plus_ms(SECOND_MS);
            let free_at = store.host_next_free(&host).await?;
            return Ok(Some(free_at.unwrap_or(soonest).max(soonest)));
        }
    }
    Ok(None)
}

async fn conclude(
    desk: &Desk,
    referral: &Referral,
    contact: &Contact,
    lines: &[&Line],
    message_sha256: vigie_domain::Sha256,
    delivery: &Delivery,
) -> Result<Done, DeskError> {
    let id = referral.id;
    let told = Disclosure {
        desk: desk.id,
        referral: id,
        items: lines.iter().map(|line| line.item).collect(),
        provider: referral.provider,
        contact: contact.id,
        kind: "reminder".to_owned(),
        at: desk.now(),
        message_sha256,
    };
    let mut events = Vec::new();
    match delivery {
        Delivery::Delivered { .. } => {}
        Delivery::Uncertain { .. } => events.push(AuditEvent::SendingUncertain { referral: id }),
        failed => {
            let cause = failed.as_str().to_owned();
            let tx = desk.begin(&Actor::job(desk.id)).await?;
            tx.commit(AuditEvent::SendingFailed {
                referral: id,
                cause,
            })
            .await?;
            return Ok(Done::Later(desk.now().plus_ms(RETRY_MS)));
        }
    }
    events.push(reminded(referral));
    record(
        desk,
        id,
        ReferralCommand::RecordReminder,
        events,
        Some(told),
    )
    .await?;
    next(desk, id).await
}

/// Writes down a nudge, unless the referral moved on while it was made.
async fn record(
    desk: &Desk,
    id: ReferralId,
    command: ReferralCommand,
    events: Vec<AuditEvent>,
    told: Option<Disclosure>,
) -> Result<(), DeskError> {
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut referral = tx.referral_for_update(id).await?.or_not_found("referral")?;
    if let Some(told) = &told {
        tx.add_disclosure(told).await?;
    }
    match referral.apply(command, desk.now()) {
        Ok(state) => {
            referral.state = state;
            referral.updated_at = desk.now();
            tx.put_referral(&referral).await?;
        }
        // Answered or bounced meanwhile; what left is still in the ledger.
        Err(_) if told.is_some() => {}
        Err(_) => return Ok(()),
    }
    tx.commit_all(events).await?;
    Ok(())
}

async fn next(desk: &Desk, id: ReferralId) -> Result<Done, DeskError> {
    let referral = desk.store().referral(id).await?.or_not_found("referral")?;
    Ok(referral
        .next_nudge()
        .map_or(Done::Finished, |(at, _)| Done::Later(at)))
}

fn reminder_number(referral: &Referral) -> u8 {
    match referral.state {
        vigie_domain::ReferralState::Sent { reminders, .. } => reminders.saturating_add(1),
        _ => 1,
    }
}

fn reminded(referral: &Referral) -> AuditEvent {
    AuditEvent::ReferralReminded {
        referral: referral.id,
        reminder: reminder_number(referral),
    }
}

/// Whether a letter was begun and its end never written down. `events` are newest first.
fn is_begun(events: &[LoggedEvent]) -> bool {
    let last = events
        .iter()
        .find_map(|event| match &event.record.as_ref()?.event {
            AuditEvent::SendingBegun { .. } => Some(true),
            AuditEvent::ReferralSent { .. }
            | AuditEvent::ReferralReminded { .. }
            | AuditEvent::SendingFailed { .. }
            | AuditEvent::SendingUncertain { .. }
            | AuditEvent::RetractionSent { .. }
            | AuditEvent::ReferralBounced { .. } => Some(false),
            _ => None,
        });
    last.unwrap_or(false)
}

/// The newest approval. `events` are newest first.
fn approval_of(events: &[LoggedEvent]) -> Option<EventId> {
    events
        .iter()
        .find_map(|event| match &event.record.as_ref()?.event {
            AuditEvent::ReferralApproved { .. } => Some(event.id),
            _ => None,
        })
}
