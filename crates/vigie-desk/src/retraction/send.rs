//! The provider is told, through every address that was told before.
//!
//! Unlike a notice, a retraction is sent until it certainly arrived: twice is harmless, never is
//! not. Its bytes are the same each time, so that mail programs show it once.

use vigie_dispatch::{Delivery, Detail, Letter, message_id};
use vigie_domain::audit_event::Case;
use vigie_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use vigie_domain::{
    Actor, AuditEvent, ContactId, Disclosure, EventId, Line, Referral, Retraction, RetractionId,
    Timestamp,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::Done;
use crate::referral::{Occasion, compose, hand_over, log_proof, notice_of};

/// How soon an act that was not in the log is looked for again.
const LOG_WAIT_MS: i64 = SECOND_MS;
/// A retraction that did not arrive waits for this share of the time since the error was found …
const RETRY_SHARE: i64 = 4;
/// … and at least so long: a relay that defers asks for minutes,
const RETRY_MS_MIN: i64 = 2 * MINUTE_MS;
/// … and at most so long.
const RETRY_MS_MAX: i64 = 6 * HOUR_MS;
/// Events of a referral that are looked through.
const EVENTS_SEARCHED: u32 = 200;
/// The word for this kind of letter in the ledger.
const KIND: &str = "retraction";

/// Tells everybody whom the referral reached; the job behind a retraction.
pub(crate) async fn send_retraction(desk: &Desk, id: RetractionId) -> Result<Done, DeskError> {
    let store = desk.store();
    let retraction = store.retraction(id).await?.or_not_found("retraction")?;
    if retraction.sent_at.is_some() {
        return Ok(Done::Finished);
    }
    let referral = store
        .referral(retraction.referral)
        .await?
        .or_not_found("referral")?;
    let event = event_of(desk, &retraction)
        .await?
        .or_not_found("retraction in the record")?;
    let Some(log) = log_proof(desk, event).await? else {
        return Ok(Done::Later(desk.now().plus_ms(LOG_WAIT_MS)));
    };
    let ledger = store.disclosures_of(referral.id).await?;
    let first_sent_at = ledger.first().map_or(referral.created_at, |told| told.at);
    let mut told = Vec::new();
    let mut events = Vec::new();
    for contact in to_be_told(&referral, &retraction, &ledger) {
        let occasion = Occasion {
            letter: Letter::Retraction {
                of_message_id: referral.message_id.clone(),
                first_sent_at,
                grounds: retraction.reason.clone(),
            },
            detail: Detail::Full,
            message_id: letter_id(&referral, &retraction),
            issued_at: retraction.found_at,
            log: log.clone(),
        };
        match tell(desk, &referral, &retraction, contact, occasion).await? {
            Ok(disclosure) => told.push(disclosure),
            Err(cause) => {
                let cause = cause.to_owned();
                events.push(AuditEvent::SendingFailed {
                    referral: referral.id,
                    cause,
                });
            }
        }
    }
    let failures = events.len();
    let found_at = retraction.found_at;
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    for disclosure in &told {
        tx.add_disclosure(disclosure).await?;
    }
    if failures == 0 {
        tx.put_retraction(&Retraction {
            sent_at: Some(desk.now()),
            ..retraction
        })
        .await?;
        events.push(AuditEvent::RetractionSent {
            retraction: id,
            referral: referral.id,
        });
    }
    tx.commit_all(events).await?;
    if failures == 0 {
        return Ok(Done::Finished);
    }
    tracing::warn!(
        failures,
        "letters of a retraction were not taken by the relay"
    );
    Ok(Done::Later(next_try(found_at, desk.now())))
}

/// When a retraction that did not arrive everywhere is sent again: soon within its hour, then ever
/// more rarely; never given up, since only a person may say that nobody needs to be told.
fn next_try(found_at: Timestamp, now: Timestamp) -> Timestamp {
    let wait_ms = now.since_ms(found_at) / RETRY_SHARE;
    now.plus_ms(wait_ms.clamp(RETRY_MS_MIN, RETRY_MS_MAX))
}

/// Sends one letter: the entry for the ledger, or the word for what happened instead.
async fn tell(
    desk: &Desk,
    referral: &Referral,
    retraction: &Retraction,
    contact: ContactId,
    occasion: Occasion,
) -> Result<Result<Disclosure, &'static str>, DeskError> {
    let store = desk.store();
    let contact = store.contact(contact).await?.or_not_found("contact")?;
    let lines: Vec<&Line> = referral
        .lines
        .iter()
        .filter(|line| retraction.lines.contains(&line.id))
        .collect();
    let items = lines.iter().map(|line| line.item).collect();
    let notice = notice_of(desk, store, referral, &contact, &lines, occasion).await?;
    let letter = compose(desk, &notice).await?;
    let tx = desk.begin(&Actor::job(desk.id)).await?;
    let begun = AuditEvent::SendingBegun {
        referral: referral.id,
        message_sha256: letter.sha256,
    };
    tx.commit(begun).await?;
    let delivery = hand_over(desk, &letter).await;
    let Delivery::Delivered { .. } = delivery else {
        return Ok(Err(delivery.as_str()));
    };
    Ok(Ok(Disclosure {
        desk: desk.id,
        referral: referral.id,
        items,
        provider: contact.provider,
        contact: contact.id,
        kind: KIND.to_owned(),
        at: desk.now(),
        message_sha256: letter.sha256,
    }))
}

/// Every address that was told, and the one of a letter that may have arrived; without those that
/// were told of this retraction already.
fn to_be_told(
    referral: &Referral,
    retraction: &Retraction,
    ledger: &[Disclosure],
) -> Vec<ContactId> {
    let done = |contact: ContactId| {
        ledger.iter().any(|told| {
            told.kind == KIND && told.contact == contact && told.at >= retraction.found_at
        })
    };
    let told = ledger
        .iter()
        .filter(|told| told.kind != KIND)
        .map(|told| told.contact);
    let mut contacts: Vec<ContactId> = told.chain([referral.contact]).collect();
    contacts.sort_unstable();
    contacts.dedup();
    contacts.retain(|contact| !done(*contact));
    contacts
}

/// Its Message-ID: the same for the same retraction, another one than any other letter's.
fn letter_id(referral: &Referral, retraction: &Retraction) -> String {
    let domain = referral
        .message_id
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    message_id(
        &format!("{}-R", referral.reference),
        retraction.found_at,
        domain,
    )
}

/// The entry of the record that says so.
async fn event_of(desk: &Desk, retraction: &Retraction) -> Result<Option<EventId>, DeskError> {
    let case = Case::Referral(retraction.referral);
    let events = desk.store().events_of(case, EVENTS_SEARCHED).await?;
    Ok(events
        .into_iter()
        .find_map(|event| match event.record?.event {
            AuditEvent::ReferralRetracted { retraction: id, .. } if id == retraction.id => {
                Some(event.id)
            }
            _ => None,
        }))
}
