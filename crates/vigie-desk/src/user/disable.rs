//! A login is closed: its sessions and keys end with it.

use vigie_domain::{Actor, AuditEvent, Permission, UserId};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Closes a login.
///
/// # Errors
///
/// [`DeskError::Refused`] for one's own login: somebody must be left to open the door.
pub async fn disable_user(desk: &Desk, actor: &Actor, id: UserId) -> Result<(), DeskError> {
    actor.require(Permission::ManageUser)?;
    if actor.user() == Some(id) {
        let detail = "nobody closes their own login; ask another administrator";
        return Err(DeskError::input("own_login", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let mut user = tx.user(id).await?.or_not_ours(desk, "user")?;
    user.disabled_at = Some(desk.now());
    tx.put_user(&user).await?;
    tx.commit(AuditEvent::UserDisabled { user: id }).await?;
    desk.store().delete_sessions_of(id).await?;
    Ok(())
}
