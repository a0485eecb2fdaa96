//! The signed head of the log.

use vigie_domain::{Actor, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// The newest checkpoint, as it is served; `None` before the first entry.
///
/// Gives what is pending its place first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn checkpoint(desk: &Desk, actor: &Actor) -> Result<Option<String>, DeskError> {
    actor.require(Permission::ReadLog)?;
    desk.store().sequence(desk.now(), desk.log_key()).await?;
    Ok(desk.store().checkpoint().await?)
}
