//! A complaint is given to somebody who had no hand in the case.

use vigie_domain::{Actor, AuditEvent, ComplaintCommand, ComplaintId, Permission, UserId};

use super::involvement::involvement_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Gives a complaint to somebody; whoever may decide complaints may take one on as well.
///
/// # Errors
///
/// [`DeskError::Refused`] when that person acted on the case before, may not decide, or left;
/// [`DeskError::Forbidden`] without the right.
pub async fn assign_complaint(
    desk: &Desk,
    actor: &Actor,
    id: ComplaintId,
    to: UserId,
) -> Result<(), DeskError> {
    let takes_it_on = actor.user() == Some(to) && actor.may(Permission::DecideComplaint);
    if !takes_it_on {
        actor.require(Permission::AssignComplaint)?;
    }
    let mut tx = desk.begin(actor).await?;
    let complaint = tx
        .complaint_for_update(id)
        .await?
        .or_not_ours(desk, "complaint")?;
    let user = tx.user(to).await?.or_not_ours(desk, "user")?;
    let may_decide = Actor::person(user.id, desk.id, user.roles).may(Permission::DecideComplaint);
    if !may_decide || user.disabled_at.is_some() {
        let detail = "this person cannot answer complaints; choose a reviewer or a legal officer";
        return Err(DeskError::input("handler_unfit", detail));
    }
    let involvement = involvement_of(&tx, &complaint, to).await?;
    let assign = ComplaintCommand::Assign { to, involvement };
    let assigned = complaint.apply(assign, desk.now())?;
    tx.put_complaint(&assigned).await?;
    tx.commit(AuditEvent::ComplaintAssigned { complaint: id, to })
        .await?;
    Ok(())
}
