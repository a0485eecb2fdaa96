//! What somebody asks of an order, and what the order answers: its whole life in one `match`.

use super::form::{Measure, OrderForm, REASON_CHARS_MIN, Sent, SignatureLine, TEXT_CHARS_MAX};
use super::region::{Appeal, HomeCopyState, NonDisclosure, Reinstatement, Scrutiny, ScrutinyBy};
use super::{
    ANSWERS_MAX, AnswerForm, AnswerStanding, ClarificationText, Order, OrderAnswer, OrderRefusal,
    OrderState, RECEIPTS_MAX, Receipt, ReceiptEvidence, RunStart, VoidCause,
};
use crate::Timestamp;
use crate::clock::ClockKind;
use crate::id::{EventId, UserId};

type Applied = Result<(), OrderRefusal>;

/// What somebody asks of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderCommand {
    /// A legal officer finds it lawful.
    CheckLaw {
        /// Who.
        by: UserId,
    },
    /// The information on procedures left.
    RecordInformation {
        /// When.
        at: Timestamp,
    },
    /// An issuer signs.
    Sign(Box<Signing>),
    /// It left.
    RecordSent,
    /// A receipt is proven.
    RecordReceipt(Receipt),
    /// The receipt on record was wrong; both stay.
    CorrectReceipt(Receipt),
    /// The time is out.
    MarkOverdue,
    /// A form came back.
    RecordAnswer(Box<OrderAnswer>),
    /// A person says that a form is the provider's, and counts.
    AcceptAnswer {
        /// Which, counted from 0.
        index: usize,
        /// Who.
        by: UserId,
    },
    /// A person says that it is not.
    RejectAnswer {
        /// Which, counted from 0.
        index: usize,
        /// Who.
        by: UserId,
        /// Why.
        reason: String,
    },
    /// A person saw that it was done, though no form says so.
    RecordExecution {
        /// What was seen.
        measure: Measure,
        /// When.
        at: Timestamp,
    },
    /// The grounds of an impossibility ceased.
    CeaseGrounds {
        /// When.
        at: Timestamp,
    },
    /// We answer what the provider asked.
    Clarify {
        /// Who.
        by: UserId,
        /// What.
        text: String,
    },
    /// The provider has our answer.
    RecordClarified {
        /// When.
        at: Timestamp,
    },
    /// The copy left.
    RecordCopySent,
    /// The home authority has the copy.
    RecordCopyAcknowledged {
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
    RecordIntent {
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
    /// It was decided.
    DecideAppeal {
        /// Whether the order stands.
        stands: bool,
    },
    /// Nobody lodged one in time.
    LapseAppeal,
    /// The home authority was told that the order is final.
    RecordFinalTold,
    /// The author is not told for longer.
    ExtendNonDisclosure {
        /// Who.
        by: UserId,
        /// Why.
        grounds: String,
    },
    /// The author may be told: by itself at its end, or earlier because a person says so.
    EndNonDisclosure {
        /// A person ends it before its time.
        early: bool,
    },
    /// The provider was told that the author may be told.
    RecordAuthorTold,
    /// We found our own error.
    Revoke,
    /// The provider was told to reinstate.
    RecordDemand,
    /// It is there again.
    RecordReinstated {
        /// When.
        at: Timestamp,
    },
    /// Given up before it was signed.
    Withdraw,
    /// Signed, and certainly not sent: what it is about is gone or another thing now.
    GiveUp,
}

/// How the provider was told beforehand how orders work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriorInformation {
    /// It had an order before.
    NotFirst,
    /// It was told.
    Given {
        /// When.
        at: Timestamp,
    },
    /// It was not.
    Missing,
}

/// A signature, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// Who.
    pub by: UserId,
    /// The name on the paper.
    pub name: String,
    /// The post on the paper.
    pub post: String,
    /// The entry of the log.
    pub event: EventId,
    /// What the provider was told before.
    pub prior: PriorInformation,
    /// Why the law's time after the information is not waited for.
    pub emergency: Option<String>,
    /// Whether a legal officer compared the printed form with the official text.
    pub is_attested: bool,
}

impl Order {
    /// Answers a command: the order as it is then, or the reason why not.
    ///
    /// # Errors
    ///
    /// [`OrderRefusal`]; the order stays as it was.
    pub fn apply(&self, command: OrderCommand, now: Timestamp) -> Result<Self, OrderRefusal> {
        let mut next = self.clone();
        next.act(command, now)?;
        next.updated_at = now;
        Ok(next)
    }

    fn act(&mut self, command: OrderCommand, now: Timestamp) -> Applied {
        use OrderCommand as C;
        match command {
            C::CheckLaw { by } => self.check_law(by, now),
            C::RecordInformation { at } => self.inform(at),
            C::Sign(signing) => self.sign(*signing, now),
            C::RecordSent => self.send(now),
            C::RecordReceipt(receipt) => self.receive(receipt, now),
            C::CorrectReceipt(receipt) => self.correct(receipt, now),
            C::MarkOverdue => self.mark_overdue(now),
            C::RecordAnswer(answer) => self.take_answer(*answer, now),
            C::AcceptAnswer { index, by } => self.accept(index, by, now),
            C::RejectAnswer { index, by, reason } => self.reject(index, by, reason, now),
            C::RecordExecution { measure, at } => {
                self.open_or_refuse()?;
                check_time(self.earliest(), at, now)?;
                self.execute(measure, at);
                Ok(())
            }
            C::CeaseGrounds { at } => {
                let OrderState::Impossible { since } = self.state else {
                    return self.wrong_state();
                };
                check_time(Some(since), at, now)?;
                self.run(RunStart::GroundsCeased, at)
            }
            C::Clarify { by, text } => self.clarify(by, text, now),
            C::RecordClarified { at } => self.clarified(at, now),
            C::RecordCopySent => match self.home_copy {
                HomeCopyState::Enqueued { .. } => {
                    self.home_copy = HomeCopyState::Sent { at: now };
                    Ok(())
                }
                state => wrong_region("copy", state.name()),
            },
            C::RecordCopyAcknowledged { at } => match self.home_copy {
                HomeCopyState::Sent { at: sent_at } => {
                    check_time(Some(sent_at), at, now)?;
                    self.home_copy = HomeCopyState::Acknowledged { at };
                    Ok(())
                }
                state => wrong_region("copy", state.name()),
            },
            C::OpenScrutiny { by, since } => self.open_scrutiny(by, since, now),
            C::RecordIntent { reasons } => self.intend(reasons),
            C::DecideScrutiny { infringes, reasons } => {
                self.decide_scrutiny(infringes, reasons, now)
            }
            C::LodgeAppeal { at } => self.lodge(at, now),
            C::DecideAppeal { stands } => match self.appeal {
                Appeal::Pending { .. } if stands => {
                    self.appeal = Appeal::Confirmed { at: now };
                    Ok(())
                }
                Appeal::Pending { .. } => {
                    self.appeal = Appeal::Annulled { at: now };
                    self.fall(VoidCause::Annulled, now);
                    Ok(())
                }
                state => wrong_region("appeal", state.name()),
            },
            C::LapseAppeal => match self.appeal {
                Appeal::Open { until } if until <= now => {
                    self.appeal = Appeal::Lapsed { at: until };
                    Ok(())
                }
                Appeal::Open { .. } => Err(OrderRefusal::NotDue),
                state => wrong_region("appeal", state.name()),
            },
            C::RecordFinalTold => {
                if !self.is_final() || self.final_told_at.is_some() {
                    return wrong_region("appeal", self.appeal.name());
                }
                self.final_told_at = Some(now);
                Ok(())
            }
            C::ExtendNonDisclosure { by, grounds } => self.extend_silence(by, grounds, now),
            C::EndNonDisclosure { early } => self.end_silence(early, now),
            C::RecordAuthorTold => match self.non_disclosure {
                NonDisclosure::Ended { .. } => {
                    self.non_disclosure = NonDisclosure::Told { at: now };
                    Ok(())
                }
                _ => wrong_region("non-disclosure", self.non_disclosure.name()),
            },
            C::Revoke => self.revoke(now),
            C::RecordDemand => match self.reinstatement {
                Reinstatement::Due { .. } => {
                    self.reinstatement = Reinstatement::Demanded { at: now };
                    Ok(())
                }
                state => wrong_region("reinstatement", state.name()),
            },
            C::RecordReinstated { at } => match self.reinstatement {
                Reinstatement::Demanded { at: demanded_at } => {
                    check_time(Some(demanded_at), at, now)?;
                    self.reinstatement = Reinstatement::Reinstated { at };
                    Ok(())
                }
                state => wrong_region("reinstatement", state.name()),
            },
            C::GiveUp => {
                let OrderState::Signed { .. } = self.state else {
                    return self.wrong_state();
                };
                self.home_copy = HomeCopyState::NotNeeded;
                self.non_disclosure = NonDisclosure::None;
                self.state = OrderState::Withdrawn { at: now };
                Ok(())
            }
            C::Withdraw => match self.state {
                OrderState::Draft
                | OrderState::LegalOk { .. }
                | OrderState::FirstNoticeSent { .. } => {
                    self.state = OrderState::Withdrawn { at: now };
                    Ok(())
                }
                _ => self.wrong_state(),
            },
        }
    }

    fn check_law(&mut self, by: UserId, now: Timestamp) -> Applied {
        let OrderState::Draft = self.state else {
            return self.wrong_state();
        };
        if by == self.drafted_by {
            return Err(OrderRefusal::OwnCheck);
        }
        if self.lines.is_empty() {
            return Err(OrderRefusal::NoLine);
        }
        grounds("reason why a referral is not enough", self.why.reason())?;
        self.form.check_unsigned()?;
        self.state = OrderState::LegalOk { by, at: now };
        Ok(())
    }

    fn inform(&mut self, at: Timestamp) -> Applied {
        let OrderState::LegalOk { by, .. } = self.state else {
            return self.wrong_state();
        };
        self.state = OrderState::FirstNoticeSent {
            by,
            informed_at: at,
        };
        Ok(())
    }

    fn sign(&mut self, signing: Signing, now: Timestamp) -> Applied {
        let prior = match (&self.state, signing.prior) {
            (OrderState::FirstNoticeSent { informed_at, .. }, PriorInformation::Missing) => {
                PriorInformation::Given { at: *informed_at }
            }
            (OrderState::LegalOk { .. } | OrderState::FirstNoticeSent { .. }, prior) => prior,
            _ => return self.wrong_state(),
        };
        if signing.by == self.drafted_by || self.involved.contains(&signing.by) {
            return Err(OrderRefusal::IssuerInvolved);
        }
        if !signing.is_attested {
            return Err(OrderRefusal::Unattested {
                form: "order",
                language: self.form.language.code(),
            });
        }
        if let Err(refusal) = self.check_prior(prior, now) {
            let emergency = signing.emergency.as_deref().ok_or(refusal)?;
            grounds("grounds for an emergency", emergency)?;
            self.emergency = Some(emergency.trim().to_owned());
        }
        self.fill(signing.name, signing.post, now)?;
        self.form.check()?;
        if self.form.cross_border {
            self.home_copy = HomeCopyState::Enqueued { at: now };
        }
        if let Some(decision) = &self.form.non_disclosure {
            let until = decision.until;
            self.non_disclosure = NonDisclosure::Active { from: now, until };
        }
        self.state = OrderState::Signed {
            by: signing.by,
            at: now,
            event: signing.event,
        };
        Ok(())
    }

    /// Writes down on the form what only the signature makes true.
    fn fill(&mut self, name: String, post: String, now: Timestamp) -> Applied {
        let Self {
            form, basis, zone, ..
        } = self;
        let OrderForm {
            issued_at,
            signature,
            home_copy,
            non_disclosure,
            ..
        } = form;
        *issued_at = Some(now);
        *signature = Some(SignatureLine {
            name,
            post,
            at: now,
        });
        if let Some(copy) = home_copy {
            copy.sent_at = Some(now);
        }
        if let Some(decision) = non_disclosure {
            decision.until = basis.due(ClockKind::NonDisclosure, now, zone)?;
        }
        Ok(())
    }

    /// Invariant I9: told in time, or not the first.
    fn check_prior(&self, prior: PriorInformation, now: Timestamp) -> Applied {
        let at = match prior {
            PriorInformation::NotFirst => return Ok(()),
            PriorInformation::Missing => return Err(OrderRefusal::FirstInformationMissing),
            PriorInformation::Given { at } => at,
        };
        let due = self
            .basis
            .due(ClockKind::FirstInformation, at, &self.zone)?;
        let remaining_ms = due.since_ms(now);
        if remaining_ms > 0 {
            return Err(OrderRefusal::FirstInformationTooRecent { remaining_ms });
        }
        Ok(())
    }

    fn send(&mut self, now: Timestamp) -> Applied {
        let OrderState::Signed { .. } = self.state else {
            return self.wrong_state();
        };
        self.sent_at = Some(now);
        self.state = OrderState::Sent { at: now };
        Ok(())
    }

    fn receive(&mut self, receipt: Receipt, now: Timestamp) -> Applied {
        if !self.receipts.is_empty() {
            return Err(OrderRefusal::ReceiptStands);
        }
        let OrderState::Sent { .. } = self.state else {
            return self.wrong_state();
        };
        check_time(self.earliest(), receipt.at, now)?;
        let at = receipt.at;
        self.receipts.push(Receipt {
            corrects: None,
            ..receipt
        });
        self.open_appeal(at)?;
        self.run(RunStart::Receipt, at)
    }

    fn correct(&mut self, receipt: Receipt, now: Timestamp) -> Applied {
        let before = self.received_at().ok_or(OrderRefusal::NoReceipt)?;
        grounds(
            "reason of the correction",
            receipt.corrects.as_deref().unwrap_or_default(),
        )?;
        if self.receipts.len() >= RECEIPTS_MAX {
            let count_max = RECEIPTS_MAX;
            return Err(OrderRefusal::TooMany { count_max });
        }
        check_time(self.earliest(), receipt.at, now)?;
        let at = receipt.at;
        self.receipts.push(receipt);
        if let Appeal::Open { .. } = self.appeal {
            self.open_appeal(at)?;
        }
        match self.state {
            OrderState::Received {
                by: RunStart::Receipt,
                start,
                ..
            }
            | OrderState::Overdue {
                by: RunStart::Receipt,
                start,
                ..
            } if start == before => self.run(RunStart::Receipt, at),
            OrderState::Executed {
                measure,
                at: done_at,
                due: Some(due),
            } if Some(due) == self.basis.due(ClockKind::Execute, before, &self.zone).ok() => {
                let due = Some(self.basis.due(ClockKind::Execute, at, &self.zone)?);
                self.state = OrderState::Executed {
                    measure,
                    at: done_at,
                    due,
                };
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The time to execute begins.
    fn run(&mut self, by: RunStart, start: Timestamp) -> Applied {
        let due = self.basis.due(ClockKind::Execute, start, &self.zone)?;
        self.state = OrderState::Received { by, start, due };
        Ok(())
    }

    fn open_appeal(&mut self, received_at: Timestamp) -> Applied {
        let until = self.basis.due(ClockKind::Appeal, received_at, &self.zone)?;
        self.appeal = Appeal::Open { until };
        Ok(())
    }

    fn mark_overdue(&mut self, now: Timestamp) -> Applied {
        let OrderState::Received { by, start, due } = self.state else {
            return self.wrong_state();
        };
        if now < due {
            return Err(OrderRefusal::NotDue);
        }
        self.state = OrderState::Overdue { by, start, due };
        Ok(())
    }

    fn take_answer(&mut self, answer: OrderAnswer, now: Timestamp) -> Applied {
        let Some(sent_at) = self.earliest().filter(|_| self.state.has_left()) else {
            return self.wrong_state();
        };
        if self.answers.len() >= ANSWERS_MAX {
            let count_max = ANSWERS_MAX;
            return Err(OrderRefusal::TooMany { count_max });
        }
        let reference = self.form.reference.as_str();
        let sent = Sent { reference, sent_at };
        match &answer.form {
            AnswerForm::Executed(form) => form.check(sent, now)?,
            AnswerForm::Impossible(form) => form.check(sent, now)?,
        }
        self.answers.push(OrderAnswer {
            at: now,
            standing: AnswerStanding::Claimed,
            ..answer
        });
        Ok(())
    }

    fn accept(&mut self, index: usize, by: UserId, now: Timestamp) -> Applied {
        let claimed = self.claimed(index)?.clone();
        self.open_or_refuse()?;
        if self.receipts.is_empty() {
            // What the provider says of itself proves its receipt; a clock a little before ours
            // makes no receipt before the sending.
            let stated = claimed.form.received_at().min(now);
            let at = self
                .earliest()
                .map_or(stated, |earliest| stated.max(earliest));
            let evidence = ReceiptEvidence::Stated;
            let receipt = Receipt {
                at,
                evidence,
                by: Some(by),
                recorded_at: now,
                corrects: None,
            };
            self.receive(receipt, now)?;
        }
        match &claimed.form {
            AnswerForm::Executed(form) => self.execute(form.measure, form.measure_at),
            AnswerForm::Impossible(form) => {
                let (OrderState::Received { .. } | OrderState::Overdue { .. }) = self.state else {
                    return self.wrong_state();
                };
                let since = claimed.at;
                let impossible_too = form.reasons.iter().any(|reason| !reason.asks());
                self.state = if form.asks() {
                    OrderState::Clarification {
                        since,
                        impossible_too,
                        answered: false,
                    }
                } else {
                    OrderState::Impossible { since }
                };
            }
        }
        self.answers[index].standing = AnswerStanding::Accepted { by, at: now };
        Ok(())
    }

    fn reject(&mut self, index: usize, by: UserId, reason: String, now: Timestamp) -> Applied {
        self.claimed(index)?;
        grounds("reason why the answer does not count", &reason)?;
        self.answers[index].standing = AnswerStanding::Rejected {
            by,
            at: now,
            reason,
        };
        Ok(())
    }

    fn claimed(&self, index: usize) -> Result<&OrderAnswer, OrderRefusal> {
        self.answers
            .get(index)
            .filter(|answer| answer.standing == AnswerStanding::Claimed)
            .ok_or(OrderRefusal::NoAnswer)
    }

    fn execute(&mut self, measure: Measure, at: Timestamp) {
        let due = match self.state {
            OrderState::Received { due, .. } | OrderState::Overdue { due, .. } => Some(due),
            _ => None,
        };
        self.state = OrderState::Executed { measure, at, due };
    }

    fn clarify(&mut self, by: UserId, text: String, now: Timestamp) -> Applied {
        let OrderState::Clarification {
            since,
            impossible_too,
            answered: false,
        } = self.state
        else {
            return self.wrong_state();
        };
        grounds("clarification", &text)?;
        self.clarifications.push(ClarificationText {
            by,
            at: now,
            text,
            received_at: None,
        });
        self.state = OrderState::Clarification {
            since,
            impossible_too,
            answered: true,
        };
        Ok(())
    }

    fn clarified(&mut self, at: Timestamp, now: Timestamp) -> Applied {
        let OrderState::Clarification {
            impossible_too,
            answered: true,
            ..
        } = self.state
        else {
            return self.wrong_state();
        };
        let written_at = self.clarifications.last().map(|text| text.at);
        check_time(written_at, at, now)?;
        if let Some(text) = self.clarifications.last_mut() {
            text.received_at = Some(at);
        }
        if impossible_too {
            self.state = OrderState::Impossible { since: at };
            return Ok(());
        }
        self.run(RunStart::Clarified, at)
    }

    fn open_scrutiny(&mut self, by: ScrutinyBy, since: Timestamp, now: Timestamp) -> Applied {
        if !self.form.cross_border || self.scrutiny != Scrutiny::None {
            return wrong_region("scrutiny", self.scrutiny.name());
        }
        if !self.state.has_left() {
            return self.wrong_state();
        }
        check_time(self.earliest(), since, now)?;
        if by == ScrutinyBy::Provider {
            let received_at = self.received_at().ok_or(OrderRefusal::NoReceipt)?;
            let asked_by = self
                .basis
                .due(ClockKind::ScrutinyRequest, received_at, &self.zone)?;
            if since > asked_by {
                return Err(OrderRefusal::TooLate);
            }
        }
        self.scrutiny = Scrutiny::Open {
            by,
            since,
            due: self.basis.due(ClockKind::Scrutiny, since, &self.zone)?,
            intent: None,
        };
        Ok(())
    }

    fn intend(&mut self, reasons: String) -> Applied {
        match &mut self.scrutiny {
            Scrutiny::Open { intent, .. } if intent.is_none() => {
                grounds("reasons of the home authority", &reasons)?;
                *intent = Some(reasons);
                Ok(())
            }
            other => wrong_region("scrutiny", other.name()),
        }
    }

    fn decide_scrutiny(&mut self, infringes: bool, reasons: String, now: Timestamp) -> Applied {
        let Scrutiny::Open { intent, .. } = &self.scrutiny else {
            return wrong_region("scrutiny", self.scrutiny.name());
        };
        grounds("reasons of the home authority", &reasons)?;
        if !infringes {
            self.scrutiny = Scrutiny::NoInfringement { at: now, reasons };
            return Ok(());
        }
        // We are told of the intention first, so that we can answer it.
        if intent.is_none() {
            return wrong_region("scrutiny", "without a notice of intent");
        }
        self.scrutiny = Scrutiny::Infringement { at: now, reasons };
        self.fall(VoidCause::Infringement, now);
        Ok(())
    }

    fn lodge(&mut self, at: Timestamp, now: Timestamp) -> Applied {
        let until = match self.appeal {
            Appeal::Open { until } => until,
            // It reached us after the time was out, and was lodged before.
            Appeal::Lapsed { at } => at,
            state => return wrong_region("appeal", state.name()),
        };
        check_time(self.received_at(), at, now)?;
        if at > until {
            return Err(OrderRefusal::TooLate);
        }
        self.appeal = Appeal::Pending { since: at };
        Ok(())
    }

    fn extend_silence(&mut self, by: UserId, grounds_text: String, now: Timestamp) -> Applied {
        match self.non_disclosure {
            NonDisclosure::Active { from, until } => {
                if until <= now {
                    return Err(OrderRefusal::TooLate);
                }
                grounds("grounds of the extension", &grounds_text)?;
                let kind = ClockKind::NonDisclosureExtension;
                self.non_disclosure = NonDisclosure::Extended {
                    from,
                    until: self.basis.due(kind, until, &self.zone)?,
                    by,
                    grounds: grounds_text,
                };
                Ok(())
            }
            NonDisclosure::Extended { .. } => Err(OrderRefusal::ExtendedBefore),
            _ => wrong_region("non-disclosure", self.non_disclosure.name()),
        }
    }

    fn end_silence(&mut self, early: bool, now: Timestamp) -> Applied {
        let Some(until) = self.non_disclosure.until() else {
            return wrong_region("non-disclosure", self.non_disclosure.name());
        };
        if until > now && !early {
            return Err(OrderRefusal::NotDue);
        }
        self.non_disclosure = NonDisclosure::Ended { at: until.min(now) };
        Ok(())
    }

    fn revoke(&mut self, now: Timestamp) -> Applied {
        let may = self.state.has_left() || matches!(self.state, OrderState::Signed { .. });
        if !may || matches!(self.state, OrderState::Void { .. }) {
            return self.wrong_state();
        }
        self.fall(VoidCause::Revoked, now);
        Ok(())
    }

    /// The order loses its effect: what was done on it is undone, and there is nothing to hide.
    fn fall(&mut self, cause: VoidCause, now: Timestamp) {
        if matches!(self.state, OrderState::Void { .. }) {
            return;
        }
        // A signed one may be on its way: whoever has it is told as well.
        self.reinstatement = Reinstatement::Due { since: now };
        if let Some(until) = self.non_disclosure.until() {
            self.non_disclosure = NonDisclosure::Ended { at: until.min(now) };
        }
        self.state = OrderState::Void { at: now, cause };
    }

    /// Before this instant nothing of it can have arrived. A letter of which nobody knew whether it
    /// left is sent again, so this is when it was signed, not when it certainly left.
    fn earliest(&self) -> Option<Timestamp> {
        self.form.issued_at.filter(|_| self.sent_at.is_some())
    }

    fn open_or_refuse(&self) -> Applied {
        if self.state.is_open() {
            Ok(())
        } else {
            self.wrong_state()
        }
    }

    fn wrong_state(&self) -> Applied {
        Err(OrderRefusal::WrongState {
            state: self.state.name(),
        })
    }
}

fn wrong_region(region: &'static str, state: &'static str) -> Applied {
    Err(OrderRefusal::WrongRegion { region, state })
}

/// An instant that is neither before what it follows nor still to come.
fn check_time(not_before: Option<Timestamp>, at: Timestamp, now: Timestamp) -> Applied {
    if at > now || not_before.is_some_and(|before| at < before) {
        return Err(OrderRefusal::TimeImpossible);
    }
    Ok(())
}

/// Grounds that a decision rests on: there, and neither a tick nor a book.
pub(super) fn grounds(what: &'static str, text: &str) -> Applied {
    let chars = text.trim().chars().count();
    if chars < REASON_CHARS_MIN {
        let chars_min = REASON_CHARS_MIN;
        return Err(OrderRefusal::GroundsMissing { what, chars_min });
    }
    if chars > TEXT_CHARS_MAX {
        let chars_max = TEXT_CHARS_MAX;
        return Err(OrderRefusal::TooLong { what, chars_max });
    }
    Ok(())
}
