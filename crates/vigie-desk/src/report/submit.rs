//! Somebody without an account reports an address.

use vigie_domain::{Actor, ActorKind, AuditEvent, IntakeChannel, ItemId, Language};
use vigie_store::ReportRow;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::item::{NewItem, add_reported};

/// Longest reporter's address, in bytes. Source: RFC 5321, a path.
const CONTACT_BYTES_MAX: usize = 254;

/// A report.
#[derive(Debug, Clone)]
pub struct PublicReport {
    /// The address reported.
    pub url: String,
    /// What the reporter says about it.
    pub note: Option<String>,
    /// Where the reporter may be answered; kept sealed, and only for a time.
    pub contact: Option<String>,
    /// The language of the form.
    pub language: Language,
    /// Whether the reporter says that life is in danger.
    pub is_threat_to_life: bool,
}

/// What the reporter is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The item; the reporter is told nothing else of it.
    pub item: ItemId,
}

/// Takes in a report. The limit of reports an hour is the door's, which knows the caller.
///
/// # Errors
///
/// [`DeskError::Refused`] with the sentence for an address that cannot be an item.
pub async fn submit_report(desk: &Desk, report: PublicReport) -> Result<Submitted, DeskError> {
    let contact = checked_contact(report.contact)?;
    let reporter = Actor {
        kind: ActorKind::Reporter,
        desk: desk.id,
        roles: Vec::new(),
        scope: None,
    };
    let mut new = NewItem::url(report.url, IntakeChannel::PublicForm);
    new.note = report.note;
    new.is_threat_to_life = report.is_threat_to_life;
    let added = add_reported(desk, &reporter, new).await?;
    if let Some(contact) = contact {
        let now = desk.now();
        let mut tx = desk.begin(&reporter).await?;
        let sealed = desk.store().seal_field("reporter", contact.as_bytes())?;
        tx.put_report(&ReportRow {
            id: desk.new_id::<uuid::Uuid>(),
            item: added.item,
            received_at: now,
            contact: Some(sealed),
            contact_expires_at: Some(now.plus_ms(desk.config.intake.reporter_contact_ms)),
            language: report.language,
        })
        .await?;
        tx.commit(AuditEvent::ReporterKept { item: added.item })
            .await?;
    }
    Ok(Submitted { item: added.item })
}

/// Where somebody without an account may be answered, if they want to be.
pub(crate) fn checked_contact(contact: Option<String>) -> Result<Option<String>, DeskError> {
    let contact = contact.map(|contact| contact.trim().to_owned());
    let contact = contact.filter(|contact| !contact.is_empty());
    let cannot_be = |c: &String| c.len() > CONTACT_BYTES_MAX || !c.contains('@');
    if contact.as_ref().is_some_and(cannot_be) {
        let detail = "the mail address cannot be right; correct it or leave it empty";
        return Err(DeskError::input("contact_malformed", detail));
    }
    Ok(contact)
}
