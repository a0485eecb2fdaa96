//! The register, as everybody who handles items, or reads the record of acts, may read it.

use vigie_domain::{Actor, Permission, ProtectedSource};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Lists the register, by domain.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_protected_sources(
    desk: &Desk,
    actor: &Actor,
) -> Result<Vec<ProtectedSource>, DeskError> {
    // A rule may be read by whoever may read what was done under it.
    if !actor.may(Permission::ReadLog) {
        actor.require(Permission::ReadItem)?;
    }
    Ok(desk.store().protected_sources(desk.id).await?)
}
