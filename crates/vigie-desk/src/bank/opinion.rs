//! What people think of an entry: kept with it, given to subscribers with it.

use vigie_domain::{Actor, AuditEvent, BankEntryId, Opinion, Permission, Stance};

use super::find::{entry_of, named_bank};
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Longest note of an opinion, in characters.
const NOTE_CHARS_MAX: usize = 1_000;

/// States a view of an entry, in the place of one's last. Changes nothing else: to silence an
/// entry, contest it.
///
/// # Errors
///
/// [`DeskError::Forbidden`] for whoever neither keeps nor fetches banks; [`DeskError::NotFound`].
pub async fn state_opinion(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    entry: BankEntryId,
    (stance, note): (Stance, &str),
) -> Result<(), DeskError> {
    if !actor.may(Permission::SubscribeBank) {
        actor.require(Permission::CurateBank)?;
    }
    let Some(holder) = actor.user() else {
        return Err(DeskError::Forbidden {
            permission: Permission::CurateBank,
        });
    };
    if note.chars().count() > NOTE_CHARS_MAX {
        let detail = format!("the note of an opinion takes at most {NOTE_CHARS_MAX} characters");
        return Err(DeskError::input("text_malformed", detail));
    }
    let bank = named_bank(desk, bank).await?;
    if !actor.may(Permission::CurateBank) {
        // A subscriber speaks of what it was given.
        bank.check_subscriber(super::fetch::partner_of(actor))?;
    }
    entry_of(desk, &bank, entry).await?;
    let mut tx = desk.begin(actor).await?;
    let opinion = Opinion {
        entry,
        holder,
        stance,
        note: note.trim().to_owned(),
        at: desk.now(),
    };
    tx.put_opinion(desk.id, bank.id, &opinion).await?;
    tx.commit(AuditEvent::OpinionStated {
        bank: bank.id,
        entry,
        says: stance.name().to_owned(),
    })
    .await?;
    Ok(())
}
