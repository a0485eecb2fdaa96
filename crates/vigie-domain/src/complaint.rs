//! Complaints: somebody whose words went says that it was wrong, and another person looks.
//!
//! ```text
//! Received ─acknowledge─▶ Acknowledged ─assign─▶ Assigned ─decide─▶ Decided ─inform─▶ Informed ─close─▶ Closed
//!    │                         │           ▲ └─assign─┘                ▲                  │
//!    └────────withdraw─────────┴───────────┴──▶ Withdrawn              └── decide ── Court ◀┘ to court
//! ```
//!
//! Whoever decides had no hand in the case: [`Involvement`] is what the log says of that person.
//! Upheld means that what was sent is taken back with everybody it reached; that it came back is
//! seen by a watch ([`Watch::Awaiting`](crate::Watch)), and never claimed.
//!
//! Pure: no clock, no database, no network. The caller passes `now`.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::actor::Language;
use crate::id::{
    BankEntryId, BankId, ComplaintId, DeskId, EventId, ItemId, ReferralId, RetractionId, UserId,
};
use crate::time::DAY_MS;

/// Time within which a complaint is answered, where a desk sets none. Source: Regulation (EU)
/// 2021/784, Art. 10(2), two weeks from the receipt.
pub const ANSWER_WITHIN_MS: i64 = 14 * DAY_MS;
/// Shortest reasons of an answer, in characters. Source: house; shorter ones say nothing.
pub const REASONS_CHARS_MIN: usize = 20;

/// Who complains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complainant {
    /// Who published what went.
    Author,
    /// Who stored it and was asked to remove it.
    Provider,
    /// Anybody else.
    ThirdParty,
    /// The oversight officer.
    Oversight,
}

impl Complainant {
    /// Those who can say so of themselves on the public form.
    pub const PUBLIC: [Self; 3] = [Self::Author, Self::Provider, Self::ThirdParty];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Provider => "provider",
            Self::ThirdParty => "third_party",
            Self::Oversight => "oversight",
        }
    }

    /// The one of that name who may use the public form.
    pub fn parse_public(name: &str) -> Option<Self> {
        Self::PUBLIC.into_iter().find(|one| one.name() == name)
    }
}

/// What a complaint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Subject {
    /// An item, by whichever notice it was named.
    Item {
        /// Which.
        item: ItemId,
    },
    /// A notice with all its lines.
    Referral {
        /// Which.
        referral: ReferralId,
    },
    /// An entry of a bank.
    BankEntry {
        /// Of which bank.
        bank: BankId,
        /// Which.
        entry: BankEntryId,
    },
}

/// How a complaint ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintOutcome {
    /// Right: everything is taken back.
    Upheld,
    /// Right in part: some of it is taken back.
    PartlyUpheld,
    /// Wrong, with reasons.
    Rejected,
}

impl ComplaintOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Upheld, Self::PartlyUpheld, Self::Rejected];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::PartlyUpheld => "partly_upheld",
            Self::Rejected => "rejected",
        }
    }

    /// The outcome of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether something is taken back.
    pub const fn takes_back(self) -> bool {
        matches!(self, Self::Upheld | Self::PartlyUpheld)
    }
}

/// An answer with its reasons, as the complainant reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which.
    pub outcome: ComplaintOutcome,
    /// Why.
    pub reasons: String,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// The entry of the record that says so.
    pub event: EventId,
}

/// Where a complaint stands. Each state carries exactly the facts that matter from there on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ComplaintState {
    /// Written down.
    Received,
    /// The complainant holds the token that follows it.
    Acknowledged,
    /// With somebody who had no hand in the case.
    Assigned {
        /// Whom.
        to: UserId,
    },
    /// Answered; the answer waits for its place in the log.
    Decided {
        /// The answer.
        decision: Decision,
    },
    /// The answer stands on the page of the token.
    Informed {
        /// The answer.
        decision: Decision,
        /// Since when.
        at: Timestamp,
    },
    /// Before a court.
    Court {
        /// The answer that is contested there.
        decision: Decision,
        /// Who follows it and writes down what the court says.
        by: UserId,
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Closed {
        /// The answer that holds.
        decision: Decision,
        /// Since when.
        at: Timestamp,
    },
    /// Taken back by whoever complained.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

/// Names of the states, in the order of the drawing.
pub const COMPLAINT_STATES: [&str; 8] = [
    "received",
    "acknowledged",
    "assigned",
    "decided",
    "informed",
    "court",
    "closed",
    "withdrawn",
];

/// What the log says of one person's hand in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Involvement {
    /// No act of that person is in the record of the case.
    None,
    /// That person did this, the first of it all.
    Acted {
        /// The kind of the entry.
        act: String,
    },
}

/// What somebody asks of a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComplaintCommand {
    /// The token was handed out.
    Acknowledge,
    /// It is given to somebody.
    Assign {
        /// Whom.
        to: UserId,
        /// What the log says of that person.
        involvement: Involvement,
    },
    /// It is answered.
    Decide {
        /// How, why, by whom, when.
        decision: Decision,
        /// What the log says of that person.
        involvement: Involvement,
        /// Things it is about that can be taken back.
        subjects: usize,
    },
    /// The answer is in the log and on the page of the token.
    Inform,
    /// The complainant, or the desk, is before a court.
    GoToCourt {
        /// Who follows it.
        by: UserId,
    },
    /// Over.
    Close,
    /// Taken back by whoever complained.
    Withdraw,
}

/// Why a complaint refused. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComplaintRefusal {
    /// A hand in the case.
    #[error(
        "this person acted on the case before (`{act}` in the log); give the complaint to somebody who did not"
    )]
    TouchedTheCase {
        /// The kind of the entry.
        act: String,
    },
    /// Somebody else's.
    #[error("the complaint is with somebody else; only the person it was given to answers it")]
    NotTheAssignee,
    /// No reasons.
    #[error("an answer needs reasons of at least {chars_min} characters; these have {chars}")]
    ReasonsMissing {
        /// How long they are.
        chars: usize,
        /// How long they must be.
        chars_min: usize,
    },
    /// Nothing to take back.
    #[error(
        "nothing is linked that could be taken back; link the item, the notice or the entry first"
    )]
    SubjectMissing,
    /// Not from here.
    #[error("a complaint that is `{state}` cannot do this")]
    WrongState {
        /// Where it stands.
        state: &'static str,
    },
}

impl ComplaintState {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Assigned { .. } => "assigned",
            Self::Decided { .. } => "decided",
            Self::Informed { .. } => "informed",
            Self::Court { .. } => "court",
            Self::Closed { .. } => "closed",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Whether the complainant still waits for an answer.
    pub const fn waits(&self) -> bool {
        matches!(
            self,
            Self::Received | Self::Acknowledged | Self::Assigned { .. }
        )
    }

    /// The answer, once there is one.
    pub const fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Decided { decision }
            | Self::Informed { decision, .. }
            | Self::Court { decision, .. }
            | Self::Closed { decision, .. } => Some(decision),
            Self::Received
            | Self::Acknowledged
            | Self::Assigned { .. }
            | Self::Withdrawn { .. } => None,
        }
    }

    /// Answers a command: the next state, or the reason there is none.
    ///
    /// The whole life of a complaint is in this one `match`.
    ///
    /// # Errors
    ///
    /// [`ComplaintRefusal`]; the complaint stays as it was.
    pub fn apply(
        &self,
        command: ComplaintCommand,
        now: Timestamp,
    ) -> Result<Self, ComplaintRefusal> {
        use ComplaintCommand as C;
        match (self, command) {
            (Self::Received, C::Acknowledge) => Ok(Self::Acknowledged),
            (Self::Acknowledged | Self::Assigned { .. }, C::Assign { to, involvement }) => {
                check_independence(involvement)?;
                Ok(Self::Assigned { to })
            }
            (
                Self::Assigned { to },
                C::Decide {
                    decision,
                    involvement,
                    subjects,
                },
            ) => {
                if *to != decision.by {
                    return Err(ComplaintRefusal::NotTheAssignee);
                }
                check_independence(involvement)?;
                check_decision(&decision, subjects)?;
                Ok(Self::Decided { decision })
            }
            // What the court says is written down by whoever follows it: the independence is the court's.
            (
                Self::Court { by, .. },
                C::Decide {
                    decision, subjects, ..
                },
            ) => {
                if *by != decision.by {
                    return Err(ComplaintRefusal::NotTheAssignee);
                }
                check_decision(&decision, subjects)?;
                Ok(Self::Decided { decision })
            }
            (Self::Decided { decision }, C::Inform) => Ok(Self::Informed {
                decision: decision.clone(),
                at: now,
            }),
            (Self::Informed { decision, .. }, C::GoToCourt { by }) => Ok(Self::Court {
                decision: decision.clone(),
                by,
                since: now,
            }),
            (Self::Informed { decision, .. }, C::Close) => Ok(Self::Closed {
                decision: decision.clone(),
                at: now,
            }),
            (Self::Received | Self::Acknowledged | Self::Assigned { .. }, C::Withdraw) => {
                Ok(Self::Withdrawn { at: now })
            }
            (state, _) => Err(ComplaintRefusal::WrongState {
                state: state.name(),
            }),
        }
    }
}

fn check_independence(involvement: Involvement) -> Result<(), ComplaintRefusal> {
    match involvement {
        Involvement::None => Ok(()),
        Involvement::Acted { act } => Err(ComplaintRefusal::TouchedTheCase { act }),
    }
}

fn check_decision(decision: &Decision, subjects: usize) -> Result<(), ComplaintRefusal> {
    let chars = decision.reasons.trim().chars().count();
    if chars < REASONS_CHARS_MIN {
        return Err(ComplaintRefusal::ReasonsMissing {
            chars,
            chars_min: REASONS_CHARS_MIN,
        });
    }
    if decision.outcome.takes_back() && subjects == 0 {
        return Err(ComplaintRefusal::SubjectMissing);
    }
    Ok(())
}

/// Somebody contests an act of the desk. What they wrote and where they may be answered is kept
/// sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// The desk.
    pub desk: DeskId,
    /// Who complains.
    pub from: Complainant,
    /// The language it was written in, and of its answer.
    pub language: Language,
    /// What it is about; empty until somebody found it.
    pub subjects: Vec<Subject>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: ComplaintState,
    /// When it came.
    pub received_at: Timestamp,
    /// Until when it is to be answered.
    pub due_at: Timestamp,
    /// How often the desk was reminded.
    pub reminders: u32,
    /// What was taken back because of it.
    pub retractions: Vec<RetractionId>,
}

impl Complaint {
    /// Answers a command: the complaint as it stands from there on, or the reason there is none.
    ///
    /// # Errors
    ///
    /// [`ComplaintRefusal`]; the complaint stays as it was.
    pub fn apply(
        &self,
        command: ComplaintCommand,
        now: Timestamp,
    ) -> Result<Self, ComplaintRefusal> {
        Ok(Self {
            state: self.state.apply(command, now)?,
            ..self.clone()
        })
    }

    /// Whether its time is over and it is not answered.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state.waits() && now > self.due_at
    }

    /// From the receipt to the answer, once there is one.
    pub fn time_to_answer_ms(&self) -> Option<i64> {
        self.state
            .decision()
            .map(|decision| decision.at.since_ms(self.received_at))
    }

    /// When the desk is to be reminded next, by spans before the end that are sorted from long to
    /// short; the end itself is the last. `None` once it is answered, or was reminded of its end.
    pub fn next_reminder(&self, before_ms: &[i64]) -> Option<Timestamp> {
        if !self.state.waits() {
            return None;
        }
        let nth = usize::try_from(self.reminders).ok()?;
        match nth.cmp(&before_ms.len()) {
            std::cmp::Ordering::Less => Some(self.due_at.plus_ms(-before_ms[nth])),
            std::cmp::Ordering::Equal => Some(self.due_at),
            std::cmp::Ordering::Greater => None,
        }
    }
}

#[cfg(test)]
mod tests;
