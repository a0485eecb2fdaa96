//! What a provider answers: done (Annex II), or not possible, or not clear enough (Annex III).
//!
//! A form may arrive from anybody with the link. It is checked against what we know of the order:
//! a time that cannot be, or another order's number, is refused with a sentence, before it is kept
//! as an answer.

use serde::{Deserialize, Serialize};

use super::{LINE_CHARS_MAX, TEXT_CHARS_MAX, is_country, rfc3339};
use crate::Timestamp;
use crate::time::MINUTE_MS;

/// Shape of [`RemovalAnswer`], as its JSON names it.
pub const ANNEX_II_SCHEMA: &str = "vigie-order-executed/1";
/// Shape of [`ImpossibleAnswer`], as its JSON names it.
pub const ANNEX_III_SCHEMA: &str = "vigie-order-impossible/1";
/// How far a provider's clock may go before ours. Source: house.
const CLOCK_SKEW_MS: i64 = 5 * MINUTE_MS;

/// Section A of both answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerHead {
    /// To whom the order was addressed.
    pub addressee: String,
    /// Who issued it.
    pub issuing_authority: String,
    /// Its reference.
    pub authority_reference: String,
    /// The provider's own file number.
    pub addressee_reference: Option<String>,
    /// When the provider says it received the order.
    #[serde(with = "rfc3339")]
    pub received_at: Timestamp,
}

/// Section C of both answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnsweredBy {
    /// The provider, or its legal representative.
    pub provider_name: String,
    /// Where it is at home, ISO 3166-1 alpha-2.
    pub member_state: String,
    /// Who may speak for it.
    pub authorised_person: String,
    /// How to reach that person.
    pub contact: String,
    /// When the form was written.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
}

/// What the provider did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Removed.
    Removed,
    /// Access disabled in every Member State.
    AccessDisabled,
}

impl Measure {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Removed, Self::AccessDisabled];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::AccessDisabled => "access_disabled",
        }
    }

    /// The measure of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Annex II: the order was executed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovalAnswer {
    /// [`ANNEX_II_SCHEMA`].
    pub schema: String,
    /// A.
    pub head: AnswerHead,
    /// B: what was done.
    pub measure: Measure,
    /// B: when.
    #[serde(with = "rfc3339")]
    pub measure_at: Timestamp,
    /// C.
    pub by: AnsweredBy,
}

/// Why an order is not executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impossibility {
    /// Force majeure, or impossible in fact, technical grounds included, and not the provider's
    /// doing.
    ForceMajeure,
    /// The order has manifest errors.
    ManifestErrors,
    /// The order does not say enough.
    InsufficientInformation,
}

impl Impossibility {
    /// Every box, in the order of the form.
    pub const ALL: [Self; 3] = [
        Self::ForceMajeure,
        Self::ManifestErrors,
        Self::InsufficientInformation,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ForceMajeure => "force_majeure",
            Self::ManifestErrors => "manifest_errors",
            Self::InsufficientInformation => "insufficient_information",
        }
    }

    /// The box of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether the provider asks us something.
    pub const fn asks(self) -> bool {
        matches!(self, Self::ManifestErrors | Self::InsufficientInformation)
    }
}

/// Annex III: the order cannot be executed, or not as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpossibleAnswer {
    /// [`ANNEX_III_SCHEMA`].
    pub schema: String,
    /// A.
    pub head: AnswerHead,
    /// B(1): the boxes.
    pub reasons: Vec<Impossibility>,
    /// B(2): what stands in the way.
    pub explanation: String,
    /// B(3): what is wrong or missing; required where the provider asks something.
    pub clarification_needed: Option<String>,
    /// C.
    pub by: AnsweredBy,
}

/// What we know of an order when its answer is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent<'a> {
    /// Its reference.
    pub reference: &'a str,
    /// When it left.
    pub sent_at: Timestamp,
}

/// Why an answer is refused. Shown to whoever typed it; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefusal {
    /// Not this form.
    #[error("this is not a form of the kind `{schema}`")]
    OtherSchema {
        /// What was expected.
        schema: &'static str,
    },
    /// Another order's.
    #[error("the form names another order than this one; check its reference")]
    OtherOrder,
    /// Nothing written.
    #[error("fill in {what}")]
    Blank {
        /// What.
        what: &'static str,
    },
    /// Too long.
    #[error("{what} is longer than {chars_max} characters; shorten it")]
    TooLong {
        /// What.
        what: &'static str,
        /// The limit.
        chars_max: usize,
    },
    /// Received before it was sent.
    #[error(
        "the form says that the order was received before it was sent; check the time and its zone"
    )]
    ReceivedBeforeSent,
    /// Acted before it was received.
    #[error(
        "the form says that the measure was taken before the order was received; check both times"
    )]
    ActedBeforeReceived,
    /// Not yet.
    #[error("the form names a time that is still to come; check it and its zone")]
    InTheFuture,
    /// No box.
    #[error("tick at least one reason why the order cannot be executed")]
    NoReason,
    /// A box twice.
    #[error("a reason is ticked twice")]
    ReasonTwice,
    /// Asks, without saying what.
    #[error("say which errors the order has, or what is missing, so that we can answer")]
    NothingAsked,
}

type Checked = Result<(), AnswerRefusal>;

impl RemovalAnswer {
    /// Checks the form against the order.
    ///
    /// # Errors
    ///
    /// The first [`AnswerRefusal`], in the order of the form.
    pub fn check(&self, sent: Sent<'_>, now: Timestamp) -> Checked {
        check_schema(&self.schema, ANNEX_II_SCHEMA)?;
        self.head.check(sent, now)?;
        not_yet(self.measure_at, now)?;
        // What was gone before the order came is no effect of it.
        if self.measure_at < self.head.received_at {
            return Err(AnswerRefusal::ActedBeforeReceived);
        }
        self.by.check(now)
    }
}

impl ImpossibleAnswer {
    /// Checks the form against the order.
    ///
    /// # Errors
    ///
    /// The first [`AnswerRefusal`], in the order of the form.
    pub fn check(&self, sent: Sent<'_>, now: Timestamp) -> Checked {
        check_schema(&self.schema, ANNEX_III_SCHEMA)?;
        self.head.check(sent, now)?;
        if self.reasons.is_empty() {
            return Err(AnswerRefusal::NoReason);
        }
        for (index, reason) in self.reasons.iter().enumerate() {
            if self.reasons[..index].contains(reason) {
                return Err(AnswerRefusal::ReasonTwice);
            }
        }
        text("what stands in the way", &self.explanation)?;
        match &self.clarification_needed {
            Some(asked) => text("what is wrong or missing", asked)?,
            None if self.asks() => return Err(AnswerRefusal::NothingAsked),
            None => {}
        }
        self.by.check(now)
    }

    /// Whether the provider waits for our clarification; else it waits for its grounds to cease.
    pub fn asks(&self) -> bool {
        self.reasons.iter().any(|reason| reason.asks())
    }
}

impl AnswerHead {
    fn check(&self, sent: Sent<'_>, now: Timestamp) -> Checked {
        line("to whom the order was addressed", &self.addressee)?;
        line(
            "the authority that issued the order",
            &self.issuing_authority,
        )?;
        if self.authority_reference.trim() != sent.reference {
            return Err(AnswerRefusal::OtherOrder);
        }
        if let Some(own) = &self.addressee_reference {
            line("your own reference, or leave it out", own)?;
        }
        not_yet(self.received_at, now)?;
        if sent.sent_at.since_ms(self.received_at) > CLOCK_SKEW_MS {
            return Err(AnswerRefusal::ReceivedBeforeSent);
        }
        Ok(())
    }
}

impl AnsweredBy {
    fn check(&self, now: Timestamp) -> Checked {
        line("the name of the provider", &self.provider_name)?;
        if !is_country(&self.member_state) {
            let what = "the Member State, as two capital letters";
            return Err(AnswerRefusal::Blank { what });
        }
        line(
            "the person who may speak for the provider",
            &self.authorised_person,
        )?;
        line("how to reach that person", &self.contact)?;
        not_yet(self.at, now)
    }
}

fn check_schema(found: &str, schema: &'static str) -> Checked {
    if found == schema {
        Ok(())
    } else {
        Err(AnswerRefusal::OtherSchema { schema })
    }
}

fn not_yet(at: Timestamp, now: Timestamp) -> Checked {
    if at.since_ms(now) > CLOCK_SKEW_MS {
        return Err(AnswerRefusal::InTheFuture);
    }
    Ok(())
}

fn line(what: &'static str, value: &str) -> Checked {
    within(what, value, LINE_CHARS_MAX, |_| false)
}

fn text(what: &'static str, value: &str) -> Checked {
    within(what, value, TEXT_CHARS_MAX, |c| {
        matches!(c, '\n' | '\r' | '\t')
    })
}

fn within(
    what: &'static str,
    value: &str,
    chars_max: usize,
    may_hold: impl Fn(char) -> bool,
) -> Checked {
    let is_odd = |c: char| c.is_control() && !may_hold(c);
    if value.trim().is_empty() || value.chars().any(is_odd) {
        return Err(AnswerRefusal::Blank { what });
    }
    if value.chars().count() > chars_max {
        return Err(AnswerRefusal::TooLong { what, chars_max });
    }
    Ok(())
}
