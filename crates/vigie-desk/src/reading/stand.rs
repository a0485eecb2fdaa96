//! The reading an item stands in the queue by.

use vigie_domain::item::priority;
use vigie_domain::{ExhibitId, Item, ItemId, ItemReading, PriorityReason, TextReading};
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::signal::coin_of;

/// What is hashed before the id, so that this draw is no other draw.
const SAMPLE_SEED: &str = "text sample ";

/// Whether an item is drawn into the random share: always the same for the same item.
pub(super) fn is_sampled(desk: &Desk, item: ItemId) -> bool {
    coin_of(&format!("{SAMPLE_SEED}{item}")) < desk.config.text.sample_per_million
}

/// Puts an item where its text says; what else it stands there for stays.
pub(super) fn stand(desk: &Desk, item: &mut Item, reading: Option<ItemReading>) {
    item.priority_reasons
        .retain(|reason| !matches!(reason, PriorityReason::Text { .. } | PriorityReason::Sample));
    if let Some(reading) = &reading {
        item.priority_reasons.push(PriorityReason::Text {
            label: reading.label.clone(),
            rank: reading.rank,
        });
        if is_sampled(desk, item.id) {
            item.priority_reasons.push(PriorityReason::Sample);
        }
    }
    item.reading = reading;
    item.priority = priority(&item.priority_reasons);
}

/// What the queue shows of the texts of one exhibit: of the one with the highest rank.
pub(super) fn summary(
    exhibit: ExhibitId,
    readings: &[(TextReading, Option<String>)],
    unread: u32,
    cluster: Option<ItemId>,
) -> Option<ItemReading> {
    let first = readings
        .iter()
        .max_by_key(|(reading, _)| (reading.rank, std::cmp::Reverse(reading.place)));
    match first {
        None if unread == 0 => None,
        None => Some(ItemReading {
            exhibit,
            language: vigie_text::UNKNOWN.to_owned(),
            label: None,
            rank: 0,
            unread,
            cluster: None,
        }),
        Some((reading, label)) => Some(ItemReading {
            exhibit,
            language: reading.language.clone(),
            label: label.clone(),
            rank: reading.rank,
            unread,
            cluster,
        }),
    }
}

/// An exhibit is erased: what was read in it no longer orders anything.
pub(crate) async fn forget_reading(
    desk: &Desk,
    tx: &mut Tx<'_>,
    exhibit: ExhibitId,
    item: ItemId,
) -> Result<(), DeskError> {
    let Some(mut item) = tx.item_for_update(item).await? else {
        return Ok(());
    };
    let is_read_there = item
        .reading
        .as_ref()
        .is_some_and(|reading| reading.exhibit == exhibit);
    if is_read_there {
        stand(desk, &mut item, None);
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
    }
    Ok(())
}
