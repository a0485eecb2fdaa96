//! The banks of the desk.

use serde::Serialize;
use vigie_domain::{Actor, Bank, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// A bank with its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankView {
    /// The bank.
    pub bank: Bank,
    /// Its standing entries.
    pub entries: u64,
}

/// Lists the banks of the desk.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_banks(desk: &Desk, actor: &Actor) -> Result<Vec<BankView>, DeskError> {
    if !actor.may(Permission::ManageBank) {
        actor.require(Permission::MatchSignal)?;
    }
    let mut views = Vec::new();
    for bank in desk.store().banks(desk.id).await? {
        let entries = desk.store().bank_size(bank.id).await?;
        views.push(BankView { bank, entries });
    }
    Ok(views)
}
