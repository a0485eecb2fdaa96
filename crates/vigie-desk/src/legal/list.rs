//! The set in force, as pages and the command line show it.

use vigie_domain::legal_basis::LegalSet;
use vigie_domain::{Actor, Permission};

use super::book::LegalBook;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// The set in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalView {
    /// The set.
    pub set: LegalSet,
    /// Whether an administrator brought it in; else it is the one that ships.
    pub is_own: bool,
}

/// Shows the set in force.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right to manage the desk or to read the log.
pub async fn show_legal(desk: &Desk, actor: &Actor) -> Result<LegalView, DeskError> {
    // Whoever may read the record of acts may read what they rest on.
    if !actor.may(Permission::ManageDesk) {
        actor.require(Permission::ReadLog)?;
    }
    let book = LegalBook::read(desk, desk.store()).await?;
    Ok(LegalView {
        is_own: book.is_own(),
        set: book.current,
    })
}
