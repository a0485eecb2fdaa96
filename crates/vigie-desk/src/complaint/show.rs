//! One complaint with what was written, what it is about, and who may answer it.

use serde::Serialize;
use vigie_domain::audit_event::Case;
use vigie_domain::{
    Actor, BankEntryId, Complaint, ComplaintId, ComplaintState, ItemId, LineId, Permission,
    Recheck, ReferralId, Retraction, Timestamp, UserId, Watch,
};
use vigie_store::LoggedEvent;

use super::decide::lines_of;
use super::involvement::hands_in;
use super::link::items_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// Events shown of a complaint.
const HISTORY_EVENTS_MAX: u32 = 500;

/// Somebody who may answer complaints, and what the log says of them in this case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handler {
    /// Who.
    pub user: UserId,
    /// The name colleagues know.
    pub name: String,
    /// The kind of the first act in the case; `None` for somebody who had no hand in it.
    pub acted: Option<String>,
}

/// One line that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubjectLine {
    /// Of which notice.
    pub referral: ReferralId,
    /// Its reference.
    pub reference: String,
    /// Which.
    pub line: LineId,
    /// Its item.
    pub item: ItemId,
    /// Its address.
    pub url: String,
    /// How it stands.
    pub outcome: String,
}

/// One complaint, all told.
#[derive(Debug, Clone, Serialize)]
pub struct ComplaintView {
    /// The complaint.
    pub complaint: Complaint,
    /// What was named, as it was typed.
    pub about: String,
    /// What the complainant wrote, oldest first.
    pub notes: Vec<(Timestamp, String)>,
    /// Where the complainant may be answered; for whoever has the complaint, until it expires.
    pub contact: Option<String>,
    /// When that address is erased.
    pub contact_expires_at: Option<Timestamp>,
    /// The items it is about.
    pub items: Vec<ItemId>,
    /// The entries of banks it is about.
    pub entries: Vec<BankEntryId>,
    /// What can be taken back.
    pub lines: Vec<SubjectLine>,
    /// Who may answer it, free ones first.
    pub handlers: Vec<Handler>,
    /// What was taken back because of it.
    pub retractions: Vec<Retraction>,
    /// What is to come back, and whether it was seen.
    pub returns: Vec<Recheck>,
    /// What happened, oldest first, each with its place in the log.
    pub history: Vec<LoggedEvent>,
}

/// Shows one complaint to one person.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_complaint(
    desk: &Desk,
    actor: &Actor,
    id: ComplaintId,
) -> Result<ComplaintView, DeskError> {
    actor.require(Permission::ReadComplaint)?;
    let store = desk.store();
    let complaint = store.complaint(id).await?.or_not_ours(desk, "complaint")?;
    let papers = store
        .complaint_papers(id)
        .await?
        .or_not_found("complaint")?;
    let open = |sealed: &[u8], purpose: &str| -> Result<String, DeskError> {
        let text = store.open_field(purpose, sealed)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    let is_theirs = matches!(complaint.state, ComplaintState::Assigned { to } if actor.user() == Some(to))
        || complaint
            .state
            .decision()
            .is_some_and(|one| actor.user() == Some(one.by));
    let contact = papers.contact.as_deref().filter(|_| is_theirs);
    let mut history = store
        .events_of(Case::Complaint(id), HISTORY_EVENTS_MAX)
        .await?;
    history.reverse();
    let items = items_of(store, &complaint.subjects).await?;
    let (mut retractions, mut returns) = (Vec::new(), Vec::new());
    for retraction in &complaint.retractions {
        let retraction = store.retraction(*retraction).await?;
        let retraction = retraction.or_not_found("retraction")?;
        let watches = store.rechecks_of(retraction.referral).await?;
        let is_awaited = |watch: &Recheck| {
            retraction.lines.contains(&watch.line)
                && matches!(
                    watch.watch,
                    Watch::Awaiting { .. } | Watch::Reinstated { .. }
                )
        };
        returns.extend(watches.into_iter().filter(is_awaited));
        retractions.push(retraction);
    }
    Ok(ComplaintView {
        about: open(&papers.about, "complaint")?,
        notes: papers
            .notes
            .iter()
            .map(|(at, sealed)| Ok((*at, open(sealed, "complaint")?)))
            .collect::<Result<_, DeskError>>()?,
        contact: contact.map(|one| open(one, "complainant")).transpose()?,
        contact_expires_at: papers
            .contact_expires_at
            .filter(|_| papers.contact.is_some()),
        entries: complaint
            .subjects
            .iter()
            .filter_map(|subject| match subject {
                vigie_domain::Subject::BankEntry { entry, .. } => Some(*entry),
                _ => None,
            })
            .collect(),
        lines: subject_lines(desk, &complaint, &items).await?,
        handlers: handlers(desk, &complaint).await?,
        items,
        retractions,
        returns,
        history,
        complaint,
    })
}

async fn subject_lines(
    desk: &Desk,
    complaint: &Complaint,
    items: &[ItemId],
) -> Result<Vec<SubjectLine>, DeskError> {
    let store = desk.store();
    let mut found = Vec::new();
    for (id, lines) in lines_of(store, complaint, items).await? {
        let referral = store.referral(id).await?.or_not_found("referral")?;
        for line in referral.lines {
            if lines.iter().any(|(wanted, _)| *wanted == line.id) {
                found.push(SubjectLine {
                    referral: id,
                    reference: referral.reference.clone(),
                    line: line.id,
                    item: line.item,
                    outcome: line.outcome.name().to_owned(),
                    url: line.url,
                });
            }
        }
    }
    Ok(found)
}

/// Everybody who may answer it, with their hand in the case.
async fn handlers(desk: &Desk, complaint: &Complaint) -> Result<Vec<Handler>, DeskError> {
    if !complaint.state.waits() {
        return Ok(Vec::new());
    }
    let mut hands = hands_in(desk.store(), complaint).await?;
    let users = desk.store().users(desk.id).await?;
    let mut handlers: Vec<Handler> = users
        .into_iter()
        .filter(|user| user.disabled_at.is_none() && user.password_hash.is_some())
        .filter(|user| {
            let person = Actor::person(user.id, desk.id, user.roles.clone());
            person.may(Permission::DecideComplaint)
        })
        .map(|user| Handler {
            acted: hands.remove(&user.id),
            user: user.id,
            name: user.name,
        })
        .collect();
    handlers.sort_by(|a, b| (a.acted.is_some(), &a.name).cmp(&(b.acted.is_some(), &b.name)));
    Ok(handlers)
}
