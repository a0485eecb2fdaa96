//! One entry moves: activated, contested, upheld, released, withdrawn, put forward again.

use vigie_domain::{
    Actor, AuditEvent, BankEntry, BankEntryId, BankRefusal, EntryCommand, EntryState, Permission,
    Timestamp,
};

use super::find::{entry_of, named_bank};
use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Does one thing with one entry of a bank. It holds from the next lookup on.
///
/// # Errors
///
/// [`DeskError::NotFound`]; [`DeskError::Refused`] when the entry says no, or the same person
/// would be both of two.
pub async fn move_entry(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    entry: BankEntryId,
    command: EntryCommand,
) -> Result<BankEntry, DeskError> {
    actor.require(Permission::CurateBank)?;
    let bank = named_bank(desk, bank).await?;
    entry_of(desk, &bank, entry).await?;
    let mut tx = desk.begin(actor).await?;
    let before = tx
        .bank_entry_for_update(entry)
        .await?
        .or_not_found("entry")?;
    if bank.closed_at.is_some() {
        return Err(BankRefusal::Closed.into());
    }
    let since = tx.bank_generation(desk.id).await?;
    let next = before.apply(command.clone(), bank.activation(), actor.user(), desk.now())?;
    tx.put_bank_entry(&next).await?;
    search_later(desk, &mut tx, bank.id, since).await?;
    tx.commit(event_of(&command, &next)).await?;
    desk.refresh_held_index().await?;
    Ok(next)
}

fn event_of(command: &EntryCommand, moved: &BankEntry) -> AuditEvent {
    let (bank, entry) = (moved.bank, moved.id);
    let reason = moved.reason.clone().unwrap_or_default();
    match command {
        EntryCommand::Activate => AuditEvent::BankEntriesActivated { bank, entries: 1 },
        EntryCommand::Contest { .. } => AuditEvent::BankEntryContested {
            bank,
            entry,
            reason,
        },
        EntryCommand::Uphold => AuditEvent::BankEntryUpheld { bank, entry },
        EntryCommand::Quarantine { matches, .. } => AuditEvent::BankEntryQuarantined {
            bank,
            entry,
            matches: *matches,
        },
        EntryCommand::Release { .. } => AuditEvent::BankEntryReleased { bank, entry },
        EntryCommand::Withdraw { .. } => AuditEvent::BankEntryWithdrawn {
            bank,
            entry,
            reason,
        },
        EntryCommand::Propose => AuditEvent::BankEntryProposed { bank, entry },
    }
}

/// Activates every proposed entry of a bank up to `last` that others put forward; answers how many.
///
/// `last` is the last one that was looked at: what came later waits for its own look.
///
/// # Errors
///
/// [`DeskError::NotFound`]; [`DeskError::Refused`] when every entry that waits is one's own.
pub async fn activate_entries(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    last: BankEntryId,
) -> Result<u32, DeskError> {
    actor.require(Permission::CurateBank)?;
    let bank = named_bank(desk, bank).await?;
    entry_of(desk, &bank, last).await?;
    let Some(user) = actor.user() else {
        return Err(BankRefusal::SamePairOfEyes.into());
    };
    let mut tx = desk.begin(actor).await?;
    let since = tx.bank_generation(desk.id).await?;
    let entries = tx.activate_proposed(&bank, user, last).await?;
    if entries == 0 {
        return Err(BankRefusal::SamePairOfEyes.into());
    }
    search_later(desk, &mut tx, bank.id, since).await?;
    tx.commit(AuditEvent::BankEntriesActivated {
        bank: bank.id,
        entries,
    })
    .await?;
    desk.refresh_held_index().await?;
    Ok(entries)
}

/// Withdraws the entries of a content, or silences them until an instant, for a client of the
/// lookup service. Answers how many it changed.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a content that is not in the bank.
pub async fn change_content(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    content: u64,
    change: ContentChange,
) -> Result<u32, DeskError> {
    actor.require(Permission::CurateBank)?;
    let bank = named_bank(desk, bank).await?;
    let mut tx = desk.begin(actor).await?;
    let since = tx.bank_generation(desk.id).await?;
    let mut entries = tx.content_entries(desk.id, &[content]).await?;
    entries.retain(|known| known.entry.bank == bank.id);
    if entries.is_empty() {
        return Err(DeskError::NotFound {
            what: "content of this bank",
        });
    }
    let mut events = Vec::new();
    for known in entries {
        let mut entry = known.entry;
        match &change {
            ContentChange::Withdraw { reason } => {
                if entry.state == EntryState::Withdrawn {
                    continue;
                }
                let reason = reason.clone();
                let command = EntryCommand::Withdraw { reason };
                entry =
                    entry.apply(command.clone(), bank.activation(), actor.user(), desk.now())?;
                events.push(event_of(&command, &entry));
            }
            ContentChange::Silence { until } => {
                entry.silent_until = *until;
                events.push(AuditEvent::BankEntryChanged {
                    bank: bank.id,
                    entry: entry.id,
                });
            }
        }
        tx.put_bank_entry(&entry).await?;
    }
    let changed = u32::try_from(events.len()).unwrap_or(u32::MAX);
    if changed > 0 {
        search_later(desk, &mut tx, bank.id, since).await?;
        tx.commit_all(events).await?;
        desk.refresh_held_index().await?;
    }
    Ok(changed)
}

/// Writes what a client of the lookup service says of a content.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a content that is not in the bank.
pub async fn note_content(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    content: u64,
    note: &serde_json::Value,
) -> Result<(), DeskError> {
    actor.require(Permission::CurateBank)?;
    let bank = named_bank(desk, bank).await?;
    let mut tx = desk.begin(actor).await?;
    let entries = tx.content_entries(desk.id, &[content]).await?;
    let mut entries = entries.into_iter().map(|known| known.entry);
    let entry = entries
        .find(|entry| entry.bank == bank.id)
        .or_not_found("content of this bank")?;
    tx.put_content_note(desk.id, bank.id, content, note).await?;
    tx.commit(AuditEvent::BankEntryChanged {
        bank: bank.id,
        entry: entry.id,
    })
    .await?;
    Ok(())
}

/// What a client of the lookup service does to a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentChange {
    /// Takes it out.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Leaves it out of lookups until then; `None` lets it answer.
    Silence {
        /// Until when.
        until: Option<Timestamp>,
    },
}
