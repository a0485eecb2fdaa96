//! Referrals: voluntary requests to review, and the guards before one may leave.
//!
//! ```text
//! Draft ─approve─▶ Approved ─begin─▶ Sending ─┬─▶ Sent ─▶ Waiting ─▶ Closed
//!   │                 │      (its approval is in the log)  ├─▶ Uncertain ─ a person says ─▶ Sent | Approved
//!   └──── withdraw ───┴▶ Withdrawn             └─▶ Approved (certainly not sent)
//! Sent · Waiting ─bounce─▶ Bounced ─another contact─▶ Draft            Sent.. ─retract─▶ Retracted
//! ```
//!
//! The seven guards are refusals, not warnings. Each has its cause in a real failure of 2019.
//! Pure: no clock, no database, no network. The caller passes `now` and the facts.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::actor::Language;
use crate::assessment::{Assessment, AssessmentRefusal, Review};
use crate::exhibit::{CaptureStatus, Exhibit};
use crate::id::{
    AssessmentId, ContactId, DeskId, EventId, ExhibitId, ItemId, LineId, ProviderId, ReferralId,
    ReviewId, UserId,
};
use crate::item::{Agreement, Side, UrlScope};
use crate::legal_basis::{BasisRef, Designation, Instrument, InstrumentRefusal, check_instrument};
use crate::provider::{Grade, ProviderRole};
use crate::recheck::RemovalInterval;
use crate::time::HOUR_MS;

/// How old the assessed capture may be when a line is drafted or leaves.
pub const CAPTURE_FRESH_MS: i64 = 24 * HOUR_MS;
/// When reminders leave, after the receipt.
pub const REMINDERS_MS: [i64; 2] = [24 * HOUR_MS, 72 * HOUR_MS];
/// How long a reminder may go unanswered before the case waits for the liaison officer.
pub const PATIENCE_MS: i64 = 24 * HOUR_MS;
/// How long an answer link works.
pub const ANSWER_LINK_MS: i64 = 30 * 24 * HOUR_MS;

/// Where a referral stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReferralState {
    /// Written, not agreed.
    Draft,
    /// Agreed by a second person; leaves when its approval is in the log and the office is open.
    Approved {
        /// Who agreed.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The entry of the log that says so.
        event: EventId,
    },
    /// Handed to the mail server; the answer is not in yet.
    Sending {
        /// Who agreed.
        by: UserId,
        /// When.
        approved_at: Timestamp,
        /// The entry of the log that says so.
        event: EventId,
        /// Since when.
        since: Timestamp,
    },
    /// Perhaps sent: the connection or the program died between the last byte and the answer.
    Uncertain {
        /// Who agreed.
        by: UserId,
        /// When.
        approved_at: Timestamp,
        /// The entry of the log that says so.
        event: EventId,
        /// Since when.
        since: Timestamp,
    },
    /// Received by the provider's mail server.
    Sent {
        /// When: the receipt from which time to removal runs.
        receipt_at: Timestamp,
        /// Reminders that left.
        reminders: u8,
    },
    /// Reminded in vain; the liaison officer decides what follows.
    Waiting {
        /// The receipt.
        receipt_at: Timestamp,
        /// Since when it waits.
        since: Timestamp,
    },
    /// Came back undeliverable.
    Bounced {
        /// When.
        at: Timestamp,
    },
    /// Every line has its outcome.
    Closed {
        /// When.
        at: Timestamp,
    },
    /// Given up before it left.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// Taken back after it left; the provider was told.
    Retracted {
        /// When.
        at: Timestamp,
    },
}

/// What somebody asks of a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferralCommand {
    /// The second person agrees.
    Approve {
        /// Who.
        by: UserId,
        /// The entry of the log.
        event: EventId,
    },
    /// Handing over begins.
    BeginSending,
    /// The mail server took it.
    RecordReceipt {
        /// When.
        receipt_at: Timestamp,
    },
    /// Certainly not taken; to be tried again.
    RecordNotSent,
    /// Nobody can tell.
    RecordUncertain,
    /// A person found out that an uncertain one did arrive, or did not.
    SettleUncertain {
        /// Whether it arrived.
        arrived: bool,
    },
    /// Undeliverable.
    RecordBounce,
    /// Another contact was chosen after a bounce; it is agreed again.
    Readdress,
    /// A reminder left.
    RecordReminder,
    /// Nothing more to do by itself.
    AwaitLiaison,
    /// Every line has its outcome.
    Close,
    /// Given up before it left.
    Withdraw,
    /// Taken back.
    Retract,
}

/// Why a referral refused. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferralRefusal {
    /// Two people.
    #[error("the approver must be someone other than the drafter")]
    SamePairOfEyes,
    /// Not from here.
    #[error("a referral that is `{state}` cannot do this")]
    WrongState {
        /// Where it stands.
        state: &'static str,
    },
    /// Nothing on it.
    #[error("a referral needs at least one line")]
    NoLine,
    /// Guard 1: no look at the page.
    #[error("no capture of this very address: capture it, look at it and assess it first")]
    NotThisAddress,
    /// Guard 1: the look is old.
    #[error(
        "the assessed capture is {age_ms} ms old, more than {age_ms_max}: capture again and confirm the finding"
    )]
    StaleCapture {
        /// Its age.
        age_ms: i64,
        /// The limit.
        age_ms_max: i64,
    },
    /// Guard 1: what is there is something else.
    #[error("what is there now is not what was assessed; the line goes back to the analyst")]
    ObjectChanged,
    /// Invariant I1.
    #[error("no independent review of the same capture; a second person looks first")]
    NotReviewed,
    /// The finding lets nothing leave.
    #[error("the finding does not allow a notice: {0}")]
    Finding(#[from] AssessmentRefusal),
    /// The conclusion lets nothing leave.
    #[error("the conclusion is `{conclusion}`; nothing leaves on it")]
    NotActionable {
        /// Which.
        conclusion: &'static str,
    },
    /// Guard 2: not one item.
    #[error("this address names a `{scope}`, not one item; refer the items one by one")]
    ScopeNotItem {
        /// What it names.
        scope: &'static str,
    },
    /// Guard 2: an account for an order.
    #[error("a `{scope}` can never be the object of an order")]
    AccountForOrder {
        /// What it names.
        scope: &'static str,
    },
    /// Guard 2: an account without its own basis.
    #[error(
        "a `{scope}` needs an account-level basis, at least {items_min} assessed items of that account, and the legal officer's finding"
    )]
    AccountWithoutBasis {
        /// What it names.
        scope: &'static str,
        /// How many.
        items_min: usize,
    },
    /// Guard 3: a source that is lawful as a rule.
    #[error(
        "`{domain}` is on the register of protected sources: the legal officer writes a finding on the exemptions first"
    )]
    ProtectedSource {
        /// Which.
        domain: String,
    },
    /// Invariant I5.
    #[error(
        "whether the purpose `{exemption}` is present is unclear: the legal officer decides first"
    )]
    ExemptionUnclear {
        /// Which.
        exemption: &'static str,
    },
    /// Guard 4: one reason for many.
    #[error(
        "the reasons are word for word those of another item that is not a near-duplicate; write what holds for this one"
    )]
    SameReasons,
    /// Guard 4: too many on one notice.
    #[error("{lines} lines on one notice, at most {lines_max}: split it")]
    TooManyLines {
        /// How many.
        lines: usize,
        /// The limit.
        lines_max: usize,
    },
    /// Guard 4: an unusual day.
    #[error(
        "{lines_today} lines to this provider within a day, more than {lines_max}: the batch is stopped; a legal officer looks before more leave"
    )]
    OutlierVolume {
        /// How many with this one.
        lines_today: u32,
        /// The limit.
        lines_max: u32,
    },
    /// Invariant I7, and no power to order.
    #[error(transparent)]
    Instrument(#[from] InstrumentRefusal),
    /// A guess is no address.
    #[error(
        "who is responsible is only known with grade `{grade}`; a notice needs `high` or better"
    )]
    WeakTrace {
        /// How sure.
        grade: &'static str,
    },
    /// Nothing leaves before outsiders can check it.
    #[error("the approval is not in the log yet; it follows within seconds")]
    ApprovalNotLogged,
    /// Said twice.
    #[error("this item is already on referral `{reference}` to the same provider")]
    AlreadyReferred {
        /// Which.
        reference: String,
    },
    /// The host moved.
    #[error(
        "the responsible provider is no longer the one addressed; the line goes back to the analyst"
    )]
    HostChanged,
}

/// How a line ended, or that it has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum LineOutcome {
    /// Not over.
    Open,
    /// Gone.
    Removed {
        /// Between these two looks.
        removal: RemovalInterval,
    },
    /// Gone before the referral was received; not counted as an effect of it.
    AlreadyGone {
        /// When it was seen gone.
        at: Timestamp,
    },
    /// Shown elsewhere still.
    RestrictedGeo,
    /// The provider said no, and a person took note.
    Refused {
        /// On which ground.
        ground: String,
    },
    /// No answer in time.
    NoAnswer,
    /// Went back to the analyst before it left.
    SentBack {
        /// Why.
        why: String,
    },
    /// Taken back.
    Retracted,
}

impl LineOutcome {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Removed { removal } => removal.name(),
            Self::AlreadyGone { .. } => "already_gone",
            Self::RestrictedGeo => "restricted_geo",
            Self::Refused { .. } => "refused",
            Self::NoAnswer => "no_answer",
            Self::SentBack { .. } => "sent_back",
            Self::Retracted => "retracted",
        }
    }

    /// Whether the line left, or may have, and was not taken back.
    pub const fn can_be_taken_back(&self) -> bool {
        !matches!(
            self,
            Self::SentBack { .. } | Self::AlreadyGone { .. } | Self::Retracted
        )
    }
}

/// One item on a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
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
    /// The second; `None` when the legal officer settled.
    pub review: Option<ReviewId>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: LineOutcome,
}

/// What somebody says through an answer link or a mail: shown, and by itself closes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// When it came.
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub says: ClaimKind,
    /// `link`, `mail`.
    pub via: String,
    /// What was written beside it, shortened.
    pub note: String,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum ClaimKind {
    /// We have it.
    Acknowledged,
    /// We removed it.
    Removed {
        /// When, as stated.
        stated_at: Option<Timestamp>,
    },
    /// We will not.
    Refused {
        /// On which ground.
        ground: String,
    },
    /// Somebody else's.
    NotOurs {
        /// Whose, as stated.
        whose: String,
    },
    /// A question, or anything else a person must read.
    Message,
}

impl ClaimKind {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Removed { .. } => "removed",
            Self::Refused { .. } => "refused",
            Self::NotOurs { .. } => "not_ours",
            Self::Message => "message",
        }
    }
}

/// A voluntary request to review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// The desk.
    pub desk: DeskId,
    /// Which side it is on.
    pub side: Side,
    /// The reference people quote, `V-2026-000123`.
    pub reference: String,
    /// What kind of act it is.
    pub instrument: Instrument,
    /// On which version of which legal basis; `None` on one written before these were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<BasisRef>,
    /// To whom.
    pub provider: ProviderId,
    /// As what.
    pub role: ProviderRole,
    /// Through which address.
    pub contact: ContactId,
    /// In which language.
    pub language: Language,
    /// About what.
    pub lines: Vec<Line>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: ReferralState,
    /// Whether it waits for the recipient's working hours.
    pub is_urgent: bool,
    /// Who wrote it.
    pub drafted_by: UserId,
    /// The one Message-ID it will ever have.
    pub message_id: String,
    /// The token of reply and bounce addresses.
    pub reply_token: String,
    /// SHA-256 of the token of the answer link.
    pub answer_token_sha256: crate::Sha256,
    /// What was said back.
    pub claims: Vec<Claim>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its row last changed.
    pub updated_at: Timestamp,
}

/// Names of the states, in the order of the drawing.
pub const REFERRAL_STATES: [&str; 10] = [
    "draft",
    "approved",
    "sending",
    "uncertain",
    "sent",
    "waiting",
    "bounced",
    "closed",
    "withdrawn",
    "retracted",
];

impl ReferralState {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved { .. } => "approved",
            Self::Sending { .. } => "sending",
            Self::Uncertain { .. } => "uncertain",
            Self::Sent { .. } => "sent",
            Self::Waiting { .. } => "waiting",
            Self::Bounced { .. } => "bounced",
            Self::Closed { .. } => "closed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Retracted { .. } => "retracted",
        }
    }

    /// When the provider received it, while that matters.
    pub const fn receipt_at(&self) -> Option<Timestamp> {
        match self {
            Self::Sent { receipt_at, .. } | Self::Waiting { receipt_at, .. } => Some(*receipt_at),
            _ => None,
        }
    }

    /// Whether it has left the house, or may have.
    pub const fn has_left(&self) -> bool {
        matches!(
            self,
            Self::Sending { .. }
                | Self::Uncertain { .. }
                | Self::Sent { .. }
                | Self::Waiting { .. }
                | Self::Bounced { .. }
                | Self::Closed { .. }
                | Self::Retracted { .. }
        )
    }

    /// Whether what it said can be taken back: it arrived, or may have.
    pub const fn can_be_taken_back(&self) -> bool {
        matches!(
            self,
            Self::Sent { .. } | Self::Waiting { .. } | Self::Uncertain { .. } | Self::Closed { .. }
        )
    }
}

impl Referral {
    /// Answers a command: the next state, or the reason there is none.
    ///
    /// # Errors
    ///
    /// [`ReferralRefusal`]; the referral stays as it was.
    pub fn apply(
        &self,
        command: ReferralCommand,
        now: Timestamp,
    ) -> Result<ReferralState, ReferralRefusal> {
        use ReferralCommand as C;
        use ReferralState as S;
        match (&self.state, command) {
            (S::Draft, C::Approve { by, event }) => {
                if by == self.drafted_by {
                    return Err(ReferralRefusal::SamePairOfEyes);
                }
                self.check_open_lines()?;
                Ok(S::Approved { by, at: now, event })
            }
            (S::Approved { by, at, event }, C::BeginSending) => {
                self.check_open_lines()?;
                Ok(S::Sending {
                    by: *by,
                    approved_at: *at,
                    event: *event,
                    since: now,
                })
            }
            (S::Sending { .. }, C::RecordReceipt { receipt_at }) => Ok(S::Sent {
                receipt_at,
                reminders: 0,
            }),
            (
                S::Sending {
                    by,
                    approved_at,
                    event,
                    ..
                },
                C::RecordNotSent,
            )
            | (
                S::Uncertain {
                    by,
                    approved_at,
                    event,
                    ..
                },
                C::SettleUncertain { arrived: false },
            ) => Ok(S::Approved {
                by: *by,
                at: *approved_at,
                event: *event,
            }),
            (
                S::Sending {
                    by,
                    approved_at,
                    event,
                    since,
                },
                C::RecordUncertain,
            ) => Ok(S::Uncertain {
                by: *by,
                approved_at: *approved_at,
                event: *event,
                since: *since,
            }),
            (S::Uncertain { since, .. }, C::SettleUncertain { arrived: true }) => Ok(S::Sent {
                receipt_at: *since,
                reminders: 0,
            }),
            (
                S::Sending { .. } | S::Sent { .. } | S::Waiting { .. } | S::Uncertain { .. },
                C::RecordBounce,
            ) => Ok(S::Bounced { at: now }),
            (S::Bounced { .. }, C::Readdress) => Ok(S::Draft),
            (
                S::Sent {
                    receipt_at,
                    reminders,
                },
                C::RecordReminder,
            ) => Ok(S::Sent {
                receipt_at: *receipt_at,
                reminders: reminders.saturating_add(1),
            }),
            (S::Sent { receipt_at, .. }, C::AwaitLiaison) => Ok(S::Waiting {
                receipt_at: *receipt_at,
                since: now,
            }),
            (S::Sent { .. } | S::Waiting { .. } | S::Bounced { .. }, C::Close) => {
                Ok(S::Closed { at: now })
            }
            (S::Draft | S::Approved { .. }, C::Withdraw) => Ok(S::Withdrawn { at: now }),
            (
                S::Sent { .. } | S::Waiting { .. } | S::Uncertain { .. } | S::Closed { .. },
                C::Retract,
            ) => Ok(S::Retracted { at: now }),
            (state, _) => Err(ReferralRefusal::WrongState {
                state: state.name(),
            }),
        }
    }

    /// When the next reminder is due, or the wait for the liaison officer begins.
    pub fn next_nudge(&self) -> Option<(Timestamp, Nudge)> {
        let ReferralState::Sent {
            receipt_at,
            reminders,
        } = self.state
        else {
            return None;
        };
        if let Some(after_ms) = REMINDERS_MS.get(usize::from(reminders)) {
            return Some((receipt_at.plus_ms(*after_ms), Nudge::Remind));
        }
        let last_ms = REMINDERS_MS.last().copied().unwrap_or(0);
        Some((
            receipt_at.plus_ms(last_ms + PATIENCE_MS),
            Nudge::AwaitLiaison,
        ))
    }

    /// A line that was sent back to the analyst keeps no referral alive.
    fn check_open_lines(&self) -> Result<(), ReferralRefusal> {
        match self.open_lines().next() {
            Some(_) => Ok(()),
            None => Err(ReferralRefusal::NoLine),
        }
    }

    /// Lines without an outcome.
    pub fn open_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(|line| line.outcome == LineOutcome::Open)
    }
}

/// What falls due on a referral that is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nudge {
    /// A reminder.
    Remind,
    /// Hand it to the liaison officer.
    AwaitLiaison,
}

/// Limits of a batch, from the desk's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralPolicy {
    /// Most lines on one notice.
    pub lines_max: usize,
    /// Most lines to one provider within a day.
    pub lines_per_day_max: u32,
    /// Oldest capture a line may rest on.
    pub capture_age_ms_max: i64,
    /// Assessed items of an account before the account itself may be referred.
    pub account_items_min: usize,
}

impl Default for ReferralPolicy {
    fn default() -> Self {
        Self {
            lines_max: 20,
            lines_per_day_max: 50,
            capture_age_ms_max: CAPTURE_FRESH_MS,
            account_items_min: 3,
        }
    }
}

/// Everything that decides whether one item may go on a notice.
#[derive(Debug, Clone, Copy)]
pub struct LineFacts<'a> {
    /// The exact address of the line.
    pub url: &'a str,
    /// What it names.
    pub scope: UrlScope,
    /// The first finding.
    pub assessment: &'a Assessment,
    /// The second, if there is one.
    pub review: Option<&'a Review>,
    /// The capture looked at.
    pub exhibit: &'a Exhibit,
    /// When the same object was last captured at this address; the assessed capture's own time
    /// when there is no later one.
    pub verified_at: Timestamp,
    /// The register's entry that covers the host, if one does.
    pub protected_domain: Option<&'a str>,
    /// Another item, not a near-duplicate, has the same reasons word for word.
    pub reasons_repeat: bool,
    /// Assessed actionable items of the same account, for an account-level referral.
    pub account_items: usize,
    /// What kind of act.
    pub instrument: Instrument,
    /// What the provider is to the address.
    pub role: ProviderRole,
    /// How sure.
    pub grade: Grade,
    /// The desk's powers.
    pub designations: &'a [Designation],
}

/// The guards on one line: whether this item may go on a notice at all.
///
/// # Errors
///
/// The first [`ReferralRefusal`], in the order a person would check.
pub fn check_line(
    facts: &LineFacts<'_>,
    policy: &ReferralPolicy,
    now: Timestamp,
) -> Result<(), ReferralRefusal> {
    check_scope(facts, policy)?;
    check_finding(facts)?;
    check_capture(facts, policy, now)?;
    if !facts.grade.may_address() {
        return Err(ReferralRefusal::WeakTrace {
            grade: facts.grade.name(),
        });
    }
    check_instrument(facts.instrument, facts.role, facts.designations, now)?;
    if facts.reasons_repeat {
        return Err(ReferralRefusal::SameReasons);
    }
    Ok(())
}

fn check_scope(facts: &LineFacts<'_>, policy: &ReferralPolicy) -> Result<(), ReferralRefusal> {
    let scope = facts.scope.name();
    if facts.scope == UrlScope::Item {
        return Ok(());
    }
    if !facts.scope.is_account() {
        return Err(ReferralRefusal::ScopeNotItem { scope });
    }
    if facts.instrument.is_binding() {
        return Err(ReferralRefusal::AccountForOrder { scope });
    }
    let based = facts.account_items >= policy.account_items_min && has_legal_finding(facts);
    if !based {
        let items_min = policy.account_items_min;
        return Err(ReferralRefusal::AccountWithoutBasis { scope, items_min });
    }
    Ok(())
}

fn check_finding(facts: &LineFacts<'_>) -> Result<(), ReferralRefusal> {
    let assessment = facts.assessment;
    let conclusion = assessment.form.conclusion;
    if !conclusion.is_actionable() {
        return Err(ReferralRefusal::NotActionable {
            conclusion: conclusion.name(),
        });
    }
    assessment.form.check()?;
    let review = facts.review.ok_or(ReferralRefusal::NotReviewed)?;
    let independent = review.by != assessment.by
        && review.assessment == assessment.id
        && review.exhibit == assessment.exhibit;
    let settled = has_legal_finding(facts);
    if !independent || (review.agreement == Agreement::Disagree && !settled) {
        return Err(ReferralRefusal::NotReviewed);
    }
    if settled {
        return Ok(());
    }
    let unclear = assessment.form.unclear().or_else(|| review.form.unclear());
    if let Some(exemption) = unclear {
        return Err(ReferralRefusal::ExemptionUnclear {
            exemption: exemption.name(),
        });
    }
    if let Some(domain) = facts.protected_domain {
        return Err(ReferralRefusal::ProtectedSource {
            domain: domain.to_owned(),
        });
    }
    Ok(())
}

/// Whether a legal officer who is neither of the two people wrote a finding: a word of one's own
/// on one's own finding, or an empty one, is none.
fn has_legal_finding(facts: &LineFacts<'_>) -> bool {
    facts.assessment.legal_officer.as_ref().is_some_and(|look| {
        look.by != facts.assessment.by
            && facts.review.is_none_or(|review| review.by != look.by)
            && !look.finding.trim().is_empty()
    })
}

fn check_capture(
    facts: &LineFacts<'_>,
    policy: &ReferralPolicy,
    now: Timestamp,
) -> Result<(), ReferralRefusal> {
    let exhibit = facts.exhibit;
    let of_this_address = [exhibit.url.as_deref(), exhibit.url_final.as_deref()]
        .into_iter()
        .flatten()
        .any(|url| url == facts.url);
    let shows_something = matches!(
        exhibit.status,
        CaptureStatus::Complete | CaptureStatus::Partial
    ) && exhibit.erased_at.is_none();
    if !of_this_address || exhibit.id != facts.assessment.exhibit || !shows_something {
        return Err(ReferralRefusal::NotThisAddress);
    }
    let age_ms = now.since_ms(facts.verified_at);
    if age_ms > policy.capture_age_ms_max {
        let age_ms_max = policy.capture_age_ms_max;
        return Err(ReferralRefusal::StaleCapture { age_ms, age_ms_max });
    }
    Ok(())
}

/// The guards on a batch: how many lines one notice and one provider may get.
///
/// `lines_today` counts what already left or was approved for this provider within a day.
///
/// # Errors
///
/// [`ReferralRefusal::TooManyLines`] and [`ReferralRefusal::OutlierVolume`].
pub fn check_batch(
    lines: usize,
    lines_today: u32,
    policy: &ReferralPolicy,
) -> Result<(), ReferralRefusal> {
    if lines == 0 {
        return Err(ReferralRefusal::NoLine);
    }
    if lines > policy.lines_max {
        return Err(ReferralRefusal::TooManyLines {
            lines,
            lines_max: policy.lines_max,
        });
    }
    let lines_today = lines_today.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    if lines_today > policy.lines_per_day_max {
        let lines_max = policy.lines_per_day_max;
        return Err(ReferralRefusal::OutlierVolume {
            lines_today,
            lines_max,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
