//! Somebody without an account complains.

use vigie_dispatch::Token;
use vigie_domain::complaint::Complainant;
use vigie_domain::{
    Actor, ActorKind, AuditEvent, Complaint, ComplaintCommand, ComplaintState, Language, Timestamp,
};
use vigie_store::NewComplaint;

use super::form::check_form;
use super::link::{find_subjects, items_of};
use crate::desk::{Desk, random};
use crate::error::DeskError;
use crate::job::JobKind;
use crate::referral::digest_of;
use crate::report::checked_contact;

/// Longest text of a complaint or of an addition, in characters.
pub(super) const TEXT_CHARS_MAX: usize = 5_000;
/// Shortest text of a complaint, in characters.
const TEXT_CHARS_MIN: usize = 20;

/// A complaint as it is sent.
#[derive(Debug, Clone)]
pub struct PublicComplaint {
    /// The proof of its form.
    pub proof: String,
    /// Who complains.
    pub from: Complainant,
    /// What went: its address, the reference of the notice, or its answer link.
    pub about: String,
    /// What was wrong.
    pub text: String,
    /// Where the complainant may be answered; kept sealed, and only for a time.
    pub contact: Option<String>,
    /// The language of the form.
    pub language: Language,
}

/// What the complainant is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedComplaint {
    /// What follows the complaint; shown this once.
    pub token: String,
    /// Until when it is answered.
    pub due_at: Timestamp,
}

/// Whoever complains, or holds the token of a complaint.
pub(super) fn complainant(desk: &Desk) -> Actor {
    Actor {
        kind: ActorKind::Complainant,
        desk: desk.id,
        roles: Vec::new(),
        scope: None,
    }
}

/// Takes in a complaint and acknowledges it with its token. The limit of complaints an hour is the
/// door's, which knows the caller.
///
/// Whether the desk knows what is named is not told: somebody who names an address learns nothing.
///
/// # Errors
///
/// [`DeskError::Refused`] with the sentence for a form that is too old or was sent already, for a
/// text too short to be looked into, and for something named that can be neither.
pub async fn submit_complaint(
    desk: &Desk,
    new: PublicComplaint,
) -> Result<SubmittedComplaint, DeskError> {
    let proof_sha256 = check_form(desk, &new.proof)?;
    let text = checked_words(&new.text, TEXT_CHARS_MIN)?;
    let contact = checked_contact(new.contact)?;
    let (store, now) = (desk.store(), desk.now());
    let subjects = find_subjects(desk, store, &new.about).await?;
    let actor = complainant(desk);
    let token = Token::from_bytes(random());
    let config = &desk.config.complaint;
    let received = Complaint {
        id: desk.new_id(),
        desk: desk.id,
        from: new.from,
        language: new.language,
        subjects,
        state: ComplaintState::Received,
        received_at: now,
        due_at: now.plus_ms(config.answer_within_ms),
        reminders: 0,
        retractions: Vec::new(),
    };
    let acknowledged = received.apply(ComplaintCommand::Acknowledge, now)?;
    let seal = |text: &str| store.seal_field("complaint", text.as_bytes());
    let papers = NewComplaint {
        token_sha256: digest_of(token),
        proof_sha256,
        about: seal(new.about.trim())?,
        contact_expires_at: contact.is_some().then(|| now.plus_ms(config.contact_ms)),
        contact: contact
            .map(|contact| store.seal_field("complainant", contact.as_bytes()))
            .transpose()?,
    };
    let mut tx = desk.begin(&actor).await?;
    if !tx.add_complaint(&acknowledged, &papers).await? {
        let detail = "this complaint was sent already; open a new form for another one";
        return Err(DeskError::input("form_used", detail));
    }
    tx.add_complaint_note(acknowledged.id, 0, &seal(&text)?)
        .await?;
    let items = items_of(&tx, &acknowledged.subjects).await?;
    tx.put_complaint_items(acknowledged.id, &items).await?;
    if let Some(at) = acknowledged.next_reminder(&config.remind_before_ms) {
        let complaint = acknowledged.id;
        tx.enqueue(JobKind::RemindComplaint { complaint }.job(at.max(now)))
            .await?;
    }
    tx.commit_all(vec![
        AuditEvent::ComplaintReceived {
            complaint: acknowledged.id,
            from: acknowledged.from.name().to_owned(),
            items,
        },
        AuditEvent::ComplaintAcknowledged {
            complaint: acknowledged.id,
        },
    ])
    .await?;
    Ok(SubmittedComplaint {
        token: token.to_string(),
        due_at: acknowledged.due_at,
    })
}

/// What somebody wrote: long enough to be looked into, short enough to be read, without control signs.
pub(super) fn checked_words(text: &str, chars_min: usize) -> Result<String, DeskError> {
    let plain = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.trim().chars().filter(plain).collect();
    let chars = text.chars().count();
    if chars < chars_min || chars > TEXT_CHARS_MAX {
        let detail = format!(
            "write what was wrong in {chars_min} to {TEXT_CHARS_MAX} characters; this has {chars}"
        );
        return Err(DeskError::input("complaint_text", detail));
    }
    Ok(text)
}
