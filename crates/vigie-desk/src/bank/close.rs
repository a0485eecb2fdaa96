//! A bank is closed: it answers nothing any more, and subscribers see every entry withdrawn.

use vigie_domain::{Actor, AuditEvent, BankRefusal, Permission};

use super::find::named_bank;
use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Closes a bank; its name is free again, its rows stay. Answers how many entries were withdrawn.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank, [`DeskError::Refused`] for one that is closed.
pub async fn close_bank(desk: &Desk, actor: &Actor, name: &str) -> Result<u32, DeskError> {
    actor.require(Permission::ManageBank)?;
    let found = named_bank(desk, name).await?;
    let mut tx = desk.begin(actor).await?;
    let mut bank = tx.bank(found.id).await?.or_not_found("bank")?;
    if bank.closed_at.is_some() {
        return Err(BankRefusal::Closed.into());
    }
    let since = tx.bank_generation(desk.id).await?;
    let entries = tx.withdraw_all(&bank).await?;
    bank.closed_at = Some(desk.now());
    tx.put_bank(&bank).await?;
    search_later(desk, &mut tx, bank.id, since).await?;
    tx.commit(AuditEvent::BankClosed {
        bank: bank.id,
        entries,
    })
    .await?;
    desk.refresh_held_index().await?;
    Ok(entries)
}
