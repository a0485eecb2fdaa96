//! The register, as everybody who handles items may read it.

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
    actor.require(Permission::ReadItem)?;
    Ok(desk.store().protected_sources(desk.id).await?)
}
