//! After the answer: over, or before a court.

use vigie_domain::{Actor, AuditEvent, ComplaintCommand, ComplaintId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Closes a complaint whose answer stands.
///
/// # Errors
///
/// [`DeskError::Refused`] before the complainant could read the answer.
pub async fn close_complaint(desk: &Desk, actor: &Actor, id: ComplaintId) -> Result<(), DeskError> {
    actor.require(Permission::AssignComplaint)?;
    let event = AuditEvent::ComplaintClosed { complaint: id };
    move_on(desk, actor, id, ComplaintCommand::Close, event).await
}

/// Writes down that a complaint went before a court; whoever does so writes down what it says.
///
/// # Errors
///
/// [`DeskError::Refused`] before there is an answer to contest.
pub async fn take_to_court(desk: &Desk, actor: &Actor, id: ComplaintId) -> Result<(), DeskError> {
    actor.require(Permission::DecideComplaint)?;
    let permission = Permission::DecideComplaint;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let event = AuditEvent::ComplaintAtCourt { complaint: id };
    move_on(desk, actor, id, ComplaintCommand::GoToCourt { by }, event).await
}

async fn move_on(
    desk: &Desk,
    actor: &Actor,
    id: ComplaintId,
    command: ComplaintCommand,
    event: AuditEvent,
) -> Result<(), DeskError> {
    let mut tx = desk.begin(actor).await?;
    let complaint = tx
        .complaint_for_update(id)
        .await?
        .or_not_ours(desk, "complaint")?;
    let moved = complaint.apply(command, desk.now())?;
    tx.put_complaint(&moved).await?;
    tx.commit(event).await?;
    Ok(())
}
