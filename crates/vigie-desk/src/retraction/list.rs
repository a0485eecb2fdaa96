//! What was taken back, with the clock of each: one hour from the error found to everybody told.

use serde::Serialize;
use vigie_domain::{Actor, Permission, Retraction, Timestamp};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Most retractions of one list.
const RETRACTIONS_MAX: u32 = 500;

/// A retraction with its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RetractionRow {
    /// The retraction.
    pub retraction: Retraction,
    /// The reference of what is taken back.
    pub reference: String,
    /// Until when everybody is to be told.
    pub due_at: Timestamp,
    /// From the error found until everybody was told, or until now.
    pub elapsed_ms: i64,
    /// Whether the hour was over first, or is over.
    pub is_late: bool,
}

/// The newest retractions, newest first; `unsent` gives those that are not out, oldest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_retractions(
    desk: &Desk,
    actor: &Actor,
    unsent: bool,
) -> Result<Vec<RetractionRow>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let (store, now) = (desk.store(), desk.now());
    let found = if unsent {
        store.retractions_unsent(desk.id, RETRACTIONS_MAX).await?
    } else {
        store.retractions(desk.id, RETRACTIONS_MAX).await?
    };
    let mut rows = Vec::with_capacity(found.len());
    for retraction in found {
        let referral = store.referral(retraction.referral).await?;
        rows.push(RetractionRow {
            reference: referral.or_not_found("referral")?.reference,
            due_at: retraction.due_at(),
            elapsed_ms: retraction.elapsed_ms(now),
            is_late: retraction.is_late(now),
            retraction,
        });
    }
    Ok(rows)
}
