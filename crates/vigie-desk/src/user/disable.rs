//! A login is closed: its sessions and keys end with it.

use vigie_domain::{Actor, AuditEvent, Permission, Role, UserId};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Closes a login.
///
/// # Errors
///
/// [`DeskError::Refused`] for one's own login: somebody must be left to open the door; for a login of
/// oversight that nobody else asked to close: the first to ask is on record, the second closes it.
pub async fn disable_user(desk: &Desk, actor: &Actor, id: UserId) -> Result<(), DeskError> {
    actor.require(Permission::ManageUser)?;
    if actor.user() == Some(id) {
        let detail = "nobody closes their own login; ask another administrator";
        return Err(DeskError::input("own_login", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let mut user = tx.user(id).await?.or_not_ours(desk, "user")?;
    let mut events = vec![AuditEvent::UserDisabled { user: id }];
    if user.roles.contains(&Role::Oversight) && user.disabled_at.is_none() {
        let permission = Permission::ManageUser;
        let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
        let asked_by = tx.oversight_closing(id).await?;
        if asked_by.is_none_or(|asked_by| asked_by == by) {
            tx.put_oversight_closing(id, by).await?;
            tx.commit(AuditEvent::OversightClosingAsked { user: id })
                .await?;
            let detail = "a login of oversight is closed by two people: you are on record as the first, ask another administrator";
            return Err(DeskError::input("oversight_two_people", detail));
        }
        events.push(AuditEvent::OversightClosed { user: id });
    }
    user.disabled_at = Some(desk.now());
    tx.put_user(&user).await?;
    tx.commit_all(events).await?;
    desk.store().delete_sessions_of(id).await?;
    Ok(())
}
