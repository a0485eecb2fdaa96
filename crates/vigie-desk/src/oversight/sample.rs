//! A random sample that nobody chose: drawn by the root of the log, so that it can be drawn again.

use sha2::Digest as _;
use vigie_domain::{Actor, AuditEvent, ItemId, Permission, Sha256};
use vigie_tlog::Checkpoint;

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most items of one sample.
pub const SAMPLE_MAX: u32 = 200;

/// Draws a sample of the items that somebody outside was told of: those with the smallest SHA-256 of
/// the root of the log, as it stands now, and their id. Answers them in that order.
///
/// The event names the size and the root of the log: whoever has the items draws the same ones.
///
/// # Errors
///
/// [`DeskError::Refused`] for a sample of none or of too many, and while nothing was sent.
pub async fn draw_sample(desk: &Desk, actor: &Actor, count: u32) -> Result<Vec<ItemId>, DeskError> {
    actor.require(Permission::Oversee)?;
    if count == 0 || count > SAMPLE_MAX {
        let detail = format!("draw 1 to {SAMPLE_MAX} items");
        return Err(DeskError::input("sample_size", detail));
    }
    let store = desk.store();
    store.sequence(desk.now(), desk.log_key()).await?;
    let note = store.checkpoint().await?.unwrap_or_default();
    let head = Checkpoint::verify(note.as_bytes(), desk.log_key().verifier_key())
        .map_err(DeskError::broken)?;
    let population = store.told_items(desk.id).await?;
    if population.is_empty() {
        let detail = "nothing was sent to anybody yet; there is nothing to draw from";
        return Err(DeskError::input("sample_empty", detail));
    }
    let size = u32::try_from(population.len()).unwrap_or(u32::MAX);
    let items = draw(&head.root, population, count);
    let mut tx = desk.begin(actor).await?;
    tx.draw_items(&items, desk.now()).await?;
    tx.commit(AuditEvent::OversightSampled {
        tree_size: head.size,
        root: head.root,
        population: size,
        items: items.clone(),
    })
    .await?;
    Ok(items)
}

/// The items with the smallest digests under a seed.
fn draw(seed: &Sha256, mut population: Vec<ItemId>, count: u32) -> Vec<ItemId> {
    population.sort_by_cached_key(|item| {
        let mut digest = sha2::Sha256::new();
        digest.update(seed.0);
        digest.update(item.0.as_bytes());
        <[u8; 32]>::from(digest.finalize())
    });
    population.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    population
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the same seed draws the same items whatever their order, another seed draws others, and
    /// each item is drawn about as often as it should be.
    #[test]
    fn a_sample_can_be_drawn_again() {
        let all: Vec<ItemId> = (1..=100).map(ItemId::from_u128).collect();
        let turned: Vec<ItemId> = all.iter().rev().copied().collect();
        let first = draw(&Sha256([1; 32]), all.clone(), 10);
        assert_eq!(first, draw(&Sha256([1; 32]), turned, 10));
        assert_eq!(first.len(), 10);
        assert_ne!(first, draw(&Sha256([2; 32]), all.clone(), 10));
        assert_eq!(draw(&Sha256([1; 32]), all.clone(), 200).len(), 100);
        let drawn: usize = (0..250_u8)
            .filter(|seed| draw(&Sha256([*seed; 32]), all.clone(), 10).contains(&all[0]))
            .count();
        // 25 expected of 250 draws of a tenth; five standard deviations are 24.
        assert!((1..=49).contains(&drawn), "{drawn}");
    }
}
