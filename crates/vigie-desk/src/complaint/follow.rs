//! Whoever holds the token follows the complaint, adds to it, or takes it back.

use vigie_dispatch::Token;
use vigie_domain::{
    AuditEvent, Complaint, ComplaintCommand, ComplaintOutcome, ComplaintRefusal, ComplaintState,
    Language, Timestamp,
};

use super::submit::{checked_words, complainant};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::referral::digest_of;

/// Most texts kept of one complaint: whoever holds a token can press its button all day.
const NOTES_MAX: usize = 50;

/// What the page of a token shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Where it stands, by its stable name.
    pub state: &'static str,
    /// When it came.
    pub received_at: Timestamp,
    /// Until when it is answered.
    pub due_at: Timestamp,
    /// Whether an answer is still awaited: something can be added, or all of it taken back.
    pub waits: bool,
    /// Whether its time is over without an answer.
    pub is_overdue: bool,
    /// The language it was written in.
    pub language: Language,
    /// The answer with its reasons and its instant, once it is in the log.
    pub answer: Option<(ComplaintOutcome, String, Timestamp)>,
    /// The answer's place in the log.
    pub log_index: Option<u64>,
    /// What the complainant wrote, oldest first.
    pub notes: Vec<(Timestamp, String)>,
}

/// Shows what became of a complaint. Changes nothing, however often it is fetched.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a token that follows nothing.
pub async fn open_complaint(desk: &Desk, token: &str) -> Result<Followed, DeskError> {
    let complaint = by_token(desk, token).await?;
    let store = desk.store();
    let papers = store.complaint_papers(complaint.id).await?;
    let papers = papers.or_not_found("complaint")?;
    let mut notes = Vec::with_capacity(papers.notes.len());
    for (at, sealed) in papers.notes {
        let text = store.open_field("complaint", &sealed)?;
        notes.push((at, String::from_utf8_lossy(&text).into_owned()));
    }
    // Not told before it is where outsiders can find it.
    let is_out = !matches!(complaint.state, ComplaintState::Decided { .. });
    let decision = complaint.state.decision().filter(|_| is_out);
    let log_index = match decision {
        Some(decision) => store.log_index_of(decision.event).await?,
        None => None,
    };
    let answer = decision.map(|one| (one.outcome, one.reasons.clone(), one.at));
    Ok(Followed {
        state: complaint.state.name(),
        received_at: complaint.received_at,
        due_at: complaint.due_at,
        waits: complaint.state.waits(),
        is_overdue: complaint.is_overdue(desk.now()),
        language: complaint.language,
        answer,
        log_index,
        notes,
    })
}

/// Adds what the holder of a token writes. The same written twice in a row is written once.
///
/// # Errors
///
/// [`DeskError::NotFound`] as [`open_complaint`]; [`DeskError::Refused`] once it is answered, and for
/// more than a person can read.
pub async fn add_to_complaint(desk: &Desk, token: &str, text: &str) -> Result<(), DeskError> {
    let id = by_token(desk, token).await?.id;
    let text = checked_words(text, 1)?;
    let store = desk.store();
    let mut tx = desk.begin(&complainant(desk)).await?;
    let complaint = tx.complaint_for_update(id).await?.or_not_found("link")?;
    if !complaint.state.waits() {
        let state = complaint.state.name();
        return Err(ComplaintRefusal::WrongState { state }.into());
    }
    let papers = tx.complaint_papers(id).await?.or_not_found("link")?;
    if papers.notes.len() >= NOTES_MAX {
        let detail = "too much was added to this complaint already; wait for its answer";
        return Err(DeskError::input("too_many_notes", detail));
    }
    if let Some((_, last)) = papers.notes.last()
        && store.open_field("complaint", last)? == text.as_bytes()
    {
        return Ok(());
    }
    let place = u32::try_from(papers.notes.len()).unwrap_or(u32::MAX);
    let sealed = store.seal_field("complaint", text.as_bytes())?;
    tx.add_complaint_note(id, place, &sealed).await?;
    tx.commit(AuditEvent::ComplaintNoted { complaint: id })
        .await?;
    Ok(())
}

/// Takes a complaint back, in the name of whoever holds its token.
///
/// # Errors
///
/// [`DeskError::NotFound`] as [`open_complaint`]; [`DeskError::Refused`] once it is answered.
pub async fn withdraw_complaint(desk: &Desk, token: &str) -> Result<(), DeskError> {
    let id = by_token(desk, token).await?.id;
    let mut tx = desk.begin(&complainant(desk)).await?;
    let complaint = tx.complaint_for_update(id).await?.or_not_found("link")?;
    let withdrawn = complaint.apply(ComplaintCommand::Withdraw, desk.now())?;
    tx.put_complaint(&withdrawn).await?;
    tx.commit(AuditEvent::ComplaintWithdrawn { complaint: id })
        .await?;
    Ok(())
}

async fn by_token(desk: &Desk, token: &str) -> Result<Complaint, DeskError> {
    let token = Token::parse(token.trim()).or_not_found("link")?;
    let found = desk.store().complaint_by_token(digest_of(token)).await?;
    found.filter(|one| one.desk == desk.id).or_not_found("link")
}
