//! An administrator replaces the set of legal bases by a file.

use vigie_domain::legal_basis::{LegalDiff, LegalSet};
use vigie_domain::{Actor, AuditEvent, Permission};

use super::book::LegalBook;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Largest file of a set.
const SET_BYTES_MAX: usize = 2 << 20;

/// Reads a set from the bytes of its file.
///
/// # Errors
///
/// [`DeskError::Refused`] for what is too large, no JSON of this shape, or contradicts itself.
pub fn parse_set(bytes: &[u8]) -> Result<LegalSet, DeskError> {
    if bytes.len() > SET_BYTES_MAX {
        let detail = format!("{} bytes, at most {SET_BYTES_MAX} are taken", bytes.len());
        return Err(DeskError::input("legal_set_malformed", detail));
    }
    let set: LegalSet = serde_json::from_slice(bytes).map_err(|error| {
        DeskError::input(
            "legal_set_malformed",
            format!("the set cannot be read: {error}"),
        )
    })?;
    set.check()?;
    Ok(set)
}

/// What importing a set would change.
///
/// # Errors
///
/// [`DeskError::Refused`] for a set that changes the words of a version.
pub async fn diff_set(desk: &Desk, actor: &Actor, set: &LegalSet) -> Result<LegalDiff, DeskError> {
    actor.require(Permission::ManageDesk)?;
    set.check()?;
    let book = LegalBook::read(desk, desk.store()).await?;
    Ok(book.current.diff(set)?)
}

/// Puts a set in force. What rests on a basis that is no longer in it is refused from now on.
///
/// # Errors
///
/// As [`diff_set`]; [`DeskError::Refused`] when nothing would change.
pub async fn import_set(desk: &Desk, actor: &Actor, set: LegalSet) -> Result<LegalDiff, DeskError> {
    actor.require(Permission::ManageDesk)?;
    set.check()?;
    let mut tx = desk.begin(actor).await?;
    let book = LegalBook::read(desk, &tx).await?;
    // A version that was withdrawn and comes back has its old words.
    for basis in &set.bases {
        if let Some(known) = book.find(&basis.reference()) {
            let alone = |one: &vigie_domain::LegalBasis| LegalSet {
                bases: vec![one.clone()],
                ..set.clone()
            };
            alone(known).diff(&alone(basis))?;
        }
    }
    let diff = book.current.diff(&set)?;
    if diff.is_empty() {
        let detail = "this set is the one in force; nothing changes";
        return Err(DeskError::input("legal_set_same", detail));
    }
    tx.add_legal_set(&set).await?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    tx.commit(AuditEvent::LegalSetImported {
        edition: set.edition.clone(),
        bases: count(set.bases.len()),
        bases_withdrawn: count(diff.withdrawn.len()),
    })
    .await?;
    Ok(diff)
}
