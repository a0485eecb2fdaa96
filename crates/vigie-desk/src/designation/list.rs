//! The powers of the desk, those that are over as well.

use vigie_domain::{Actor, Designation, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Lists the powers of the desk, oldest record first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right to manage the desk or to read the log.
pub async fn list_designations(desk: &Desk, actor: &Actor) -> Result<Vec<Designation>, DeskError> {
    // Whoever may read the record of acts may read the powers they were done under.
    if !actor.may(Permission::ManageDesk) {
        actor.require(Permission::ReadLog)?;
    }
    Ok(desk.store().designations(desk.id).await?)
}
