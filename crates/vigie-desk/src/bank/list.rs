//! The banks of the desk.

use serde::Serialize;
use vigie_domain::{Actor, Bank, EntryState};

use super::show::require_reader;
use crate::desk::Desk;
use crate::error::DeskError;

/// A bank with its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankView {
    /// The bank.
    pub bank: Bank,
    /// Its entries that answer.
    pub entries: u64,
    /// Its entries that wait for a person: proposed, contested, quarantined.
    pub waiting: u64,
}

/// Lists the banks of the desk.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_banks(desk: &Desk, actor: &Actor) -> Result<Vec<BankView>, DeskError> {
    require_reader(actor)?;
    let mut views = Vec::new();
    for bank in desk.store().banks(desk.id).await? {
        let counts = desk.store().bank_counts(bank.id).await?;
        let of = |wanted: &[EntryState]| {
            let wanted = counts.iter().filter(|(state, _)| wanted.contains(state));
            wanted.map(|(_, entries)| entries).sum()
        };
        views.push(BankView {
            entries: of(&[EntryState::Active]),
            waiting: of(&[
                EntryState::Proposed,
                EntryState::Contested,
                EntryState::Quarantined,
            ]),
            bank,
        });
    }
    Ok(views)
}
