//! What a complaint is about: found from what was typed, or linked by a person.

use std::collections::BTreeSet;

use vigie_dispatch::Token;
use vigie_domain::{Actor, AuditEvent, ComplaintId, ComplaintRefusal, ItemId, Permission, Subject};
use vigie_store::Reader;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::referral::digest_of;

/// Longest text that names something, in bytes.
const ABOUT_BYTES_MAX: usize = 4_096;
/// Most things one complaint is about.
const SUBJECTS_MAX: usize = 20;

/// Finds what an address, a reference or an answer link names; empty when the desk does not know it.
///
/// # Errors
///
/// [`DeskError::Refused`] for a text that can name nothing.
pub(super) async fn find_subjects(
    desk: &Desk,
    rows: &Reader,
    about: &str,
) -> Result<Vec<Subject>, DeskError> {
    let about = about.trim();
    if about.is_empty() || about.len() > ABOUT_BYTES_MAX {
        let detail =
            "name what it is about: its address, the reference of the notice, or the link in it";
        return Err(DeskError::input("subject_missing", detail));
    }
    let last = about.rsplit('/').next().unwrap_or(about);
    if let Some(token) = Token::parse(last) {
        let found = rows.referral_by_answer_token(digest_of(token)).await?;
        let found = found.filter(|one| one.desk == desk.id && one.state.has_left());
        if let Some(referral) = found {
            let referral = referral.id;
            return Ok(vec![Subject::Referral { referral }]);
        }
    }
    let reference = about.to_ascii_uppercase();
    if let Some(referral) = rows.referral_by_reference(desk.id, &reference).await? {
        let referral = referral.id;
        return Ok(vec![Subject::Referral { referral }]);
    }
    if is_reference(&reference) {
        return Ok(Vec::new());
    }
    let parsed = desk.keys().parse_locator(about)?;
    let item = rows.item_by_key(desk.id, parsed.key.as_str()).await?;
    Ok(item
        .map(|item| Subject::Item { item: item.id })
        .into_iter()
        .collect())
}

/// Whether a text is written like a reference, known or not: `V-2026-000123`.
fn is_reference(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_number = |part: Option<&str>, digits: usize| {
        part.is_some_and(|one| one.len() >= digits && one.bytes().all(|b| b.is_ascii_digit()))
    };
    parts.next() == Some("V")
        && is_number(parts.next(), 4)
        && is_number(parts.next(), 1)
        && parts.next().is_none()
}

/// The items that subjects name, each once.
pub(super) async fn items_of(
    rows: &Reader,
    subjects: &[Subject],
) -> Result<Vec<ItemId>, DeskError> {
    let mut items = BTreeSet::new();
    for subject in subjects {
        match subject {
            Subject::Item { item } => {
                items.insert(*item);
            }
            Subject::Referral { referral } => {
                let referral = rows.referral(*referral).await?;
                let lines = referral.map(|one| one.lines).unwrap_or_default();
                items.extend(lines.into_iter().map(|line| line.item));
            }
            Subject::BankEntry { entry, .. } => {
                let entry = rows.bank_entry(*entry).await?;
                let shown_in = entry.and_then(|entry| entry.shown_in);
                if let Some((exhibit, _)) = shown_in
                    && let Some(exhibit) = rows.exhibit(exhibit).await?
                {
                    items.insert(exhibit.item);
                }
            }
        }
    }
    Ok(items.into_iter().collect())
}

/// Links a complaint that waits to what it is about: the id of an item or of a bank entry, an
/// address, a reference.
///
/// # Errors
///
/// [`DeskError::Refused`] once it is answered; [`DeskError::NotFound`] for what the desk does not know.
pub async fn link_complaint(
    desk: &Desk,
    actor: &Actor,
    id: ComplaintId,
    about: &str,
) -> Result<(), DeskError> {
    if !actor.may(Permission::DecideComplaint) {
        actor.require(Permission::AssignComplaint)?;
    }
    let mut tx = desk.begin(actor).await?;
    let mut complaint = tx
        .complaint_for_update(id)
        .await?
        .or_not_ours(desk, "complaint")?;
    if !complaint.state.waits() {
        let state = complaint.state.name();
        return Err(ComplaintRefusal::WrongState { state }.into());
    }
    let found = match known_by_id(desk, &tx, about.trim()).await? {
        Some(subject) => vec![subject],
        None => find_subjects(desk, &tx, about).await?,
    };
    if found.is_empty() {
        return Err(DeskError::NotFound {
            what: "item, notice or entry of that name",
        });
    }
    for subject in found {
        if !complaint.subjects.contains(&subject) {
            complaint.subjects.push(subject);
        }
    }
    if complaint.subjects.len() > SUBJECTS_MAX {
        let detail =
            format!("a complaint is about {SUBJECTS_MAX} things at most; ask for another one");
        return Err(DeskError::input("too_many_subjects", detail));
    }
    let items = items_of(&tx, &complaint.subjects).await?;
    tx.put_complaint(&complaint).await?;
    tx.put_complaint_items(id, &items).await?;
    tx.commit(AuditEvent::ComplaintLinked {
        complaint: id,
        items,
    })
    .await?;
    Ok(())
}

async fn known_by_id(desk: &Desk, rows: &Reader, text: &str) -> Result<Option<Subject>, DeskError> {
    let Ok(id) = text.parse::<uuid::Uuid>() else {
        return Ok(None);
    };
    let item = rows.item(id.into()).await?;
    if let Some(item) = item.filter(|item| item.desk == desk.id) {
        return Ok(Some(Subject::Item { item: item.id }));
    }
    let entry = rows.bank_entry(id.into()).await?;
    let entry = entry.or_not_found("item or entry of that id")?;
    let bank = rows.bank(entry.bank).await?;
    let bank = bank.filter(|bank| bank.desk == desk.id);
    let bank = bank.or_not_found("item or entry of that id")?.id;
    let entry = entry.id;
    Ok(Some(Subject::BankEntry { bank, entry }))
}
