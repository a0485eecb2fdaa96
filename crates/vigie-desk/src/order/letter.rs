//! The letters of an order: the information before the first one, the order, its copy, what follows.
//!
//! Unlike a referral, an order is handed over until it was certainly taken: its bytes are the same
//! each time, so that mail programs show it once, and an order of which nobody knows whether it left
//! is worse than one that came twice. Nothing here proves a receipt; a person writes that down.

use serde::{Deserialize, Serialize};
use url::Url;
use vigie_dispatch::parcel::Parcel;
use vigie_dispatch::{Composed, Delivery, Enclosure, Relay, Stage, Token, Unit, message_id};
use vigie_domain::clock::ClockKind;
use vigie_domain::order::region::{HomeCopyState, NonDisclosure, Reinstatement};
use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use vigie_domain::{
    Actor, AuditEvent, Contact, Language, Order, OrderCommand, OrderId, OrderState, Permission,
    ReferralId,
};

use super::print::{OrderFile, kept_file};
use super::wording::words;
use crate::contact::note_bounce;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::exhibit::capture_for_dispatch;
use crate::job::{Done, JobKind};
use crate::legal::LegalBook;
use crate::referral::{answer_token, hand_over, letter_refused, log_proof};

/// How soon a signature that was not in the log is looked for again.
const LOG_WAIT_MS: i64 = SECOND_MS;
/// How soon a relay that did not take a letter is asked again.
const RELAY_RETRY_MS: i64 = 5 * MINUTE_MS;
/// How long a relay may go on not taking it before an operator must look.
const RELAY_WAIT_MS_MAX: i64 = DAY_MS;
/// Attempts at an item that could not be looked at, before the order is given up.
const LOOKS_MAX: u32 = 3;

/// A letter of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderLetter {
    /// How orders work, before the first.
    Information,
    /// The order itself.
    Order,
    /// Its copy to the authority of the provider's state.
    Copy,
    /// What the provider asked.
    Clarification,
    /// The order fell: reinstate.
    Reinstate,
    /// The author may be told.
    Author,
    /// The order is final, to the authority of the provider's state.
    Final,
}

impl OrderLetter {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Order => "order",
            Self::Copy => "copy",
            Self::Clarification => "clarification",
            Self::Reinstate => "reinstate",
            Self::Author => "author",
            Self::Final => "final",
        }
    }

    /// Whether it goes to the authority of the provider's state.
    const fn is_to_authority(self) -> bool {
        matches!(self, Self::Copy | Self::Final)
    }

    /// Whether the form goes with it.
    const fn encloses_form(self) -> bool {
        matches!(self, Self::Order | Self::Copy)
    }

    /// Whether an order as it stands waits for this letter.
    fn is_due(self, order: &Order) -> bool {
        match self {
            Self::Information => matches!(order.state, OrderState::LegalOk { .. }),
            Self::Order => matches!(order.state, OrderState::Signed { .. }),
            Self::Copy => matches!(order.home_copy, HomeCopyState::Enqueued { .. }),
            Self::Clarification => {
                matches!(
                    order.state,
                    OrderState::Clarification { answered: true, .. }
                )
            }
            Self::Reinstate => matches!(order.reinstatement, Reinstatement::Due { .. }),
            Self::Author => matches!(order.non_disclosure, NonDisclosure::Ended { .. }),
            Self::Final => order.is_final() && order.final_told_at.is_none(),
        }
    }
}

/// Tells a provider how orders work, before the first one.
///
/// # Errors
///
/// [`DeskError::Refused`] for an order that was not checked in law, or was signed already.
pub async fn inform_provider(desk: &Desk, actor: &Actor, id: OrderId) -> Result<(), DeskError> {
    if !actor.may(Permission::CheckOrder) {
        actor.require(Permission::SignOrder)?;
    }
    let mut tx = desk.begin(actor).await?;
    let order = tx.order_for_update(id).await?.or_not_ours(desk, "order")?;
    // Rehearsed, so that whoever asks is told; the letter itself moves the order on.
    order.apply(
        OrderCommand::RecordInformation { at: desk.now() },
        desk.now(),
    )?;
    let letter = OrderLetter::Information;
    tx.enqueue(JobKind::OrderLetter { order: id, letter }.job(desk.now()))
        .await?;
    tx.commit(AuditEvent::OrderInformed { order: id }).await?;
    Ok(())
}

/// Sends one letter of an order; the job behind an act.
pub(crate) async fn send_order_letter(
    desk: &Desk,
    id: OrderId,
    letter: OrderLetter,
    attempts: u32,
) -> Result<Done, DeskError> {
    let order = desk.store().order(id).await?.or_not_found("order")?;
    if !letter.is_due(&order) {
        return Ok(Done::Finished);
    }
    if letter == OrderLetter::Copy && !order.state.has_left() {
        // In the post with the order, and not before it: one that is given up tells nobody.
        return Ok(Done::Later(desk.now().plus_ms(LOG_WAIT_MS)));
    }
    let contact = desk
        .store()
        .contact(order.contact)
        .await?
        .or_not_found("contact")?;
    if letter == OrderLetter::Order {
        let OrderState::Signed { event, .. } = order.state else {
            return Ok(Done::Finished);
        };
        if log_proof(desk, event).await?.is_none() {
            return Ok(Done::Later(desk.now().plus_ms(LOG_WAIT_MS)));
        }
        contact.check()?;
        if let Some(why) = why_not(desk, &order, attempts).await? {
            return give_up(desk, id, why).await;
        }
    }
    let packed = pack(desk, &order, letter, &contact).await?;
    let delivery = hand_over(desk, &packed).await;
    match &delivery {
        Delivery::Delivered { .. } => {
            conclude(desk, id, letter, &packed).await?;
            Ok(Done::Finished)
        }
        Delivery::Refused { stage, .. } => {
            if *stage == Stage::Recipient && !letter.is_to_authority() {
                let mut tx = desk.begin(&Actor::job(desk.id)).await?;
                let events = note_bounce(desk, &mut tx, contact.id).await?;
                let events: Vec<AuditEvent> = events.into_iter().collect();
                if !events.is_empty() {
                    tx.commit_all(events).await?;
                }
            }
            Err(DeskError::input("not_sent", say(letter, &delivery)))
        }
        _ => {
            let since = order.updated_at;
            if desk.now().since_ms(since) > RELAY_WAIT_MS_MAX {
                return Err(DeskError::input("not_sent", say(letter, &delivery)));
            }
            Ok(Done::Later(desk.now().plus_ms(RELAY_RETRY_MS)))
        }
    }
}

/// The last look: why a signed order is not sent after all; `None` when all of it holds.
async fn why_not(
    desk: &Desk,
    order: &Order,
    attempts: u32,
) -> Result<Option<&'static str>, DeskError> {
    let store = desk.store();
    let book = LegalBook::read(desk, store).await?;
    if book
        .current
        .check_still(&order.basis.reference(), desk.now())
        .is_err()
    {
        return Ok(Some("legal_basis_withdrawn"));
    }
    for line in &order.lines {
        let item = store.item(line.item).await?.or_not_ours(desk, "item")?;
        if item.state.assessment() != Some(line.assessment) || item.state.name() == "held" {
            return Ok(Some("moved_on"));
        }
        let (fresh, captured) = match capture_for_dispatch(desk, line.item, &line.url).await {
            Ok(made) => made,
            Err(DeskError::Refused(_)) if attempts >= LOOKS_MAX => {
                return Ok(Some("recapture_failed"));
            }
            Err(error) => return Err(error),
        };
        if captured.state.is_gone() {
            return Ok(Some("already_gone"));
        }
        let assessed = store
            .exhibit(line.exhibit)
            .await?
            .or_not_ours(desk, "exhibit")?;
        if assessed.shows_same_object(&fresh, PDQ_DISTANCE_BITS_MAX) {
            continue;
        }
        if captured.state.is_up() || attempts >= LOOKS_MAX {
            return Ok(Some("object_changed"));
        }
        let detail = "an item could not be looked at again; it is tried once more";
        return Err(DeskError::input("line_unseen", detail));
    }
    Ok(None)
}

async fn give_up(desk: &Desk, id: OrderId, why: &'static str) -> Result<Done, DeskError> {
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let order = tx.order_for_update(id).await?.or_not_found("order")?;
    let order = order.apply(OrderCommand::GiveUp, desk.now())?;
    tx.put_order(&order).await?;
    let reason = why.to_owned();
    tx.commit(AuditEvent::OrderWithdrawn { order: id, reason })
        .await?;
    Ok(Done::Finished)
}

/// The exact bytes, kept before they travel; the same for the same letter.
async fn pack(
    desk: &Desk,
    order: &Order,
    letter: OrderLetter,
    contact: &Contact,
) -> Result<Composed, DeskError> {
    let (name, address, language) = recipient(desk, order, letter, contact).await?;
    let mut enclosures = Vec::new();
    if letter.encloses_form() {
        for file in OrderFile::ALL {
            enclosures.push(Enclosure {
                name: file.name().to_owned(),
                content_type: file.content_type(),
                bytes: kept_file(desk, order, file).await?,
            });
        }
    }
    let unit = &desk.config.unit;
    let text = text_of(desk, order, letter, language).await?;
    let is_order = letter == OrderLetter::Order;
    let issued_at = issued_at(order, letter);
    let parcel = Parcel {
        reference: order.reference().to_owned(),
        unit: Unit {
            name: unit.name.clone(),
            display_name: unit.display_name.clone(),
            sender_address: unit.sender_address.clone(),
            complaint_contact: unit.complaint_contact.clone(),
            phone: unit.phone.clone(),
            via: unit.via.clone().map(|name| Relay {
                name,
                address: None,
            }),
        },
        recipient_name: name,
        recipient_address: address,
        language,
        subject: words(&format!("{}-subject", letter.name()), language, &[]),
        text,
        enclosures,
        continues: (!is_order && order.sent_at.is_some()).then(|| order.message_id.clone()),
        reply_token: Token::parse(&order.reply_token).or_not_found("reply token")?,
        message_id: letter_id(order, letter),
        issued_at,
    };
    let packed = desk.rooms.mailer.pack(&parcel).map_err(letter_refused)?;
    desk.store().blobs().put_plain(packed.bytes.clone()).await?;
    Ok(packed)
}

async fn recipient(
    desk: &Desk,
    order: &Order,
    letter: OrderLetter,
    contact: &Contact,
) -> Result<(String, String, Language), DeskError> {
    if !letter.is_to_authority() {
        let name = order.form.addressee.name.clone();
        return Ok((name, contact.address.clone(), order.form.language));
    }
    let book = LegalBook::read(desk, desk.store()).await?;
    let known = book
        .current
        .authority_of(&order.form.addressee.member_state);
    let authority = match (&order.form.home_copy, known) {
        (Some(copy), known) => (
            copy.authority.clone(),
            known.map_or(Language::En, |known| known.language),
        ),
        (None, Some(known)) => (known.contact.clone(), known.language),
        (None, None) => {
            let state = order.form.addressee.member_state.clone();
            return Err(vigie_domain::OrderRefusal::HomeAuthorityUnknown { state }.into());
        }
    };
    let (contact, language) = authority;
    Ok((contact.name, contact.email, language))
}

async fn text_of(
    desk: &Desk,
    order: &Order,
    letter: OrderLetter,
    language: Language,
) -> Result<String, DeskError> {
    let minutes = (order.form.execute_within_ms / MINUTE_MS).to_string();
    let hours = (order.form.execute_within_ms / HOUR_MS).max(1).to_string();
    let base = Url::parse(&desk.config.public_url).map_err(DeskError::broken)?;
    let token = answer_token(desk, ReferralId(order.id.0), order.contact)?;
    let link = format!(
        "{}/answer/order/{token}",
        base.as_str().trim_end_matches('/')
    );
    let clarification = order.clarifications.last().map(|one| one.text.as_str());
    let orders = final_orders(desk, order).await?.to_string();
    let text = words(
        letter.name(),
        language,
        &[
            ("unit", &desk.config.unit.name),
            ("reference", order.reference()),
            ("provider", &order.form.addressee.name),
            ("law", order.basis.text.get(language)),
            ("hours", &hours),
            ("minutes", &minutes),
            ("link", &link),
            ("text", clarification.unwrap_or_default()),
            ("orders", &orders),
        ],
    );
    Ok(format!("{text}\n"))
}

/// Final orders to the provider within the window of the law.
pub(super) async fn final_orders(desk: &Desk, order: &Order) -> Result<usize, DeskError> {
    let finals = desk.store().final_orders_to(order.provider).await?;
    let window = order.basis.span(ClockKind::Exposure)?;
    let since = window.before(desk.now(), &order.zone);
    Ok(finals
        .into_iter()
        .filter(|at| since.is_none_or(|since| *at > since))
        .count())
}

/// When a letter was decided on: its date, the same however often it is handed over.
fn issued_at(order: &Order, letter: OrderLetter) -> vigie_domain::Timestamp {
    match letter {
        OrderLetter::Order | OrderLetter::Copy => order.form.issued_at.unwrap_or(order.updated_at),
        OrderLetter::Clarification => {
            let last = order.clarifications.last();
            last.map_or(order.updated_at, |one| one.at)
        }
        _ => order.updated_at,
    }
}

/// Its Message-ID: the same for the same letter, another one than any other letter's.
fn letter_id(order: &Order, letter: OrderLetter) -> String {
    if letter == OrderLetter::Order {
        return order.message_id.clone();
    }
    let domain = order
        .message_id
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    let count = match letter {
        OrderLetter::Clarification => order.clarifications.len(),
        _ => 1,
    };
    let stem = format!("{}-{}{count}", order.reference(), letter.name());
    message_id(&stem, order.created_at, domain)
}

/// Writes down that a letter left, and what follows.
async fn conclude(
    desk: &Desk,
    id: OrderId,
    letter: OrderLetter,
    packed: &Composed,
) -> Result<(), DeskError> {
    let now = desk.now();
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut order = tx.order_for_update(id).await?.or_not_found("order")?;
    let mut events = vec![AuditEvent::OrderLetterSent {
        order: id,
        letter: letter.name().to_owned(),
        message_sha256: packed.sha256,
    }];
    let outcome = |word: &str| word.to_owned();
    let command = match letter {
        OrderLetter::Information => OrderCommand::RecordInformation { at: now },
        OrderLetter::Order => OrderCommand::RecordSent,
        OrderLetter::Copy => OrderCommand::RecordCopySent,
        OrderLetter::Reinstate => OrderCommand::RecordDemand,
        OrderLetter::Author => OrderCommand::RecordAuthorTold,
        OrderLetter::Final => OrderCommand::RecordFinalTold,
        OrderLetter::Clarification => {
            tx.commit_all(events).await?;
            return Ok(());
        }
    };
    // It may have moved on while the letter travelled: revoked, for one.
    if let Ok(next) = order.apply(command, now) {
        order = next;
        events.extend(match letter {
            OrderLetter::Order => Some(AuditEvent::OrderSent {
                order: id,
                instrument: order.basis.instrument.name().to_owned(),
                orders: u32::try_from(order.lines.len()).unwrap_or(u32::MAX),
            }),
            OrderLetter::Copy => Some(AuditEvent::OrderCopied {
                order: id,
                outcome: outcome("sent"),
            }),
            OrderLetter::Reinstate => Some(AuditEvent::OrderReinstated {
                order: id,
                outcome: outcome("demanded"),
            }),
            OrderLetter::Author => Some(AuditEvent::NonDisclosureChanged {
                order: id,
                outcome: outcome("told"),
                reason: None,
            }),
            OrderLetter::Final => Some(AuditEvent::OrderFinalTold { order: id }),
            OrderLetter::Information | OrderLetter::Clarification => None,
        });
        if letter == OrderLetter::Information {
            tx.add_first_information(&order, now).await?;
        }
        if letter == OrderLetter::Final
            && let Some(mut exposure) = tx.exposure(id).await?
        {
            exposure.told_at = Some(now);
            tx.put_exposure(&exposure).await?;
        }
        if letter == OrderLetter::Order
            && let Some(at) = order.next_due()
        {
            tx.enqueue(JobKind::OrderClock { order: id, at }.job(at))
                .await?;
        }
        tx.put_order(&order).await?;
    }
    tx.commit_all(events).await?;
    Ok(())
}

fn say(letter: OrderLetter, delivery: &Delivery) -> String {
    format!(
        "the letter `{}` of an order was not taken: {}",
        letter.name(),
        delivery.as_str()
    )
}
