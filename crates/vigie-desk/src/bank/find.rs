//! The bank of a name; a closed one is found by its id only.

use vigie_domain::{Bank, BankEntry, BankEntryId};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// The bank of that name, or of that id.
pub(crate) async fn named_bank(desk: &Desk, name: &str) -> Result<Bank, DeskError> {
    let store = desk.store();
    if let Some(bank) = store.bank_by_name(desk.id, name).await? {
        return Ok(bank);
    }
    let found = match name.parse() {
        Ok(id) => store.bank(id).await?,
        Err(_) => None,
    };
    found
        .filter(|bank| bank.desk == desk.id)
        .or_not_found("bank")
}

/// An entry of a bank.
pub(crate) async fn entry_of(
    desk: &Desk,
    bank: &Bank,
    entry: BankEntryId,
) -> Result<BankEntry, DeskError> {
    desk.store()
        .bank_entry(entry)
        .await?
        .filter(|entry| entry.bank == bank.id)
        .or_not_found("entry of this bank")
}
