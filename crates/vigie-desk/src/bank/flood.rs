//! An entry that matches more than it ever did is silenced until a person looked.

use vigie_domain::bank::flood_limit;
use vigie_domain::time::DAY_MS;
use vigie_domain::{Actor, AuditEvent, Bank, EntryCommand, EntryState, Side};
use vigie_store::HitCount;

use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// Writes down what matched since the last time, and silences what matched too much.
///
/// Called every second while the desk is served, and in each round of work. Answers how many
/// entries were silenced.
///
/// # Errors
///
/// [`DeskError::Broken`] only; what was counted is lost then, which can only delay a quarantine.
pub async fn watch_floods(desk: &Desk) -> Result<u32, DeskError> {
    let hits = desk.index.take_hits();
    if hits.is_empty() {
        return Ok(0);
    }
    let day = desk.now().ms().div_euclid(DAY_MS);
    let banks = desk.store().banks(desk.id).await?;
    let floors = banks.iter().map(|bank| bank.flood_floor_per_day);
    let lowest = floors.filter(|floor| *floor > 0).min().unwrap_or(u32::MAX);
    let counts = desk
        .store()
        .count_hits(desk.id, Side::Unit, day, &hits, lowest)
        .await?;
    let mut silenced = 0;
    for count in counts.iter().filter(|count| count.today > lowest) {
        silenced += quarantine(desk, &banks, count).await?;
    }
    if silenced > 0 {
        desk.refresh_held_index().await?;
    }
    Ok(silenced)
}

async fn quarantine(desk: &Desk, banks: &[Bank], count: &HitCount) -> Result<u32, DeskError> {
    let entries = desk
        .store()
        .content_entries(desk.id, &[count.content])
        .await?;
    let mut silenced = 0;
    for known in entries {
        let entry = known.entry;
        let Some(bank) = banks.iter().find(|bank| bank.id == entry.bank) else {
            continue;
        };
        let floor = bank.flood_floor_per_day;
        let limit = flood_limit(floor, entry.flood_limit_per_day, count.past);
        let Some(limit) = limit.filter(|limit| count.today > *limit) else {
            continue;
        };
        let mut tx = desk.begin(&Actor::job(desk.id)).await?;
        let before = tx
            .bank_entry_for_update(entry.id)
            .await?
            .or_not_found("entry")?;
        if before.state != EntryState::Active {
            continue;
        }
        let command = EntryCommand::Quarantine {
            matches: count.today,
            limit,
        };
        let next = before.apply(command, bank.activation(), None, desk.now())?;
        let since = tx.bank_generation(desk.id).await?;
        tx.put_bank_entry(&next).await?;
        search_later(desk, &mut tx, bank.id, since).await?;
        tx.commit(AuditEvent::BankEntryQuarantined {
            bank: bank.id,
            entry: entry.id,
            matches: count.today,
        })
        .await?;
        silenced += 1;
    }
    Ok(silenced)
}
