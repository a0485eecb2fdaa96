//! A referral leaves: once, or visibly nobody knows.
//!
//! ```text
//! approval in the log? ─▶ office open? ─▶ every line looked at again ─▶ bytes kept
//!      ─▶ [Sending committed] ─▶ relay ─▶ [Sent | Approved | Bounced | Uncertain committed]
//! ```
//!
//! Whoever finds a referral in `Sending` without having put it there knows that a letter may be on
//! its way: it becomes `Uncertain`, and a person settles it.

use vigie_dispatch::{Composed, Delivery, Detail, Letter, Stage};
use vigie_domain::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use vigie_domain::{
    Actor, AuditEvent, Contact, EventId, ItemCommand, Line, LineId, LineOutcome, Referral,
    ReferralCommand, ReferralId, ReferralState,
};
use vigie_store::Tx;

use super::deliver::begin_watch;
use super::hand_over::{compose, hand_over, log_proof};
use super::notice::{Occasion, notice_of};
use super::preview::leaves_at;
use super::settle::record_uncertain;
use super::verify::{LastLook, verify_line};
use super::withdraw::release;
use crate::contact::note_bounce;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::Done;

/// Attempts at a line that could not be looked at, before it goes back to the analyst.
const LOOKS_MAX: u32 = 3;
/// How soon an approval that was not in the log is looked for again.
const LOG_WAIT_MS: i64 = SECOND_MS;
/// How soon a relay that did not take a letter is asked again.
const RELAY_RETRY_MS: i64 = 15 * MINUTE_MS;
/// How long a relay may go on not taking a letter before an operator must look; a mail server
/// tries for as long.
const RELAY_WAIT_MS_MAX: i64 = 4 * DAY_MS;

/// Sends one approved referral; the job behind an approval.
pub(crate) async fn dispatch_referral(
    desk: &Desk,
    id: ReferralId,
    attempts: u32,
) -> Result<Done, DeskError> {
    let store = desk.store();
    let referral = store.referral(id).await?.or_not_found("referral")?;
    let (event, approved_at) = match referral.state {
        ReferralState::Approved { event, at, .. } => (event, at),
        ReferralState::Sending { .. } => {
            // This lease is the only one: whoever began is gone.
            record_uncertain(desk, id).await?;
            return Ok(Done::Finished);
        }
        _ => return Ok(Done::Finished),
    };
    let contact = store
        .contact(referral.contact)
        .await?
        .or_not_found("contact")?;
    contact.check()?;
    let open_at = leaves_at(&referral, &contact, desk.now());
    if open_at > desk.now() {
        return Ok(Done::Later(open_at));
    }
    let Some(log) = log_proof(desk, event).await? else {
        return Ok(Done::Later(desk.now().plus_ms(LOG_WAIT_MS)));
    };

    let looks = look_again(desk, &referral, attempts).await?;
    let held = |line: &&Line| !looks.iter().any(|(id, _)| *id == line.id);
    let lines: Vec<&Line> = referral.open_lines().filter(held).collect();
    if lines.is_empty() {
        return give_up(desk, id, event, &looks).await;
    }
    for detail in [Detail::Full, Detail::LinkOnly] {
        let occasion = Occasion {
            letter: Letter::Referral,
            detail,
            message_id: referral.message_id.clone(),
            issued_at: desk.now(),
            log: log.clone(),
        };
        let notice = notice_of(desk, store, &referral, &contact, &lines, occasion).await?;
        let letter = compose(desk, &notice).await?;
        if !begin(desk, id, event, &looks, &letter).await? {
            return Ok(Done::Finished);
        }
        let delivery = hand_over(desk, &letter).await;
        let is_too_plain = detail == Detail::Full && is_content_refused(&delivery);
        conclude(desk, id, &contact, &letter, &delivery, is_too_plain).await?;
        if delivery.can_be_repeated() {
            let waited_ms = desk.now().since_ms(approved_at);
            if waited_ms > RELAY_WAIT_MS_MAX {
                return Err(DeskError::input("not_sent", say(&delivery)));
            }
            return Ok(Done::Later(desk.now().plus_ms(RELAY_RETRY_MS)));
        }
        if !is_too_plain {
            break;
        }
    }
    Ok(Done::Finished)
}

/// Looks at each line once more; answers those that do not hold.
///
/// # Errors
///
/// [`DeskError::Refused`] when a line could not be seen and another try is worth it.
async fn look_again(
    desk: &Desk,
    referral: &Referral,
    attempts: u32,
) -> Result<Vec<(LineId, LastLook)>, DeskError> {
    let designations = desk.store().designations(desk.id).await?;
    let mut looks = Vec::new();
    for line in referral.open_lines() {
        match verify_line(desk, referral, line, &designations).await? {
            LastLook::Holds => {}
            LastLook::Unseen { why } if attempts < LOOKS_MAX => {
                let detail = format!("a line could not be looked at again: {why}");
                return Err(DeskError::input("line_unseen", detail));
            }
            LastLook::Unseen { why } => {
                looks.push((line.id, LastLook::SentBack { exhibit: None, why }));
            }
            look => looks.push((line.id, look)),
        }
    }
    Ok(looks)
}

/// Takes lines off a referral, each with its reason.
async fn take_off(
    desk: &Desk,
    tx: &mut Tx<'_>,
    referral: &mut Referral,
    looks: &[(LineId, LastLook)],
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let id = referral.id;
    for (line_id, look) in looks {
        let Some(line) = referral.lines.iter_mut().find(|line| line.id == *line_id) else {
            continue;
        };
        let (line_id, item_id) = (line.id, line.item);
        let exhibit = match look {
            LastLook::AlreadyGone { exhibit } => {
                line.outcome = LineOutcome::AlreadyGone { at: desk.now() };
                events.push(AuditEvent::LineClosed {
                    referral: id,
                    line: line_id,
                    item: item_id,
                    outcome: line.outcome.name().to_owned(),
                    time_to_removal_ms: None,
                });
                *exhibit
            }
            LastLook::SentBack { exhibit, why } => {
                line.outcome = LineOutcome::SentBack {
                    why: (*why).to_owned(),
                };
                events.push(AuditEvent::LineSentBack {
                    referral: id,
                    line: line_id,
                    item: item_id,
                    why: (*why).to_owned(),
                });
                exhibit.unwrap_or(line.exhibit)
            }
            LastLook::Holds | LastLook::Unseen { .. } => continue,
        };
        let mut item = tx
            .item_for_update(item_id)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        if item.state.referral() == Some(id) {
            item.state = item.state.apply(ItemCommand::SendBack { exhibit })?;
            item.updated_at = desk.now();
            tx.put_item(&item).await?;
        }
    }
    Ok(())
}

/// Nothing is left to send.
async fn give_up(
    desk: &Desk,
    id: ReferralId,
    event: EventId,
    looks: &[(LineId, LastLook)],
) -> Result<Done, DeskError> {
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut referral = tx.referral_for_update(id).await?.or_not_found("referral")?;
    if !is_approved_by(&referral, event) {
        return Ok(Done::Finished);
    }
    let mut events = Vec::new();
    take_off(desk, &mut tx, &mut referral, looks, &mut events).await?;
    referral.state = referral.apply(ReferralCommand::Withdraw, desk.now())?;
    referral.updated_at = desk.now();
    for line in referral.open_lines() {
        let item = tx
            .item_for_update(line.item)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        release(desk, &mut tx, item, id, line.exhibit).await?;
    }
    tx.put_referral(&referral).await?;
    let reason = "no line held at the last look".to_owned();
    events.push(AuditEvent::ReferralWithdrawn {
        referral: id,
        reason,
    });
    tx.commit_all(events).await?;
    Ok(Done::Finished)
}

/// Writes down that handing over begins; `false` when somebody else decided otherwise meanwhile.
async fn begin(
    desk: &Desk,
    id: ReferralId,
    event: EventId,
    looks: &[(LineId, LastLook)],
    letter: &Composed,
) -> Result<bool, DeskError> {
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut referral = tx.referral_for_update(id).await?.or_not_found("referral")?;
    if !is_approved_by(&referral, event) {
        return Ok(false);
    }
    let mut events = Vec::new();
    let is_open = |line: &LineId| referral.open_lines().any(|open| open.id == *line);
    let fresh: Vec<_> = looks
        .iter()
        .filter(|(line, _)| is_open(line))
        .cloned()
        .collect();
    take_off(desk, &mut tx, &mut referral, &fresh, &mut events).await?;
    referral.state = referral.apply(ReferralCommand::BeginSending, desk.now())?;
    referral.updated_at = desk.now();
    tx.put_referral(&referral).await?;
    events.push(AuditEvent::SendingBegun {
        referral: id,
        message_sha256: letter.sha256,
    });
    tx.commit_all(events).await?;
    Ok(true)
}

/// Writes down what became of the letter.
async fn conclude(
    desk: &Desk,
    id: ReferralId,
    contact: &Contact,
    letter: &Composed,
    delivery: &Delivery,
    is_too_plain: bool,
) -> Result<(), DeskError> {
    use ReferralCommand as C;
    let now = desk.now();
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut referral = tx.referral_for_update(id).await?.or_not_found("referral")?;
    // Somebody took us for dead meanwhile; we know better than "nobody knows".
    let was_given_up = matches!(referral.state, ReferralState::Uncertain { .. });
    let mut events = Vec::new();
    let command = match delivery {
        Delivery::Delivered { .. } if was_given_up => C::SettleUncertain { arrived: true },
        Delivery::Delivered { .. } => C::RecordReceipt { receipt_at: now },
        Delivery::Uncertain { .. } => C::RecordUncertain,
        _ if was_given_up => C::SettleUncertain { arrived: false },
        Delivery::Refused { .. } if !is_too_plain => C::RecordBounce,
        _ => C::RecordNotSent,
    };
    if was_given_up && matches!(delivery, Delivery::Uncertain { .. }) {
        return Ok(());
    }
    if let C::SettleUncertain { arrived } = command {
        events.push(AuditEvent::UncertaintySettled {
            referral: id,
            arrived,
        });
    }
    referral.state = referral.apply(command, now)?;
    referral.updated_at = now;
    match delivery {
        Delivery::Delivered { .. } => {
            let receipt_at = referral.state.receipt_at().unwrap_or(now);
            let sent = begin_watch(desk, &mut tx, &referral, letter.sha256, receipt_at).await?;
            events.push(sent);
        }
        Delivery::Uncertain { .. } => events.push(AuditEvent::SendingUncertain { referral: id }),
        Delivery::Refused { stage, reply } if !is_too_plain && !was_given_up => {
            let status = reply.enhanced.map(|status| status.to_string());
            events.push(AuditEvent::ReferralBounced {
                referral: id,
                status,
            });
            // Refused at the recipient's name, it is the address that is wrong.
            if *stage == Stage::Recipient {
                events.extend(note_bounce(desk, &mut tx, contact.id).await?);
            }
        }
        _ => {
            let cause = if is_too_plain {
                "content_refused"
            } else {
                delivery.as_str()
            };
            // What went wrong on the way, for whoever runs the relay; a reply of the relay may name
            // a mailbox, so its words are not repeated.
            if let Delivery::NotSent { stage, cause } = delivery {
                tracing::warn!(referral.id = %id, ?stage, ?cause, "the relay did not take a letter");
            }
            events.push(AuditEvent::SendingFailed {
                referral: id,
                cause: cause.to_owned(),
            });
        }
    }
    tx.put_referral(&referral).await?;
    tx.commit_all(events).await?;
    Ok(())
}

fn is_approved_by(referral: &Referral, event: EventId) -> bool {
    matches!(referral.state, ReferralState::Approved { event: by, .. } if by == event)
}

/// Refused for what the letter says, not for whom it is to: a shorter one may pass.
fn is_content_refused(delivery: &Delivery) -> bool {
    let Delivery::Refused { stage, reply } = delivery else {
        return false;
    };
    *stage >= Stage::Data
        && reply
            .enhanced
            .is_some_and(|status| matches!(status.subject, 6 | 7))
}

/// What became of it, without the words of the relay: they may name people.
fn say(delivery: &Delivery) -> String {
    let code = match delivery {
        Delivery::Refused { reply, .. } | Delivery::Deferred { reply, .. } => Some(reply.code),
        _ => None,
    };
    let code = code.map(|code| format!(" with {code}")).unwrap_or_default();
    format!(
        "the relay did not take the letter: {}{code}",
        delivery.as_str()
    )
}
