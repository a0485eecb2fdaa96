//! Complaints: those that wait by their end, then all, newest first.

use serde::Serialize;
use vigie_domain::{Actor, Complaint, Permission};
use vigie_store::{ComplaintCursor, Page};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most complaints of one page.
const PAGE_COMPLAINTS_MAX: u32 = 200;

/// A complaint with its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintRow {
    /// The complaint.
    pub complaint: Complaint,
    /// Whether its time is over without an answer.
    pub is_overdue: bool,
    /// Until its end, while it waits; negative once that is over.
    pub left_ms: Option<i64>,
}

/// One page of complaints, newest first; `waiting` gives those that wait instead, the one due first
/// first, without a next page.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_complaints(
    desk: &Desk,
    actor: &Actor,
    waiting: bool,
    after: Option<ComplaintCursor>,
    limit: u32,
) -> Result<Page<ComplaintRow, ComplaintCursor>, DeskError> {
    actor.require(Permission::ReadComplaint)?;
    let limit = limit.clamp(1, PAGE_COMPLAINTS_MAX);
    let store = desk.store();
    let page = if waiting {
        Page {
            rows: store.complaints_waiting(desk.id, limit).await?,
            next: None,
        }
    } else {
        store.complaints(desk.id, after, limit).await?
    };
    let now = desk.now();
    let row = |complaint: Complaint| ComplaintRow {
        is_overdue: complaint.is_overdue(now),
        left_ms: complaint
            .state
            .waits()
            .then(|| complaint.due_at.since_ms(now)),
        complaint,
    };
    Ok(Page {
        rows: page.rows.into_iter().map(row).collect(),
        next: page.next,
    })
}
