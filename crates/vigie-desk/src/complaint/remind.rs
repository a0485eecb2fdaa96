//! The desk is reminded of a complaint that waits, and of its end when that comes.

use vigie_domain::{Actor, AuditEvent, ComplaintId};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::Done;

/// Does what falls due on a complaint that is not answered; the job behind its clock.
pub(crate) async fn remind_of_complaint(desk: &Desk, id: ComplaintId) -> Result<Done, DeskError> {
    let before_ms = &desk.config.complaint.remind_before_ms;
    let now = desk.now();
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut complaint = tx
        .complaint_for_update(id)
        .await?
        .or_not_found("complaint")?;
    let mut events = Vec::new();
    // Bounded by the reminders of the settings: each turn is one of them.
    while let Some(due) = complaint.next_reminder(before_ms).filter(|due| *due <= now) {
        complaint.reminders += 1;
        events.push(if due >= complaint.due_at {
            AuditEvent::ComplaintOverdue { complaint: id }
        } else {
            AuditEvent::ComplaintReminded {
                complaint: id,
                reminder: complaint.reminders,
            }
        });
    }
    let next = complaint.next_reminder(before_ms);
    if !events.is_empty() {
        tx.put_complaint(&complaint).await?;
        tx.commit_all(events).await?;
    }
    Ok(next.map_or(Done::Finished, Done::Later))
}
