//! Content items: one thing that may be unlawful, and the life of its case.
//!
//! ```text
//! New ─▶ Triaged ─▶ Capturing ─▶ Captured ─assess─▶ Assessed ─review─▶ agreed ──┐
//!                       │            ▲                   └─ disagreed ▶ Disputed ┤ settle
//!                       ▼            │ capture again                             ▼
//!                  CaptureFailed ────┘       ClosedLawful · ClosedExempt · ClosedTosOnly
//!  any of these ─ not an item ▶ ClosedNotItem ClosedUndetermined · Actionable
//! Actionable ─draft─▶ Acting ─send─▶ Monitoring ─▶ ClosedRemoved · ClosedPartial · Escalated
//!      ▲       (the next rung) ▲─────────────────────────────────────────draft──────────┘
//!      │                 └─ line sent back to the analyst ─▶ Captured
//!      └ hold / clear: Held            any closed state ─reopen─▶ Captured
//! ```
//!
//! A match or a score moves an item no further than `Triaged` (invariant I12): every later arrow
//! that judges carries a person's act.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::assessment::Conclusion;
use crate::id::{AssessmentId, BatchId, DeskId, ExhibitId, ItemId, ReferralId, UserId};

/// What a locator points at. Only an item may be the object of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UrlScope {
    /// One post, file, video, page or document.
    Item,
    /// Everything of one account.
    Profile,
    /// A channel or group.
    Channel,
    /// A collection, playlist, folder or library page.
    Collection,
    /// Search results.
    Search,
    /// A page of everything under a tag.
    Tag,
    /// The home page of a site.
    SiteRoot,
    /// A shortener or wrapper that leads elsewhere.
    Redirector,
    /// Cannot be told from the locator.
    Unknown,
}

impl UrlScope {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Profile => "profile",
            Self::Channel => "channel",
            Self::Collection => "collection",
            Self::Search => "search",
            Self::Tag => "tag",
            Self::SiteRoot => "site_root",
            Self::Redirector => "redirector",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the locator names an account rather than one thing it published.
    pub const fn is_account(self) -> bool {
        matches!(self, Self::Profile | Self::Channel)
    }
}

/// On which side of a notice the desk stands; rows carry it from the first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// An internet referral unit, which sends.
    #[default]
    Unit,
    /// The abuse desk of a provider, which receives.
    Provider,
}

impl Side {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Provider => "provider",
        }
    }
}

/// Where an item is or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    /// As it was given, refanged.
    pub url: String,
    /// The canonical key, `platform:type:id`.
    pub key: String,
    /// What it points at.
    pub scope: UrlScope,
    /// The host, lower case, in its ASCII form.
    pub host: String,
    /// When it was first reported here.
    pub first_seen: Timestamp,
}

/// How an item came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeChannel {
    /// A person of the desk.
    Desk,
    /// A list.
    List,
    /// The programming interface.
    Api,
    /// The public form.
    PublicForm,
    /// A file, picture or text that somebody handed over.
    Upload,
    /// A mailbox.
    Mail,
}

impl IntakeChannel {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::List => "list",
            Self::Api => "api",
            Self::PublicForm => "public_form",
            Self::Upload => "upload",
            Self::Mail => "mail",
        }
    }
}

/// Where a case stands. Each state carries exactly the facts that matter from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ItemState {
    /// Taken in.
    New,
    /// Ordered by a machine; nothing decided.
    Triaged,
    /// Being captured.
    Capturing,
    /// The last capture failed; it is tried again or handed over.
    CaptureFailed,
    /// Evidence is there.
    Captured {
        /// The exhibit to look at.
        exhibit: ExhibitId,
    },
    /// A person found something; a second is asked without being told what.
    Assessed {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The first finding.
        assessment: AssessmentId,
        /// Who made it.
        by: UserId,
    },
    /// Two people disagree; the legal officer settles.
    Disputed {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The first finding.
        assessment: AssessmentId,
        /// Who made it.
        by: UserId,
        /// Who reviewed it.
        reviewed_by: UserId,
    },
    /// Not one item: a collection, a search, a home page. Nobody can be asked to remove it.
    ClosedNotItem,
    /// Lawful.
    ClosedLawful,
    /// Lawful because of its purpose.
    ClosedExempt,
    /// Only against the provider's own terms.
    ClosedTosOnly,
    /// Nobody could tell.
    ClosedUndetermined,
    /// Found unlawful by two people; may be referred.
    Actionable {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The finding.
        assessment: AssessmentId,
    },
    /// Another authority asked to wait.
    Held {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The finding.
        assessment: AssessmentId,
        /// Until when.
        until: Timestamp,
    },
    /// On a referral that has not left.
    Acting {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The finding.
        assessment: AssessmentId,
        /// The referral.
        referral: ReferralId,
    },
    /// Referred; observed until it is gone.
    Monitoring {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The finding.
        assessment: AssessmentId,
        /// The referral.
        referral: ReferralId,
    },
    /// Gone.
    ClosedRemoved,
    /// Gone in some places only, or only some of it.
    ClosedPartial,
    /// Refused or unanswered; a person decides what follows.
    Escalated {
        /// What was looked at.
        exhibit: ExhibitId,
        /// The finding.
        assessment: AssessmentId,
        /// The referral that did not help.
        referral: ReferralId,
    },
}

/// Names of the states, in the order of the drawing.
pub const ITEM_STATES: [&str; 19] = [
    "new",
    "triaged",
    "capturing",
    "capture_failed",
    "captured",
    "assessed",
    "disputed",
    "closed_not_item",
    "closed_lawful",
    "closed_exempt",
    "closed_tos_only",
    "closed_undetermined",
    "actionable",
    "held",
    "acting",
    "monitoring",
    "closed_removed",
    "closed_partial",
    "escalated",
];

/// What somebody asks of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemCommand {
    /// A machine ordered it.
    Triage,
    /// A capture begins.
    StartCapture,
    /// A capture succeeded.
    RecordCapture {
        /// What it made.
        exhibit: ExhibitId,
    },
    /// A capture failed.
    FailCapture,
    /// A person sees that it is not one item.
    CloseNotItem,
    /// A person found something.
    Assess {
        /// The finding.
        assessment: AssessmentId,
        /// What it says.
        conclusion: Conclusion,
        /// Which exhibit it is about.
        exhibit: ExhibitId,
        /// Who.
        by: UserId,
        /// Whether a second person is asked; always, for an actionable conclusion.
        second_eyes: SecondEyes,
    },
    /// A second person looked at the same exhibit.
    Review {
        /// Which exhibit the review is about.
        exhibit: ExhibitId,
        /// Who.
        by: UserId,
        /// What she found by herself, set beside the first.
        agreement: Agreement,
    },
    /// The legal officer settled a disagreement.
    Settle {
        /// What holds.
        conclusion: Conclusion,
        /// Who.
        by: UserId,
    },
    /// Another authority asked to wait.
    Hold {
        /// Until when.
        until: Timestamp,
    },
    /// The hold ended.
    Clear,
    /// Put on a referral.
    Draft {
        /// The referral.
        referral: ReferralId,
    },
    /// Taken off a referral that did not leave, still actionable.
    Undraft,
    /// The referral left.
    Send,
    /// What is there is not what was assessed: back to the analyst.
    SendBack {
        /// The exhibit to look at now.
        exhibit: ExhibitId,
    },
    /// Gone, confirmed.
    ConfirmGone,
    /// Gone in part.
    ConfirmPartlyGone,
    /// Refused, or no answer in time.
    Escalate,
    /// Opened again.
    Reopen {
        /// The exhibit to look at.
        exhibit: ExhibitId,
    },
}

/// Whether a second person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondEyes {
    /// Yes.
    Asked,
    /// No: the finding lets nothing leave, and the share of such findings that is reviewed
    /// did not fall on it.
    NotSampled,
}

/// The second finding set beside the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Agreement {
    /// Both conclude the same.
    Agree {
        /// What both conclude.
        conclusion: Conclusion,
    },
    /// They do not.
    Disagree,
}

/// Why a case refused a command. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemRefusal {
    /// Not from here.
    #[error("an item that is `{state}` cannot be asked to {command}")]
    WrongState {
        /// Where it stands.
        state: &'static str,
        /// What was asked.
        command: &'static str,
    },
    /// One person twice.
    #[error("the second person must be someone other than the first")]
    SamePairOfEyes,
    /// Not the same evidence.
    #[error(
        "the finding is about another capture than the one to be decided; look at the current capture and decide again"
    )]
    OtherExhibit,
    /// An actionable finding needs two people.
    #[error("a finding on which something may leave always goes to a second person")]
    SecondEyesNeeded,
}

impl ItemState {
    /// The stable name, as in filters.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Triaged => "triaged",
            Self::Capturing => "capturing",
            Self::CaptureFailed => "capture_failed",
            Self::Captured { .. } => "captured",
            Self::Assessed { .. } => "assessed",
            Self::Disputed { .. } => "disputed",
            Self::ClosedNotItem => "closed_not_item",
            Self::ClosedLawful => "closed_lawful",
            Self::ClosedExempt => "closed_exempt",
            Self::ClosedTosOnly => "closed_tos_only",
            Self::ClosedUndetermined => "closed_undetermined",
            Self::Actionable { .. } => "actionable",
            Self::Held { .. } => "held",
            Self::Acting { .. } => "acting",
            Self::Monitoring { .. } => "monitoring",
            Self::ClosedRemoved => "closed_removed",
            Self::ClosedPartial => "closed_partial",
            Self::Escalated { .. } => "escalated",
        }
    }

    /// Whether the case is at rest.
    pub const fn is_closed(&self) -> bool {
        matches!(
            self,
            Self::ClosedNotItem
                | Self::ClosedLawful
                | Self::ClosedExempt
                | Self::ClosedTosOnly
                | Self::ClosedUndetermined
                | Self::ClosedRemoved
                | Self::ClosedPartial
        )
    }

    /// The referral the item is on, if any.
    pub const fn referral(&self) -> Option<ReferralId> {
        match self {
            Self::Acting { referral, .. }
            | Self::Monitoring { referral, .. }
            | Self::Escalated { referral, .. } => Some(*referral),
            _ => None,
        }
    }

    /// The finding that holds, if one does.
    pub const fn assessment(&self) -> Option<AssessmentId> {
        match self {
            Self::Assessed { assessment, .. }
            | Self::Disputed { assessment, .. }
            | Self::Actionable { assessment, .. }
            | Self::Held { assessment, .. }
            | Self::Acting { assessment, .. }
            | Self::Monitoring { assessment, .. }
            | Self::Escalated { assessment, .. } => Some(*assessment),
            _ => None,
        }
    }

    /// Answers a command: the next state, or the reason there is none.
    ///
    /// The whole life of a case is in this one `match`.
    ///
    /// # Errors
    ///
    /// [`ItemRefusal`]; the case stays as it was.
    #[expect(
        clippy::match_same_arms,
        reason = "one arm for each arrow of the drawing"
    )]
    pub fn apply(&self, command: ItemCommand) -> Result<Self, ItemRefusal> {
        use ItemCommand as C;
        match (*self, command) {
            (Self::New, C::Triage) => Ok(Self::Triaged),
            (
                Self::New | Self::Triaged | Self::CaptureFailed | Self::Captured { .. },
                C::StartCapture,
            ) => Ok(Self::Capturing),
            // An upload is evidence from the start; nothing is fetched for it.
            (
                Self::New
                | Self::Triaged
                | Self::Capturing
                | Self::CaptureFailed
                | Self::Captured { .. },
                C::RecordCapture { exhibit },
            ) => Ok(Self::Captured { exhibit }),
            (Self::Capturing, C::FailCapture) => Ok(Self::CaptureFailed),
            (
                Self::New
                | Self::Triaged
                | Self::Capturing
                | Self::CaptureFailed
                | Self::Captured { .. },
                C::CloseNotItem,
            ) => Ok(Self::ClosedNotItem),

            (
                Self::Captured { exhibit },
                C::Assess {
                    assessment,
                    conclusion,
                    exhibit: seen,
                    by,
                    second_eyes,
                },
            ) => {
                if exhibit != seen {
                    return Err(ItemRefusal::OtherExhibit);
                }
                match second_eyes {
                    SecondEyes::Asked => Ok(Self::Assessed {
                        exhibit,
                        assessment,
                        by,
                    }),
                    SecondEyes::NotSampled if conclusion.is_actionable() => {
                        Err(ItemRefusal::SecondEyesNeeded)
                    }
                    SecondEyes::NotSampled => Ok(Self::concluded(conclusion, exhibit, assessment)),
                }
            }
            (
                Self::Assessed {
                    exhibit,
                    assessment,
                    by: first,
                },
                C::Review {
                    exhibit: seen,
                    by,
                    agreement,
                },
            ) => {
                if first == by {
                    return Err(ItemRefusal::SamePairOfEyes);
                }
                if exhibit != seen {
                    return Err(ItemRefusal::OtherExhibit);
                }
                Ok(match agreement {
                    Agreement::Agree { conclusion } => {
                        Self::concluded(conclusion, exhibit, assessment)
                    }
                    Agreement::Disagree => Self::Disputed {
                        exhibit,
                        assessment,
                        by: first,
                        reviewed_by: by,
                    },
                })
            }
            (
                Self::Disputed {
                    exhibit,
                    assessment,
                    by: first,
                    reviewed_by,
                },
                C::Settle { conclusion, by },
            ) => {
                if by == first || by == reviewed_by {
                    return Err(ItemRefusal::SamePairOfEyes);
                }
                Ok(Self::concluded(conclusion, exhibit, assessment))
            }

            (
                Self::Actionable {
                    exhibit,
                    assessment,
                },
                C::Hold { until },
            ) => Ok(Self::Held {
                exhibit,
                assessment,
                until,
            }),
            (
                Self::Held {
                    exhibit,
                    assessment,
                    ..
                },
                C::Clear,
            )
            | (
                Self::Acting {
                    exhibit,
                    assessment,
                    ..
                },
                C::Undraft,
            ) => Ok(Self::Actionable {
                exhibit,
                assessment,
            }),
            (
                Self::Actionable {
                    exhibit,
                    assessment,
                }
                | Self::Escalated {
                    exhibit,
                    assessment,
                    ..
                },
                C::Draft { referral },
            ) => Ok(Self::Acting {
                exhibit,
                assessment,
                referral,
            }),
            (
                Self::Acting {
                    exhibit,
                    assessment,
                    referral,
                },
                C::Send,
            ) => Ok(Self::Monitoring {
                exhibit,
                assessment,
                referral,
            }),
            (
                Self::Acting { .. }
                | Self::Actionable { .. }
                | Self::Monitoring { .. }
                | Self::Escalated { .. },
                C::SendBack { exhibit },
            ) => Ok(Self::Captured { exhibit }),

            (Self::Monitoring { .. } | Self::Escalated { .. }, C::ConfirmGone) => {
                Ok(Self::ClosedRemoved)
            }
            (Self::Monitoring { .. } | Self::Escalated { .. }, C::ConfirmPartlyGone) => {
                Ok(Self::ClosedPartial)
            }
            (
                Self::Monitoring {
                    exhibit,
                    assessment,
                    referral,
                },
                C::Escalate,
            ) => Ok(Self::Escalated {
                exhibit,
                assessment,
                referral,
            }),
            (state, C::Reopen { exhibit })
                if state.is_closed() || matches!(state, Self::Escalated { .. }) =>
            {
                Ok(Self::Captured { exhibit })
            }
            (state, command) => Err(ItemRefusal::WrongState {
                state: state.name(),
                command: command.name(),
            }),
        }
    }

    fn concluded(conclusion: Conclusion, exhibit: ExhibitId, assessment: AssessmentId) -> Self {
        match conclusion {
            Conclusion::TerroristContent | Conclusion::IllegalOther => Self::Actionable {
                exhibit,
                assessment,
            },
            Conclusion::TosOnly => Self::ClosedTosOnly,
            Conclusion::Lawful => Self::ClosedLawful,
            Conclusion::Exempt => Self::ClosedExempt,
            Conclusion::Undetermined => Self::ClosedUndetermined,
        }
    }
}

impl ItemCommand {
    /// What it asks, as a verb a sentence can end with.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Triage => "be triaged",
            Self::StartCapture => "be captured",
            Self::RecordCapture { .. } => "take a capture",
            Self::FailCapture => "fail a capture",
            Self::CloseNotItem => "be closed as not one item",
            Self::Assess { .. } => "be assessed",
            Self::Review { .. } => "be reviewed",
            Self::Settle { .. } => "be settled",
            Self::Hold { .. } => "be held",
            Self::Clear => "be cleared",
            Self::Draft { .. } => "go on a referral",
            Self::Undraft => "leave a referral",
            Self::Send => "be sent",
            Self::SendBack { .. } => "go back to the analyst",
            Self::ConfirmGone | Self::ConfirmPartlyGone => "be closed as gone",
            Self::Escalate => "be escalated",
            Self::Reopen { .. } => "be opened again",
        }
    }
}

/// One thing that may be unlawful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The desk that has it.
    pub desk: DeskId,
    /// Which side that desk is on.
    pub side: Side,
    /// Where it is, first the one it was taken in by; empty for an upload without a URL.
    pub locators: Vec<Locator>,
    /// How it came.
    pub channel: IntakeChannel,
    /// The caller's own id for it: the same one twice is the same item.
    pub external_id: Option<String>,
    /// The list it came in with.
    pub batch: Option<BatchId>,
    /// What the reporter wrote, shortened to 4,000 characters.
    pub note: Option<String>,
    /// Where the case stands.
    #[serde(flatten)]
    pub state: ItemState,
    /// Its place in the queue, from 0 to 1000; higher is sooner. A machine's ordering only.
    pub priority: u16,
    /// Why it stands there, in words the screen translates.
    pub priority_reasons: Vec<PriorityReason>,
    /// Keyed pseudonym of the account that published it, where one was met.
    pub account_pseudonym: Option<String>,
    /// The item this one repeats, where it came back.
    pub reupload_of: Option<ItemId>,
    /// What was read in its text, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<crate::ItemReading>,
    /// When it was taken in.
    pub created_at: Timestamp,
    /// When its row last changed.
    pub updated_at: Timestamp,
}

impl Item {
    /// The locator it was taken in by.
    pub fn primary_locator(&self) -> Option<&Locator> {
        self.locators.first()
    }
}

/// One reason for a place in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum PriorityReason {
    /// A banked signal is near.
    Match {
        /// The name of the bank.
        bank: String,
        /// Bits between them; 0 is the same.
        distance_bits: u16,
    },
    /// Reported by several people.
    Reports {
        /// How many.
        count: u32,
    },
    /// Came back after it was gone.
    Reupload,
    /// The reporter said life is in danger.
    ThreatToLife,
    /// What its text was read as.
    Text {
        /// The strongest label, where one is strong.
        label: Option<String>,
        /// Expected harm times score, in thousandths.
        rank: u16,
    },
    /// Drawn at random, so that what the order overlooks can be estimated.
    Sample,
}

/// Points of a text of the highest rank, and of an item drawn at random.
const TEXT_POINTS_MAX: u32 = 300;

/// Rank of a text up to which it weighs nothing, in thousandths: else whatever says anything at all
/// would stand five days before a picture.
///
/// Source: measured; more than three in four news sentences in each of three languages rank below.
const RANK_CALM: u32 = 200;

/// How long one waits in the queue to gain one point.
///
/// Source: house. A threat to life (300) goes before whatever waited 25 days less; nothing waits
/// longer than 84 days behind newer items.
pub const AGE_MS_PER_POINT: i64 = 2 * crate::time::HOUR_MS;

/// Share of the items with text that is drawn at random, out of a million.
pub const SAMPLE_PER_MILLION: u32 = 50_000;

/// Weighs an item: 0 to 1000, more is more urgent.
///
/// Additive and small on purpose, so that a person can check it in the head: 400 for an exact
/// match, less 8 for each bit of distance; 300 for a threat to life; up to 300 by the rank of its
/// text where that is not calm, or 300 when it was drawn at random, whatever its rank; 150 for a re-upload; 25 for each
/// further report up to 100. It never decides anything.
pub fn priority(reasons: &[PriorityReason]) -> u16 {
    let points: u32 = reasons
        .iter()
        .map(|reason| match reason {
            PriorityReason::Match { distance_bits, .. } => {
                400_u32.saturating_sub(8 * u32::from(*distance_bits))
            }
            PriorityReason::ThreatToLife => 300,
            PriorityReason::Reupload => 150,
            PriorityReason::Reports { count } => count.saturating_sub(1).min(4) * 25,
            PriorityReason::Text { .. } | PriorityReason::Sample => 0,
        })
        .fold(text_points(reasons), u32::saturating_add);
    u16::try_from(points.min(1000)).unwrap_or(1000)
}

/// Those drawn at random stand as high as the worst text: all alike, and none later for it.
fn text_points(reasons: &[PriorityReason]) -> u32 {
    let of = |reason: &PriorityReason| match reason {
        PriorityReason::Sample => TEXT_POINTS_MAX,
        PriorityReason::Text { rank, .. } => {
            let whole = u32::from(crate::reading::RANK_WHOLE);
            let above_calm = u32::from(*rank).min(whole).saturating_sub(RANK_CALM);
            above_calm * TEXT_POINTS_MAX / (whole - RANK_CALM)
        }
        _ => 0,
    };
    reasons.iter().map(of).max().unwrap_or(0)
}

/// Where an item stands in the queue; higher is sooner.
///
/// What an item gains by waiting, all gain alike: the order of two items never changes by itself,
/// so that it can be stored.
pub fn queue_place(priority: u16, created_at: Timestamp) -> i64 {
    i64::from(priority) * AGE_MS_PER_POINT - created_at.ms()
}

#[cfg(test)]
mod tests;
