//! A bank is made.

use vigie_domain::{Actor, AuditEvent, Bank, BankId, Permission};

use super::configure::BankSettings;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Longest name of a bank, in characters.
const NAME_CHARS_MAX: usize = 64;

/// Makes a bank of default settings.
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
    let settings = BankSettings {
        description: Some(description.to_owned()),
        ..BankSettings::default()
    };
    create_bank_with(desk, actor, name, settings).await
}

/// Makes a bank.
///
/// # Errors
///
/// [`DeskError::Refused`] for a name that is taken or cannot be typed on a command line, and for
/// settings that cannot be.
pub async fn create_bank_with(
    desk: &Desk,
    actor: &Actor,
    name: &str,
    settings: BankSettings,
) -> Result<BankId, DeskError> {
    actor.require(Permission::ManageBank)?;
    check_name(name)?;
    let mut bank = Bank::new(desk.new_id(), desk.id, name.to_owned(), desk.now());
    settings.set(&mut bank)?;
    let mut tx = desk.begin(actor).await?;
    if tx.bank_by_name(desk.id, name).await?.is_some() {
        return Err(taken(name));
    }
    tx.put_bank(&bank).await?;
    tx.commit(AuditEvent::BankCreated { bank: bank.id }).await?;
    Ok(bank.id)
}

pub(super) fn check_name(name: &str) -> Result<(), DeskError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.chars().all(is_plain) {
        let detail = format!(
            "the name of a bank takes 1 to {NAME_CHARS_MAX} letters, digits, `-`, `_` and `.`"
        );
        return Err(DeskError::input("bank_name", detail));
    }
    Ok(())
}

pub(super) fn taken(name: &str) -> DeskError {
    let detail = format!("there is a bank `{name}` already; choose another name");
    DeskError::input("bank_exists", detail)
}
