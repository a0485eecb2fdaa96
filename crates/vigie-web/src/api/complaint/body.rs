//! Bodies of complaints.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::DeskError;
use vigie_desk::complaint::{ComplaintFigures, ComplaintRow, ComplaintView, Followed};
use vigie_desk::retraction::RetractionRow;
use vigie_domain::{Complaint, ComplaintState, Subject};

use crate::api::body::{EventBody, RecheckBody};
use crate::api::value::{Id, LanguageWord, Time, bodies};

/// A complaint.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComplaintBody {
    /// Its id.
    id: Id,
    /// Who complains: `author`, `provider`, `third_party`, `oversight`.
    from: &'static str,
    /// The language of the form and of the answer.
    language: LanguageWord,
    /// Where it stands: `received`, `acknowledged`, `assigned`, `decided`, `informed`, `court`,
    /// `closed`, `withdrawn`.
    state: &'static str,
    /// With whom it is, while it is looked at.
    assigned_to: Option<Id>,
    /// What it is about, as far as found.
    subjects: Vec<SubjectBody>,
    /// When it came.
    received_at: Time,
    /// Until when it is to be answered.
    due_at: Time,
    /// Until that end, while it waits; negative once it is over.
    left_ms: Option<i64>,
    /// Whether its time is over without an answer.
    is_overdue: bool,
    /// How it ended: `upheld`, `partly_upheld`, `rejected`.
    outcome: Option<&'static str>,
    /// Why.
    reasons: Option<String>,
    /// The entry of the record that says so; `GET /log/proofs/{subject}` proves it.
    decision_event: Option<Id>,
    /// What was taken back because of it.
    retractions: Vec<Id>,
}

/// One thing a complaint is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubjectBody {
    /// `item`, `referral`, `bank_entry`.
    about: &'static str,
    /// Its id.
    id: Id,
}

impl From<Subject> for SubjectBody {
    fn from(subject: Subject) -> Self {
        let (about, id) = match subject {
            Subject::Item { item } => ("item", item.0),
            Subject::Referral { referral } => ("referral", referral.0),
            Subject::BankEntry { entry, .. } => ("bank_entry", entry.0),
        };
        Self { about, id: Id(id) }
    }
}

impl From<ComplaintRow> for ComplaintBody {
    fn from(row: ComplaintRow) -> Self {
        Self {
            left_ms: row.left_ms,
            is_overdue: row.is_overdue,
            ..Self::of(row.complaint)
        }
    }
}

impl ComplaintBody {
    /// Without its clock, which needs the present instant.
    fn of(complaint: Complaint) -> Self {
        let assigned_to = match complaint.state {
            ComplaintState::Assigned { to } => Some(Id(to.0)),
            ComplaintState::Court { by, .. } => Some(Id(by.0)),
            _ => None,
        };
        let decision = complaint.state.decision();
        Self {
            id: Id(complaint.id.0),
            from: complaint.from.name(),
            language: complaint.language.into(),
            state: complaint.state.name(),
            assigned_to,
            outcome: decision.map(|one| one.outcome.name()),
            reasons: decision.map(|one| one.reasons.clone()),
            decision_event: decision.map(|one| Id(one.event.0)),
            subjects: bodies(complaint.subjects),
            received_at: complaint.received_at.into(),
            due_at: complaint.due_at.into(),
            left_ms: None,
            is_overdue: false,
            retractions: complaint.retractions.iter().map(|one| Id(one.0)).collect(),
        }
    }
}

/// One complaint, all told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComplaintViewBody {
    /// The complaint; its clock is in the list.
    complaint: ComplaintBody,
    /// What was named, as it was typed.
    about: String,
    /// What the complainant wrote, oldest first.
    notes: Vec<NoteBody>,
    /// Where the complainant may be answered; for whoever has the complaint, until it expires.
    contact: Option<String>,
    /// The items it is about.
    items: Vec<Id>,
    /// What can be taken back.
    lines: Vec<SubjectLineBody>,
    /// Who may answer it, those without a hand in the case first.
    handlers: Vec<HandlerBody>,
    /// What is to come back, and whether it was seen.
    returns: Vec<RecheckBody>,
    /// What happened, oldest first.
    history: Vec<EventBody>,
}

impl From<ComplaintView> for ComplaintViewBody {
    fn from(view: ComplaintView) -> Self {
        let history = view.history.iter();
        let history = history.map(|event| (event.record.as_ref(), event.log_index));
        Self {
            history: EventBody::list(history),
            complaint: ComplaintBody::of(view.complaint),
            about: view.about,
            notes: view
                .notes
                .into_iter()
                .map(|(at, text)| NoteBody {
                    at: at.into(),
                    text,
                })
                .collect(),
            contact: view.contact,
            items: view.items.into_iter().map(|item| Id(item.0)).collect(),
            lines: view
                .lines
                .into_iter()
                .map(|line| SubjectLineBody {
                    referral: Id(line.referral.0),
                    reference: line.reference,
                    line: Id(line.line.0),
                    item: Id(line.item.0),
                    url: line.url,
                    outcome: line.outcome,
                })
                .collect(),
            handlers: view
                .handlers
                .into_iter()
                .map(|handler| HandlerBody {
                    user: Id(handler.user.0),
                    name: handler.name,
                    acted: handler.acted,
                })
                .collect(),
            returns: bodies(view.returns),
        }
    }
}

/// Something the complainant wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoteBody {
    /// When.
    at: Time,
    /// What.
    text: String,
}

/// A line that can be taken back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubjectLineBody {
    /// Of which notice.
    referral: Id,
    /// Its reference.
    reference: String,
    /// Which.
    line: Id,
    /// Its item.
    item: Id,
    /// Its address.
    url: String,
    /// How it stands.
    outcome: String,
}

/// Somebody who may answer complaints.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandlerBody {
    /// Who.
    user: Id,
    /// The name colleagues know.
    name: String,
    /// The kind of the first act in the case; `null` for somebody who had no hand in it.
    acted: Option<String>,
}

/// The proof of a fresh form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormBody {
    /// To be sent with one complaint.
    pub(super) proof: String,
}

/// A complaint as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComplaintNew {
    /// The proof of a form that was opened before.
    pub(super) proof: String,
    /// Who complains: `author`, `provider`, `third_party`.
    pub(super) from: String,
    /// The address, the reference of the notice, or the link in it.
    pub(super) about: String,
    /// What was wrong, 20 to 5,000 characters.
    pub(super) text: String,
    /// Where the complainant may be answered; sealed, and only for a time.
    #[schema(nullable = false)]
    pub(super) contact: Option<String>,
    /// The language of the answer; English when absent.
    #[schema(nullable = false)]
    pub(super) language: Option<LanguageWord>,
}

/// What the complainant is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComplaintMade {
    /// What follows the complaint; told this once.
    pub(super) token: String,
    /// Until when it is answered.
    pub(super) due_at: Time,
}

/// What became of a complaint.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowedBody {
    /// Where it stands.
    state: &'static str,
    /// When it came.
    received_at: Time,
    /// Until when it is to be answered.
    due_at: Time,
    /// Whether its time is over without an answer.
    is_overdue: bool,
    /// How it ended, once the answer is in the log.
    outcome: Option<&'static str>,
    /// Why.
    reasons: Option<String>,
    /// The answer's place in the log.
    log_index: Option<u64>,
    /// What the complainant wrote, oldest first.
    notes: Vec<NoteBody>,
}

impl From<Followed> for FollowedBody {
    fn from(followed: Followed) -> Self {
        let (outcome, reasons) = match followed.answer {
            Some((outcome, reasons, _)) => (Some(outcome.name()), Some(reasons)),
            None => (None, None),
        };
        Self {
            state: followed.state,
            received_at: followed.received_at.into(),
            due_at: followed.due_at.into(),
            is_overdue: followed.is_overdue,
            outcome,
            reasons,
            log_index: followed.log_index,
            notes: followed
                .notes
                .into_iter()
                .map(|(at, text)| NoteBody {
                    at: at.into(),
                    text,
                })
                .collect(),
        }
    }
}

/// What is added to a complaint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteNew {
    /// What, 1 to 5,000 characters.
    pub(super) text: String,
}

/// What a complaint is about.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkNew {
    /// The id of an item or of a bank entry, an address, or a reference.
    pub(super) about: String,
}

/// To whom a complaint is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignmentNew {
    /// Whom.
    pub(super) to: Id,
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerNew {
    /// How it ends: `upheld`, `partly_upheld`, `rejected`.
    outcome: String,
    /// Why, in words the complainant reads.
    reasons: String,
    /// Which lines are taken back, where it is right in part.
    #[serde(default)]
    lines: Vec<Id>,
}

impl AnswerNew {
    pub(super) fn read(self) -> Result<vigie_desk::complaint::Answer, DeskError> {
        let outcome = vigie_domain::ComplaintOutcome::parse(&self.outcome).ok_or_else(|| {
            let detail = "`outcome` takes one of: upheld, partly_upheld, rejected";
            DeskError::input("field_malformed", detail)
        })?;
        Ok(vigie_desk::complaint::Answer {
            outcome,
            reasons: self.reasons,
            lines: self.lines.into_iter().map(Id::to).collect(),
        })
    }
}

/// A retraction with its clock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetractionBody {
    /// Its id.
    id: Id,
    /// What is taken back.
    referral: Id,
    /// Its reference.
    reference: String,
    /// When the error was found.
    found_at: Time,
    /// Until when everybody who was told is to be told.
    due_at: Time,
    /// When everybody was; `null` until then.
    sent_at: Option<Time>,
    /// From the error found until everybody was told, or until now.
    elapsed_ms: i64,
    /// Whether the hour was over first, or is over.
    is_late: bool,
}

impl From<RetractionRow> for RetractionBody {
    fn from(row: RetractionRow) -> Self {
        Self {
            id: Id(row.retraction.id.0),
            referral: Id(row.retraction.referral.0),
            reference: row.reference,
            found_at: row.retraction.found_at.into(),
            due_at: row.due_at.into(),
            sent_at: row.retraction.sent_at.map(Time),
            elapsed_ms: row.elapsed_ms,
            is_late: row.is_late,
        }
    }
}

/// Figures that name nobody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComplaintFiguresBody {
    /// Complaints that came.
    received: u64,
    /// Of these, how many wait for an answer.
    waiting: u64,
    /// How many were answered after their time, or still wait after it.
    late: u64,
    /// Found right.
    upheld: u64,
    /// Found right in part.
    partly_upheld: u64,
    /// Found wrong.
    rejected: u64,
    /// Taken back by whoever complained.
    withdrawn: u64,
    /// Before a court now.
    at_court: u64,
    /// The middle time from receipt to answer, by nearest rank.
    median_answer_ms: Option<i64>,
    /// The time within which nine tenths were answered, by nearest rank.
    p90_answer_ms: Option<i64>,
    /// Things sent that were taken back.
    retractions: u64,
    /// Of these, how many everybody was told of within the hour.
    retracted_within_hour: u64,
    /// How many were told later.
    retracted_late: u64,
    /// How many are not out, within their hour.
    retractions_pending: u64,
    /// How many are not out, and their hour is over.
    retractions_overdue: u64,
}

impl From<ComplaintFigures> for ComplaintFiguresBody {
    fn from(figures: ComplaintFigures) -> Self {
        Self {
            received: figures.received,
            waiting: figures.waiting,
            late: figures.late,
            upheld: figures.upheld,
            partly_upheld: figures.partly_upheld,
            rejected: figures.rejected,
            withdrawn: figures.withdrawn,
            at_court: figures.at_court,
            median_answer_ms: figures.median_answer_ms,
            p90_answer_ms: figures.p90_answer_ms,
            retractions: figures.retractions,
            retracted_within_hour: figures.retracted_within_hour,
            retracted_late: figures.retracted_late,
            retractions_pending: figures.retractions_pending,
            retractions_overdue: figures.retractions_overdue,
        }
    }
}
