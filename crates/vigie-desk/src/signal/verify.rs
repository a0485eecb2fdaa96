//! Index files that another process wrote are read to the last byte; what a damaged one answered
//! is asked again.

use std::collections::BTreeSet;

use vigie_domain::{Actor, AuditEvent};

use super::recognise::recognise_item;
use crate::bank::search_whole_later;
use crate::desk::Desk;
use crate::error::DeskError;

/// Verifies what was taken over from files. O(size of the files), once; nothing the second time.
///
/// A damaged file is withdrawn, the index made again from the rows, and every captured item that
/// was compared by it is compared anew. Answers how many files were damaged.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn verify_index(desk: &Desk) -> Result<usize, DeskError> {
    let (store, now) = (desk.store(), desk.now());
    let withdrawn = desk.index.verify(store, desk.id, now).await?;
    if withdrawn.is_empty() {
        return Ok(0);
    }
    let is_complete = withdrawn.iter().all(|one| one.is_complete);
    let searches = withdrawn.iter().flat_map(|one| &one.searches);
    let mut items = BTreeSet::new();
    if is_complete {
        desk.captured.catch_up(store, desk.id).await?;
        for (hash, _) in searches {
            items.extend(desk.captured.search(*hash, 0));
        }
    }
    for item in &items {
        recognise_item(desk, *item).await?;
    }
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    if !is_complete {
        // Too many to remember: every entry is looked up in everything captured.
        search_whole_later(desk, &mut tx).await?;
    }
    let damaged = withdrawn.iter().map(|one| one.error.to_string());
    tx.commit(AuditEvent::IndexRebuilt {
        damage: damaged.collect::<Vec<_>>().join("; "),
        items_again: u32::try_from(items.len()).unwrap_or(u32::MAX),
        is_complete,
    })
    .await?;
    Ok(withdrawn.len())
}
