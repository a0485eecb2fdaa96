//! A bank leaves as a list that its import reads.

use vigie_domain::{Actor, AuditEvent, BankEntry, EntryState, Permission};
use vigie_format::hash_list::{HashRow, render_hash_list};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Entries read at a time.
const PAGE_ENTRIES: u32 = 5_000;

/// Exports the standing entries of a bank as CSV `hash,bank,source,label`.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank.
pub async fn export_bank(desk: &Desk, actor: &Actor, bank: &str) -> Result<String, DeskError> {
    actor.require(Permission::ManageBank)?;
    let bank = desk
        .store()
        .bank_by_name(desk.id, bank)
        .await?
        .or_not_found("bank")?;
    let mut entries: Vec<BankEntry> = Vec::new();
    let mut after = None;
    loop {
        let page = desk
            .store()
            .bank_entries(bank.id, &[EntryState::Active], after, PAGE_ENTRIES)
            .await?;
        entries.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let rows: Vec<HashRow> = entries
        .into_iter()
        .map(|entry| HashRow {
            hash: entry.signal.value(),
            bank: bank.name.clone(),
            source: entry.source,
            label: entry.label,
        })
        .collect();
    let tx = desk.begin(actor).await?;
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    tx.commit(AuditEvent::BankExported {
        bank: bank.id,
        entries: count,
    })
    .await?;
    Ok(render_hash_list(&rows))
}
