//! Oversight: looks that count, and recommendations that cannot be passed over in silence.
//!
//! ```text
//! Open ─follow─▶ Followed
//!   └─refuse, with reasons─▶ Refused ─contest, with reasons─▶ Contested ─follow─▶ Followed
//!                                                                └─refuse─▶ Refused, for good
//! ```
//!
//! A recommendation moves nothing by itself: oversight sends nothing. Following one opens the way
//! that everybody goes, and whoever goes it answers for it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::audit_event::{AuditEvent, AuditRecord};
use crate::id::{DeskId, ItemId, RecommendationId, UserId};
use crate::time::HOUR_MS;

/// Shortest reasons of a recommendation, a refusal or a contest, in characters. Source: house.
pub const REASONS_CHARS_MIN: usize = 20;
/// Longest time that one look is counted with: whoever left the page open did not look all day.
pub const LOOK_MS_MAX: i64 = 2 * HOUR_MS;

/// Why a case stands high in the queue of oversight. Simple and stated: points are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Somebody complained about it.
    Complaint,
    /// A finding was made by somebody whom no evidence was revealed to.
    Unseen,
    /// Two people disagreed, and a third settled it.
    Settled,
    /// Something about it was taken back.
    Retracted,
    /// It came back after it was gone.
    CameBack,
}

impl Risk {
    /// Every reason, the weightiest first.
    pub const ALL: [Self; 5] = [
        Self::Complaint,
        Self::Unseen,
        Self::Settled,
        Self::Retracted,
        Self::CameBack,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Complaint => "complaint",
            Self::Unseen => "unseen",
            Self::Settled => "settled",
            Self::Retracted => "retracted",
            Self::CameBack => "came_back",
        }
    }

    /// What it adds to the rank of a case.
    pub const fn points(self) -> u32 {
        match self {
            Self::Complaint => 5,
            Self::Unseen => 4,
            Self::Settled => 3,
            Self::Retracted => 2,
            Self::CameBack => 1,
        }
    }
}

/// Reads the risks of a case from its record, each once.
pub fn risks_of<'a>(records: impl IntoIterator<Item = &'a AuditRecord>) -> Vec<Risk> {
    use AuditEvent as E;
    let mut found = Vec::new();
    let (mut finders, mut seers) = (Vec::new(), Vec::new());
    for record in records {
        match record.event {
            E::ComplaintReceived { .. } | E::ComplaintLinked { .. } => found.push(Risk::Complaint),
            E::ItemSettled { .. } => found.push(Risk::Settled),
            E::ReferralRetracted { .. } => found.push(Risk::Retracted),
            E::ItemCameBack { .. } => found.push(Risk::CameBack),
            E::ItemAssessed { .. } | E::ItemReviewed { .. } => finders.push(&record.actor),
            E::ExhibitRevealed { .. } => seers.push(&record.actor),
            _ => {}
        }
    }
    if finders.iter().any(|finder| !seers.contains(finder)) {
        found.push(Risk::Unseen);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookOutcome {
    /// Nothing to say.
    InOrder,
    /// Something is recommended.
    Recommended,
}

impl LookOutcome {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InOrder => "in_order",
            Self::Recommended => "recommended",
        }
    }
}

/// One look, which serves every copy of what was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OversightLook {
    /// The desk.
    pub desk: DeskId,
    /// What was looked at.
    pub item: ItemId,
    /// It and its copies.
    pub items: Vec<ItemId>,
    /// Who looked.
    pub by: UserId,
    /// When it ended.
    pub at: Timestamp,
    /// How long it took. Shown to nobody but in the aggregate.
    pub took_ms: i64,
    /// What it came to.
    pub outcome: LookOutcome,
}

/// What oversight asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Take it back.
    Retract,
    /// Look at it again.
    Reassess,
    /// Change how such cases are handled.
    Practice,
}

impl Asked {
    /// Everything that can be asked for.
    pub const ALL: [Self; 3] = [Self::Retract, Self::Reassess, Self::Practice];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retract => "retract",
            Self::Reassess => "reassess",
            Self::Practice => "practice",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Where a recommendation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RecommendationState {
    /// Not answered.
    Open,
    /// Followed.
    Followed {
        /// By whom.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Not followed.
    Refused {
        /// By whom.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Why.
        reasons: String,
        /// Whether it was contested before: then it is over.
        is_final: bool,
    },
    /// The refusal is contested.
    Contested {
        /// Why.
        reasons: String,
        /// When.
        at: Timestamp,
        /// Who refused: somebody else answers now.
        refused_by: UserId,
    },
}

/// Names of the states, in the order of the drawing.
pub const RECOMMENDATION_STATES: [&str; 4] = ["open", "followed", "refused", "contested"];

/// What somebody does with a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecommendationCommand {
    /// Follows it.
    Follow {
        /// Who.
        by: UserId,
    },
    /// Does not follow it.
    Refuse {
        /// Who.
        by: UserId,
        /// Why.
        reasons: String,
    },
    /// Contests the refusal.
    Contest {
        /// Why.
        reasons: String,
    },
}

/// Why a recommendation refused. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OversightRefusal {
    /// No reasons.
    #[error("give reasons of at least {chars_min} characters; these have {chars}")]
    ReasonsMissing {
        /// How long they are.
        chars: usize,
        /// How long they must be.
        chars_min: usize,
    },
    /// The same person twice.
    #[error("you refused this before it was contested; somebody else answers now")]
    SamePairOfEyes,
    /// Not from here.
    #[error("a recommendation that is `{state}` cannot do this")]
    WrongState {
        /// Where it stands.
        state: &'static str,
    },
}

/// Something oversight recommends about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Its id.
    pub id: RecommendationId,
    /// The desk.
    pub desk: DeskId,
    /// About which item.
    pub item: ItemId,
    /// What for.
    pub asked: Asked,
    /// Why.
    pub reasons: String,
    /// Who recommends.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub state: RecommendationState,
}

impl RecommendationState {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Followed { .. } => "followed",
            Self::Refused { .. } => "refused",
            Self::Contested { .. } => "contested",
        }
    }

    /// Whether the desk owes an answer.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Open | Self::Contested { .. })
    }

    /// Answers a command: the next state, or the reason there is none.
    ///
    /// # Errors
    ///
    /// [`OversightRefusal`]; the recommendation stays as it was.
    pub fn apply(
        &self,
        command: RecommendationCommand,
        now: Timestamp,
    ) -> Result<Self, OversightRefusal> {
        use RecommendationCommand as C;
        match (self, command) {
            (Self::Open, C::Follow { by }) => Ok(Self::Followed { by, at: now }),
            (Self::Contested { refused_by, .. }, C::Follow { by }) => {
                check_other(*refused_by, by)?;
                Ok(Self::Followed { by, at: now })
            }
            (Self::Open, C::Refuse { by, reasons }) => Ok(Self::Refused {
                by,
                at: now,
                reasons: checked_reasons(&reasons)?,
                is_final: false,
            }),
            (Self::Contested { refused_by, .. }, C::Refuse { by, reasons }) => {
                check_other(*refused_by, by)?;
                Ok(Self::Refused {
                    by,
                    at: now,
                    reasons: checked_reasons(&reasons)?,
                    is_final: true,
                })
            }
            (
                Self::Refused {
                    by,
                    is_final: false,
                    ..
                },
                C::Contest { reasons },
            ) => Ok(Self::Contested {
                reasons: checked_reasons(&reasons)?,
                at: now,
                refused_by: *by,
            }),
            (state, _) => Err(OversightRefusal::WrongState {
                state: state.name(),
            }),
        }
    }
}

fn check_other(before: UserId, now: UserId) -> Result<(), OversightRefusal> {
    if before == now {
        return Err(OversightRefusal::SamePairOfEyes);
    }
    Ok(())
}

/// Reasons that say something, without the spaces around them.
///
/// # Errors
///
/// [`OversightRefusal::ReasonsMissing`].
pub fn checked_reasons(reasons: &str) -> Result<String, OversightRefusal> {
    let reasons = reasons.trim();
    let chars = reasons.chars().count();
    if chars < REASONS_CHARS_MIN {
        return Err(OversightRefusal::ReasonsMissing {
            chars,
            chars_min: REASONS_CHARS_MIN,
        });
    }
    Ok(reasons.to_owned())
}

#[cfg(test)]
mod tests;
