//! An error was found: the fingerprints of what was not what we said leave the banks.
//!
//! They stay as tombstones, which every subscriber fetches with the next changes.

use std::collections::BTreeSet;

use vigie_domain::{
    Activation, AuditEvent, Bank, BankEntry, BankEntryId, BankRole, EntryCommand, EntryState,
    ItemId, RecordRole, UserId,
};
use vigie_store::Tx;

use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// Withdraws every entry that holds a fingerprint of an item, with the other fingerprints of the same
/// content, from the banks of what is known to be unlawful; answers the events.
///
/// Banks of what is known to be lawful are left alone: there the item belongs.
pub(crate) async fn withdraw_signals(
    desk: &Desk,
    tx: &mut Tx<'_>,
    item: ItemId,
    by: UserId,
    reason: &str,
) -> Result<Vec<AuditEvent>, DeskError> {
    let mut signals = Vec::new();
    for exhibit in tx.exhibits_of(item).await? {
        // The object and its pictures; what is derived from a page is every page's.
        let shown = exhibit
            .records
            .into_iter()
            .filter(|one| matches!(one.role, RecordRole::Primary | RecordRole::Requisite));
        signals.extend(shown.flat_map(|record| record.signals));
    }
    let mut events = Vec::new();
    for bank in tx.banks(desk.id).await? {
        if bank.role != BankRole::Known || bank.closed_at.is_some() {
            continue;
        }
        let mut found: BTreeSet<BankEntryId> = BTreeSet::new();
        let mut contents = BTreeSet::new();
        for signal in &signals {
            if let Some(entry) = tx.entry_of_signal(bank.id, signal).await? {
                found.insert(entry.id);
                contents.insert(entry.content);
            }
        }
        let contents: Vec<u64> = contents.into_iter().filter(|one| *one > 0).collect();
        let siblings = tx.content_entries(desk.id, &contents).await?;
        let siblings = siblings.into_iter().filter(|one| one.entry.bank == bank.id);
        found.extend(siblings.map(|known| known.entry.id));
        for entry in found {
            events.extend(withdraw_one(desk, tx, &bank, entry, by, reason).await?);
        }
    }
    Ok(events)
}

/// Withdraws one entry; answers the event, none for one that was withdrawn before.
pub(crate) async fn withdraw_entry_in(
    desk: &Desk,
    tx: &mut Tx<'_>,
    entry: BankEntryId,
    by: UserId,
    reason: &str,
) -> Result<Option<AuditEvent>, DeskError> {
    let known = tx.bank_entry(entry).await?.or_not_found("entry")?;
    let bank = tx.bank(known.bank).await?;
    let bank = bank.filter(|bank| bank.desk == desk.id);
    let bank = bank.or_not_found("bank")?;
    withdraw_one(desk, tx, &bank, entry, by, reason).await
}

async fn withdraw_one(
    desk: &Desk,
    tx: &mut Tx<'_>,
    bank: &Bank,
    entry: BankEntryId,
    by: UserId,
    reason: &str,
) -> Result<Option<AuditEvent>, DeskError> {
    let before: BankEntry = tx
        .bank_entry_for_update(entry)
        .await?
        .or_not_found("entry")?;
    if before.state == EntryState::Withdrawn {
        return Ok(None);
    }
    let since = tx.bank_generation(desk.id).await?;
    let command = EntryCommand::Withdraw {
        reason: reason.trim().to_owned(),
    };
    let activation: Activation = bank.activation();
    let next = before.apply(command, activation, Some(by), desk.now())?;
    tx.put_bank_entry(&next).await?;
    search_later(desk, tx, bank.id, since).await?;
    Ok(Some(AuditEvent::BankEntryWithdrawn {
        bank: bank.id,
        entry,
        reason: reason.trim().to_owned(),
    }))
}
