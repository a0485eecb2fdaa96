//! One bank with its settings, how its entries stand, and those that wait for a person.

use vigie_domain::{Actor, Bank, BankEntry, BankEntryId, EntryState, Opinion, Permission};
use vigie_store::{BankReader, Page};

use super::find::{entry_of, named_bank};
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// A bank, all told.
#[derive(Debug, Clone)]
pub struct BankDetail {
    /// The bank.
    pub bank: Bank,
    /// Its entries in each state; states without any are left out.
    pub counts: Vec<(EntryState, u64)>,
    /// Who fetched from it, last fetch first; empty for whoever does not manage banks.
    pub readers: Vec<BankReader>,
}

/// Shows a bank.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank.
pub async fn show_bank(desk: &Desk, actor: &Actor, name: &str) -> Result<BankDetail, DeskError> {
    require_reader(actor)?;
    let bank = named_bank(desk, name).await?;
    let readers = if actor.may(Permission::ManageBank) {
        desk.store().bank_readers(bank.id).await?
    } else {
        Vec::new()
    };
    Ok(BankDetail {
        counts: desk.store().bank_counts(bank.id).await?,
        readers,
        bank,
    })
}

/// One page of a bank's entries in any of these states, oldest first; empty means in any.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank.
pub async fn list_entries(
    desk: &Desk,
    actor: &Actor,
    name: &str,
    states: &[EntryState],
    (after, limit): (Option<BankEntryId>, u32),
) -> Result<Page<BankEntry, BankEntryId>, DeskError> {
    require_reader(actor)?;
    let bank = named_bank(desk, name).await?;
    let page = desk.store().bank_entries(bank.id, states, after, limit);
    Ok(page.await?)
}

/// One entry, with what is thought of it.
///
/// # Errors
///
/// [`DeskError::NotFound`].
pub async fn show_entry(
    desk: &Desk,
    actor: &Actor,
    name: &str,
    entry: BankEntryId,
) -> Result<(BankEntry, Vec<Opinion>), DeskError> {
    require_reader(actor)?;
    let bank = named_bank(desk, name).await?;
    let entry = entry_of(desk, &bank, entry).await?;
    let opinions = desk.store().opinions_of(&[entry.id]).await?;
    Ok((entry, opinions))
}

pub(super) fn require_reader(actor: &Actor) -> Result<(), DeskError> {
    let reads = [Permission::ManageBank, Permission::CurateBank];
    if reads.iter().any(|permission| actor.may(*permission)) {
        return Ok(());
    }
    actor.require(Permission::MatchSignal)
}
