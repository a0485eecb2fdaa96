//! What becomes of an order is written down, one step at a time, by whoever may.
//!
//! Every step is a command of the order with a permission, an event and what follows from it: the
//! rule itself stands in the domain.

use vigie_domain::order::form::Measure;
use vigie_domain::order::region::ScrutinyBy;
use vigie_domain::order::{Receipt, ReceiptEvidence, VoidCause};
use vigie_domain::{
    Actor, AuditEvent, Order, OrderCommand, OrderId, OrderState, Permission, Timestamp, UserId,
};

use super::clock::after;
use super::letter::OrderLetter;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs};
use crate::job::JobKind;

/// One step of an order's life that a person writes down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderStep {
    /// A receipt is proven.
    Receipt {
        /// The instant it proves.
        at: Timestamp,
        /// What proves it.
        evidence: ReceiptEvidence,
    },
    /// The receipt on record was wrong; both stay.
    CorrectReceipt {
        /// The instant the new evidence proves.
        at: Timestamp,
        /// What proves it.
        evidence: ReceiptEvidence,
        /// Why the one before was wrong.
        reason: String,
    },
    /// A form is the provider's, and counts.
    AcceptAnswer {
        /// Which, counted from 0.
        index: usize,
    },
    /// A form is not the provider's, or says what is not so.
    RejectAnswer {
        /// Which, counted from 0.
        index: usize,
        /// Why.
        reason: String,
    },
    /// It was seen to be done, though no form says so.
    Executed {
        /// What was seen.
        measure: Measure,
        /// When.
        at: Timestamp,
    },
    /// The grounds of an impossibility ceased.
    GroundsCeased {
        /// When.
        at: Timestamp,
    },
    /// We answer what the provider asked.
    Clarify {
        /// What.
        text: String,
    },
    /// The provider has our answer.
    Clarified {
        /// When.
        at: Timestamp,
    },
    /// The home authority has the copy.
    CopyAcknowledged {
        /// When.
        at: Timestamp,
    },
    /// The home authority looks at the order.
    OpenScrutiny {
        /// Who asked.
        by: ScrutinyBy,
        /// When it had the copy, or the request.
        since: Timestamp,
    },
    /// It told us that it intends to find an infringement.
    Intent {
        /// Why.
        reasons: String,
    },
    /// It decided.
    DecideScrutiny {
        /// Whether the order infringes.
        infringes: bool,
        /// Why.
        reasons: String,
    },
    /// An appeal was lodged.
    LodgeAppeal {
        /// When.
        at: Timestamp,
    },
    /// The appeal was decided.
    DecideAppeal {
        /// Whether the order stands.
        stands: bool,
    },
    /// The home authority is told that the order is final.
    ReportFinal,
    /// The author is not told for longer.
    ExtendNonDisclosure {
        /// Why.
        grounds: String,
    },
    /// The author may be told before the time is out.
    EndNonDisclosure,
    /// It is there again, after an order fell.
    Reinstated {
        /// When.
        at: Timestamp,
    },
    /// We found our own error.
    Revoke {
        /// Which.
        reason: String,
    },
    /// Given up before it was signed.
    Withdraw {
        /// Why.
        reason: String,
    },
}

impl OrderStep {
    /// Who may write it down.
    pub const fn permission(&self) -> Permission {
        match self {
            Self::ExtendNonDisclosure { .. } | Self::Revoke { .. } => Permission::SignOrder,
            Self::EndNonDisclosure => Permission::CheckOrder,
            Self::Withdraw { .. } => Permission::DraftOrder,
            _ => Permission::FollowOrder,
        }
    }
}

/// Writes one step down.
///
/// # Errors
///
/// [`DeskError::Refused`] with the rule that says no; nothing is written then.
pub async fn take_step(
    desk: &Desk,
    actor: &Actor,
    id: OrderId,
    step: OrderStep,
) -> Result<Order, DeskError> {
    let permission = step.permission();
    // A legal officer may give up and end what an analyst wrote or an issuer signed.
    if !actor.may(permission) && !may_instead(actor, &step) {
        return Err(DeskError::Forbidden { permission });
    }
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    check_reason(&step)?;
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let before = tx.order_for_update(id).await?.or_not_ours(desk, "order")?;
    if step == OrderStep::ReportFinal {
        return report_final(desk, tx, before).await;
    }
    let order = before.apply(command_of(&step, by, now), now)?;
    let mut events = events_of(&before, &order, &step);
    if let OrderStep::Clarify { .. } = step {
        let letter = OrderLetter::Clarification;
        tx.enqueue(JobKind::OrderLetter { order: id, letter }.job(now))
            .await?;
    }
    after(desk, &mut tx, &order, &mut events).await?;
    tx.put_order(&order).await?;
    tx.commit_all(events).await?;
    Ok(order)
}

fn may_instead(actor: &Actor, step: &OrderStep) -> bool {
    match step {
        OrderStep::Withdraw { .. } | OrderStep::Revoke { .. } => actor.may(Permission::CheckOrder),
        _ => false,
    }
}

/// Queues the letter that tells the home authority; the letter moves the order on.
async fn report_final(
    desk: &Desk,
    mut tx: vigie_store::Tx<'_>,
    order: Order,
) -> Result<Order, DeskError> {
    order.apply(OrderCommand::RecordFinalTold, desk.now())?;
    let letter = OrderLetter::Final;
    let job = JobKind::OrderLetter {
        order: order.id,
        letter,
    };
    tx.enqueue(job.job(desk.now())).await?;
    tx.commit(AuditEvent::OrderFinalTold { order: order.id })
        .await?;
    Ok(order)
}

/// Reasons that go on record are there, where the order itself does not ask for them.
fn check_reason(step: &OrderStep) -> Result<(), DeskError> {
    let (OrderStep::Revoke { reason } | OrderStep::Withdraw { reason }) = step else {
        return Ok(());
    };
    if reason.trim().is_empty() {
        let detail = "say why, it goes on record";
        return Err(DeskError::input("reason_missing", detail));
    }
    Ok(())
}

fn command_of(step: &OrderStep, by: UserId, now: Timestamp) -> OrderCommand {
    use OrderCommand as C;
    use OrderStep as S;
    let receipt = |at: Timestamp, evidence: &ReceiptEvidence, corrects: Option<&String>| Receipt {
        at,
        evidence: evidence.clone(),
        by: Some(by),
        recorded_at: now,
        corrects: corrects.cloned(),
    };
    match step.clone() {
        S::Receipt { at, evidence } => C::RecordReceipt(receipt(at, &evidence, None)),
        S::CorrectReceipt {
            at,
            evidence,
            reason,
        } => C::CorrectReceipt(receipt(at, &evidence, Some(&reason))),
        S::AcceptAnswer { index } => C::AcceptAnswer { index, by },
        S::RejectAnswer { index, reason } => C::RejectAnswer { index, by, reason },
        S::Executed { measure, at } => C::RecordExecution { measure, at },
        S::GroundsCeased { at } => C::CeaseGrounds { at },
        S::Clarify { text } => C::Clarify { by, text },
        S::Clarified { at } => C::RecordClarified { at },
        S::CopyAcknowledged { at } => C::RecordCopyAcknowledged { at },
        S::OpenScrutiny { by, since } => C::OpenScrutiny { by, since },
        S::Intent { reasons } => C::RecordIntent { reasons },
        S::DecideScrutiny { infringes, reasons } => C::DecideScrutiny { infringes, reasons },
        S::LodgeAppeal { at } => C::LodgeAppeal { at },
        S::DecideAppeal { stands } => C::DecideAppeal { stands },
        S::ReportFinal => C::RecordFinalTold,
        S::ExtendNonDisclosure { grounds } => C::ExtendNonDisclosure { by, grounds },
        S::EndNonDisclosure => C::EndNonDisclosure { early: true },
        S::Reinstated { at } => C::RecordReinstated { at },
        S::Revoke { .. } => C::Revoke,
        S::Withdraw { .. } => C::Withdraw,
    }
}

/// What happened, read off what was asked and what became of it.
fn events_of(before: &Order, order: &Order, step: &OrderStep) -> Vec<AuditEvent> {
    use AuditEvent as E;
    use OrderStep as S;
    let id = order.id;
    let word = |word: &str| word.to_owned();
    let mut events = Vec::new();
    if before.receipts.is_empty()
        && let Some(receipt) = order.receipts.last()
    {
        let source = word(receipt.evidence.name());
        events.push(E::OrderReceived { order: id, source });
    }
    match step {
        S::CorrectReceipt { reason, .. } => events.push(E::OrderReceiptCorrected {
            order: id,
            reason: reason.clone(),
        }),
        S::AcceptAnswer { .. } => events.push(E::OrderAnswerJudged {
            order: id,
            outcome: word("accepted"),
            reason: None,
        }),
        S::RejectAnswer { reason, .. } => events.push(E::OrderAnswerJudged {
            order: id,
            outcome: word("rejected"),
            reason: Some(reason.clone()),
        }),
        S::Receipt { .. } | S::Executed { .. } | S::ReportFinal | S::Revoke { .. } => {}
        S::GroundsCeased { .. } => events.push(E::OrderRestarted {
            order: id,
            outcome: word("grounds_ceased"),
        }),
        S::Clarify { .. } => events.push(E::OrderClarified { order: id }),
        S::Clarified { .. } => events.push(E::OrderRestarted {
            order: id,
            outcome: word("clarified"),
        }),
        S::CopyAcknowledged { .. } => events.push(E::OrderCopied {
            order: id,
            outcome: word("acknowledged"),
        }),
        S::OpenScrutiny { .. } => events.push(scrutinised(id, "opened")),
        S::Intent { .. } => events.push(scrutinised(id, "intent")),
        S::DecideScrutiny { .. } => events.push(scrutinised(id, order.scrutiny.name())),
        S::LodgeAppeal { .. } => events.push(appealed(id, "lodged")),
        S::DecideAppeal { .. } => events.push(appealed(id, order.appeal.name())),
        S::ExtendNonDisclosure { grounds } => events.push(E::NonDisclosureChanged {
            order: id,
            outcome: word("extended"),
            reason: Some(grounds.clone()),
        }),
        S::EndNonDisclosure => events.push(E::NonDisclosureChanged {
            order: id,
            outcome: word("ended"),
            reason: None,
        }),
        S::Reinstated { .. } => events.push(E::OrderReinstated {
            order: id,
            outcome: word("reinstated"),
        }),
        S::Withdraw { reason } => events.push(E::OrderWithdrawn {
            order: id,
            reason: reason.clone(),
        }),
    }
    events.extend(outcome_of(before, order, step));
    events
}

/// The event of a main state that was reached by this step.
fn outcome_of(before: &Order, order: &Order, step: &OrderStep) -> Option<AuditEvent> {
    use AuditEvent as E;
    let id = order.id;
    if before.state.name() == order.state.name() {
        return None;
    }
    match order.state {
        OrderState::Executed { at, .. } => Some(E::OrderExecuted {
            order: id,
            outcome: if order.is_late() { "late" } else { "in_time" }.to_owned(),
            time_to_removal_ms: order.received_at().map(|from| at.since_ms(from).max(0)),
        }),
        OrderState::Impossible { .. } | OrderState::Clarification { .. } => Some(E::OrderStopped {
            order: id,
            outcome: order.state.name().to_owned(),
        }),
        OrderState::Void { cause, .. } => Some(E::OrderVoided {
            order: id,
            outcome: cause.name().to_owned(),
            reason: match (cause, step) {
                (VoidCause::Revoked, OrderStep::Revoke { reason }) => Some(reason.clone()),
                _ => None,
            },
        }),
        _ => None,
    }
}

fn scrutinised(order: OrderId, outcome: &str) -> AuditEvent {
    let outcome = outcome.to_owned();
    AuditEvent::OrderScrutinised { order, outcome }
}

fn appealed(order: OrderId, outcome: &str) -> AuditEvent {
    let outcome = outcome.to_owned();
    AuditEvent::OrderAppealed { order, outcome }
}
