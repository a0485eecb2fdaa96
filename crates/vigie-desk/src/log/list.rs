//! Entries of the log, as a colleague may read them.

use vigie_domain::{Actor, Permission};
use vigie_store::LoggedEvent;

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most entries of one page.
const PAGE_EVENTS_MAX: u32 = 500;

/// The newest entries, newest first; those without a place in the log wait for the sequencer.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_newest(
    desk: &Desk,
    actor: &Actor,
    limit: u32,
) -> Result<Vec<LoggedEvent>, DeskError> {
    actor.require(Permission::ReadLog)?;
    Ok(desk
        .store()
        .events_newest(desk.id, limit.clamp(1, PAGE_EVENTS_MAX))
        .await?)
}

/// Entries from an index of the log on, in its order.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_entries(
    desk: &Desk,
    actor: &Actor,
    from_index: u64,
    limit: u32,
) -> Result<Vec<LoggedEvent>, DeskError> {
    actor.require(Permission::ReadLog)?;
    let limit = limit.clamp(1, PAGE_EVENTS_MAX);
    Ok(desk
        .store()
        .events_after(desk.id, from_index, limit)
        .await?)
}
