//! A bank is made.

use vigie_domain::{Actor, AuditEvent, Bank, BankId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Longest name of a bank, in characters.
const NAME_CHARS_MAX: usize = 64;

/// Makes a bank.
///
/// # Errors
///
/// [`DeskError::Refused`] for a name that is taken or cannot be typed on a command line.
pub async fn create_bank(
    desk: &Desk,
    actor: &Actor,
    name: &str,
    description: &str,
) -> Result<BankId, DeskError> {
    actor.require(Permission::ManageBank)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.chars().all(is_plain) {
        let detail = format!(
            "the name of a bank takes 1 to {NAME_CHARS_MAX} letters, digits, `-`, `_` and `.`"
        );
        return Err(DeskError::input("bank_name", detail));
    }
    let mut tx = desk.begin(actor).await?;
    if tx.bank_by_name(desk.id, name).await?.is_some() {
        let detail = format!("there is a bank `{name}` already; choose another name");
        return Err(DeskError::input("bank_exists", detail));
    }
    let id: BankId = desk.new_id();
    tx.put_bank(&Bank {
        description: description.to_owned(),
        ..Bank::new(id, desk.id, name.to_owned(), desk.now())
    })
    .await?;
    tx.commit(AuditEvent::BankCreated { bank: id }).await?;
    Ok(id)
}
