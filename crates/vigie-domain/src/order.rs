//! Removal orders: the binding instrument, the forms it is written and answered in, and its life.
//!
//! ```text
//! Draft ─check─▶ LegalOk ─┬─inform─▶ FirstNoticeSent ─┐
//!                         └──── not the first ────────┴─sign─▶ Signed ─▶ Sent ─receipt─▶ Received
//!                                                                          the clock ─▶ Overdue
//! Sent · Received · Overdue ─ Annex II ─▶ Executed
//! Received · Overdue ─ Annex III ─▶ Impossible ─grounds cease─▶ Received   (the hour begins anew)
//!                                └▶ Clarification ─answered and received─▶ Received
//! Signed.. ─ infringement · annulled · revoked ─▶ Void ─▶ reinstatement   Draft..Signed ─▶ Withdrawn
//! ```
//!
//! Beside it run four regions: the copy to the home authority, its scrutiny, the appeal, and the time
//! in which the author is not told ([`region`]). How long anything runs is the legal basis's to say,
//! and the order carries that basis whole, as it stood when it was decided. Pure: no clock, no
//! database, no network.

use serde::{Deserialize, Serialize};

use crate::id::{
    AssessmentId, ContactId, DeskId, EventId, ExhibitId, ItemId, LineId, OrderId, ProviderId,
    ReferralId, ReviewId, UserId,
};
use crate::item::Side;
use crate::legal_basis::LegalBasis;
use crate::provider::ProviderRole;
use crate::{Sha256, Timestamp};

mod act;
mod clocks;
pub mod form;
mod refusal;
pub mod region;

pub use act::{OrderCommand, PriorInformation, Signing};
pub use clocks::is_exposed;
pub use refusal::OrderRefusal;

use form::{ImpossibleAnswer, Measure, OrderForm, RemovalAnswer};
use region::{Appeal, HomeCopyState, NonDisclosure, Reinstatement, Scrutiny};

/// Most answers kept of one order: whoever holds a link can press its button all day.
pub const ANSWERS_MAX: usize = 50;
/// Most receipts kept of one order, corrections included.
pub const RECEIPTS_MAX: usize = 20;

/// A removal order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The desk.
    pub desk: DeskId,
    /// Which side it is on.
    pub side: Side,
    /// To whom.
    pub provider: ProviderId,
    /// As what.
    pub role: ProviderRole,
    /// Through which published contact point.
    pub contact: ContactId,
    /// On which basis, as it stood when the order was written.
    pub basis: LegalBasis,
    /// Where the authority sits, IANA zone: days of the law are its days.
    pub zone: String,
    /// What is put before the provider.
    pub form: OrderForm,
    /// About what, each line seen by two people.
    pub lines: Vec<OrderLine>,
    /// Why a referral is not enough.
    pub why: WhyOrder,
    /// Who wrote it.
    pub drafted_by: UserId,
    /// Who found and who reviewed what it rests on: none of them signs.
    pub involved: Vec<UserId>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: OrderState,
    /// When it left; `None` until then.
    pub sent_at: Option<Timestamp>,
    /// Why the time after the first information was not waited for, where it was not.
    pub emergency: Option<String>,
    /// Evidence of receipt, oldest first; the last one counts, none is ever changed.
    pub receipts: Vec<Receipt>,
    /// What was said back, oldest first.
    pub answers: Vec<OrderAnswer>,
    /// Our answers to what the provider asked.
    pub clarifications: Vec<ClarificationText>,
    /// The copy to the authority of the provider's state.
    pub home_copy: HomeCopyState,
    /// That authority's scrutiny.
    pub scrutiny: Scrutiny,
    /// The appeal.
    pub appeal: Appeal,
    /// The time in which the author is not told.
    pub non_disclosure: NonDisclosure,
    /// What follows when the order falls.
    pub reinstatement: Reinstatement,
    /// When the home authority was told that the order is final.
    pub final_told_at: Option<Timestamp>,
    /// The one Message-ID it will ever have.
    pub message_id: String,
    /// The token of reply and bounce addresses.
    pub reply_token: String,
    /// SHA-256 of the token of the answer link.
    pub answer_token_sha256: Sha256,
    /// What was printed and signed, in the vault; empty until then.
    #[serde(default)]
    pub papers: Vec<KeptFile>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its row last changed.
    pub updated_at: Timestamp,
}

/// A file in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// Its digest, which finds it.
    pub sha256: Sha256,
}

/// One item on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its id.
    pub id: LineId,
    /// The item.
    pub item: ItemId,
    /// The exact address.
    pub url: String,
    /// Its canonical key.
    pub key: String,
    /// The capture that was looked at.
    pub exhibit: ExhibitId,
    /// The first finding.
    pub assessment: AssessmentId,
    /// The second.
    pub review: ReviewId,
}

/// Why a voluntary referral is not enough: an order is never the first word without a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum WhyOrder {
    /// It was tried.
    ReferralFailed {
        /// Which.
        referral: ReferralId,
        /// What came of it.
        reason: String,
    },
    /// It does not fit.
    ReferralUnsuited {
        /// Why.
        reason: String,
    },
}

impl WhyOrder {
    /// The reason in words.
    pub fn reason(&self) -> &str {
        match self {
            Self::ReferralFailed { reason, .. } | Self::ReferralUnsuited { reason } => reason,
        }
    }
}

/// Where an order stands. What was agreed before goes on with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OrderState {
    /// Written.
    Draft,
    /// A legal officer found it lawful.
    LegalOk {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// The provider was told how orders work; the first order waits.
    FirstNoticeSent {
        /// Who found it lawful.
        by: UserId,
        /// When the information left.
        informed_at: Timestamp,
    },
    /// Signed; leaves when its signature is in the log.
    Signed {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The entry of the log that says so.
        event: EventId,
    },
    /// It left; nothing proves yet that it arrived.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// Received: the clock runs.
    Received {
        /// What set it going.
        by: RunStart,
        /// From when it runs.
        start: Timestamp,
        /// When it is out.
        due: Timestamp,
    },
    /// The time is out.
    Overdue {
        /// What set it going.
        by: RunStart,
        /// From when it ran.
        start: Timestamp,
        /// When it was out.
        due: Timestamp,
    },
    /// Not possible for now: the clock stands until the grounds cease.
    Impossible {
        /// Since when.
        since: Timestamp,
    },
    /// The provider asked something: the clock stands until it has our answer.
    Clarification {
        /// Since when.
        since: Timestamp,
        /// It is impossible besides: after our answer the grounds must cease too.
        impossible_too: bool,
        /// Whether our answer was written.
        answered: bool,
    },
    /// Done.
    Executed {
        /// What was done.
        measure: Measure,
        /// When.
        at: Timestamp,
        /// When the time was out; `None` while it stood, and where no receipt was proven.
        due: Option<Timestamp>,
    },
    /// Without effect: the law or we took it away.
    Void {
        /// When.
        at: Timestamp,
        /// By what.
        cause: VoidCause,
    },
    /// Given up before it left.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

/// What set the time to execute going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStart {
    /// The receipt.
    Receipt,
    /// The grounds of an impossibility ceased.
    GroundsCeased,
    /// Our clarification was received.
    Clarified,
}

impl RunStart {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::GroundsCeased => "grounds_ceased",
            Self::Clarified => "clarified",
        }
    }
}

/// What took the effect of an order away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidCause {
    /// The home authority found an infringement.
    Infringement,
    /// A court or authority annulled it.
    Annulled,
    /// We found our own error.
    Revoked,
}

impl VoidCause {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Infringement => "infringement",
            Self::Annulled => "annulled",
            Self::Revoked => "revoked",
        }
    }
}

/// Names of the states, in the order of the drawing.
pub const ORDER_STATES: [&str; 12] = [
    "draft",
    "legal_ok",
    "first_notice_sent",
    "signed",
    "sent",
    "received",
    "overdue",
    "impossible",
    "clarification",
    "executed",
    "void",
    "withdrawn",
];

impl OrderState {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::LegalOk { .. } => "legal_ok",
            Self::FirstNoticeSent { .. } => "first_notice_sent",
            Self::Signed { .. } => "signed",
            Self::Sent { .. } => "sent",
            Self::Received { .. } => "received",
            Self::Overdue { .. } => "overdue",
            Self::Impossible { .. } => "impossible",
            Self::Clarification { .. } => "clarification",
            Self::Executed { .. } => "executed",
            Self::Void { .. } => "void",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Whether it left the house.
    pub const fn has_left(&self) -> bool {
        matches!(
            self,
            Self::Sent { .. }
                | Self::Received { .. }
                | Self::Overdue { .. }
                | Self::Impossible { .. }
                | Self::Clarification { .. }
                | Self::Executed { .. }
                | Self::Void { .. }
        )
    }

    /// Whether the provider still owes something.
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Sent { .. }
                | Self::Received { .. }
                | Self::Overdue { .. }
                | Self::Impossible { .. }
                | Self::Clarification { .. }
        )
    }
}

/// Evidence of when an order was received. A correction is another one, never a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The instant it proves.
    pub at: Timestamp,
    /// What proves it.
    pub evidence: ReceiptEvidence,
    /// Who wrote it down; `None` when the desk did by itself.
    pub by: Option<UserId>,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// For a correction, why the one before was wrong.
    pub corrects: Option<String>,
}

/// What proves a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReceiptEvidence {
    /// The provider says so in its form.
    Stated,
    /// A notice of delivery or reading.
    Notice {
        /// Which mail, or its reference.
        reference: String,
    },
    /// What a person holds: a call, a registered delivery.
    Person {
        /// What, in words.
        what: String,
    },
}

impl ReceiptEvidence {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Notice { .. } => "notice",
            Self::Person { .. } => "person",
        }
    }
}

/// A form that came back: a claim, until a person accepts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderAnswer {
    /// When it came.
    pub at: Timestamp,
    /// `link`, `api`, `mail`.
    pub via: String,
    /// The form.
    pub form: AnswerForm,
    /// What a person made of it.
    pub standing: AnswerStanding,
}

/// A form of Annex II or III.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "annex", content = "form", rename_all = "snake_case")]
pub enum AnswerForm {
    /// Annex II.
    Executed(Box<RemovalAnswer>),
    /// Annex III.
    Impossible(Box<ImpossibleAnswer>),
}

impl AnswerForm {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Executed(_) => "executed",
            Self::Impossible(_) => "impossible",
        }
    }

    /// When the provider says it received the order.
    pub fn received_at(&self) -> Timestamp {
        match self {
            Self::Executed(form) => form.head.received_at,
            Self::Impossible(form) => form.head.received_at,
        }
    }
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum AnswerStanding {
    /// Nobody looked.
    Claimed,
    /// It is the provider's, and counts.
    Accepted {
        /// Who says so.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// It is not, or says what is not so.
    Rejected {
        /// Who says so.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
}

impl AnswerStanding {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Accepted { .. } => "accepted",
            Self::Rejected { .. } => "rejected",
        }
    }
}

/// Something a person has to do about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderTask {
    /// The provider is to be told to reinstate.
    DemandReinstatement,
    /// A form waits to be judged.
    JudgeAnswer,
    /// The provider asked something.
    Clarify,
    /// Nothing proves yet that it arrived.
    FindReceipt,
    /// The time is out.
    Press,
    /// The author may be told; the provider is told so.
    TellAuthor,
    /// The home authority is to be told that it is final.
    TellFinal,
    /// Look whether it is there again.
    WatchReinstatement,
    /// A legal officer checks it.
    Check,
    /// An issuer signs it.
    Sign,
}

impl OrderTask {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DemandReinstatement => "demand_reinstatement",
            Self::JudgeAnswer => "judge_answer",
            Self::Clarify => "clarify",
            Self::FindReceipt => "find_receipt",
            Self::Press => "press",
            Self::TellAuthor => "tell_author",
            Self::TellFinal => "tell_final",
            Self::WatchReinstatement => "watch_reinstatement",
            Self::Check => "check",
            Self::Sign => "sign",
        }
    }
}

/// What we answered to a provider that asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClarificationText {
    /// Who wrote it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// When the provider had it, as far as that is proven.
    pub received_at: Option<Timestamp>,
}

impl Order {
    /// The reference people quote.
    pub fn reference(&self) -> &str {
        &self.form.reference
    }

    /// When the provider received it, by the last evidence.
    pub fn received_at(&self) -> Option<Timestamp> {
        self.receipts.last().map(|receipt| receipt.at)
    }

    /// Whether it was executed after its time was out.
    pub fn is_late(&self) -> bool {
        match self.state {
            OrderState::Executed { at, due, .. } => due.is_some_and(|due| at > due),
            OrderState::Overdue { .. } => true,
            _ => false,
        }
    }

    /// What a person has to do about it, most pressing first.
    pub fn tasks(&self) -> Vec<OrderTask> {
        use OrderTask as T;
        let is_claimed = |answer: &OrderAnswer| answer.standing == AnswerStanding::Claimed;
        let told = self.receipts.is_empty() && matches!(self.state, OrderState::Sent { .. });
        let asked = matches!(
            self.state,
            OrderState::Clarification {
                answered: false,
                ..
            }
        );
        let fell = matches!(self.reinstatement, Reinstatement::Due { .. });
        let demanded = matches!(self.reinstatement, Reinstatement::Demanded { .. });
        let silent = matches!(self.non_disclosure, NonDisclosure::Ended { .. });
        let table = [
            (fell, T::DemandReinstatement),
            (self.answers.iter().any(is_claimed), T::JudgeAnswer),
            (asked, T::Clarify),
            (told, T::FindReceipt),
            (matches!(self.state, OrderState::Overdue { .. }), T::Press),
            (silent, T::TellAuthor),
            (
                self.is_final() && self.final_told_at.is_none(),
                T::TellFinal,
            ),
            (demanded, T::WatchReinstatement),
            (matches!(self.state, OrderState::Draft), T::Check),
            (
                matches!(
                    self.state,
                    OrderState::LegalOk { .. } | OrderState::FirstNoticeSent { .. }
                ),
                T::Sign,
            ),
        ];
        let due = table.into_iter().filter(|(is_due, _)| *is_due);
        due.map(|(_, task)| task).collect()
    }

    /// Whether it can be appealed no more, or was confirmed.
    pub const fn is_final(&self) -> bool {
        self.appeal.final_at().is_some() && !matches!(self.state, OrderState::Void { .. })
    }
}

#[cfg(test)]
mod tests;
