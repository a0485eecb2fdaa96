//! Compares everything that was captured of an item with the banks, and moves it in the queue.

use vigie_domain::item::priority;
use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{
    Actor, AuditEvent, Exhibit, ExhibitId, Item, ItemId, Match, PriorityReason, Signal,
};

use super::index::Asked;
use super::lookup::{KnownSignal, known_among};
use crate::desk::Desk;
use crate::digest::sha256;
use crate::error::{DeskError, OrNotFound};

/// Finds what is known in an exhibit that was just sealed, and in the item's older ones.
pub(crate) async fn recognise_exhibit(
    desk: &Desk,
    item: ItemId,
    exhibit: ExhibitId,
) -> Result<(), DeskError> {
    desk.store()
        .exhibit(exhibit)
        .await?
        .filter(|exhibit| exhibit.desk == desk.id)
        .or_not_found("exhibit")?;
    recognise_item(desk, item).await.map(|_| ())
}

/// Finds what is known of an item. Changes a place in the queue, never a state.
///
/// Answers how many matches stand.
pub(crate) async fn recognise_item(desk: &Desk, item_id: ItemId) -> Result<usize, DeskError> {
    let store = desk.store();
    let item = store
        .item(item_id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let mut exhibits = store.exhibits_of(item_id).await?;
    exhibits.retain(|exhibit| exhibit.erased_at.is_none());
    let signals = signals_of(&item, &exhibits);
    let now = desk.now();
    let asked = Asked {
        coin: Some(coin_of(&item_id.to_string())),
        ..Asked::default()
    };
    let known = known_among(desk, &signals, &asked).await?;
    let before = store.matches_of(item_id).await?;
    // What was found before was counted before.
    let is_new = |found: &&KnownSignal| before.iter().all(|old| old.entry != found.entry.id);
    let fresh = known.iter().filter(is_new);
    desk.index
        .count_hits(fresh.map(|found| found.entry.content));
    let matches: Vec<Match> = known
        .into_iter()
        .map(|known| Match {
            item: item_id,
            exhibit: holder_of(&exhibits, &known),
            signal: known.signal,
            bank: known.entry.bank,
            bank_name: known.bank,
            entry: known.entry.id,
            label: known.entry.label,
            source: known.entry.source,
            distance_bits: known.distance_bits,
            found_at: now,
            overlap: known.overlap,
            transform: known.transform,
            suppressed_by: known.suppressed_by,
        })
        .collect();
    let standing: Vec<&Match> = matches
        .iter()
        .filter(|found| found.suppressed_by.is_none())
        .collect();

    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut item = tx
        .item_for_update(item_id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    reprioritise(&mut item, &standing);
    item.updated_at = now;
    tx.put_item(&item).await?;
    tx.replace_matches(item_id, &matches).await?;
    tx.commit(AuditEvent::ItemMatched {
        item: item_id,
        matches: u32::try_from(standing.len()).unwrap_or(u32::MAX),
        distance_bits_min: standing.iter().map(|found| found.distance_bits).min(),
    })
    .await?;
    Ok(standing.len())
}

/// Everything comparable that was ever captured of an item, and its addresses.
fn signals_of(item: &Item, exhibits: &[Exhibit]) -> Vec<Signal> {
    let mut signals: Vec<Signal> = exhibits
        .iter()
        .flat_map(|exhibit| &exhibit.records)
        .flat_map(|record| record.signals.iter().cloned())
        .collect();
    signals.extend(
        item.locators
            .iter()
            .map(|locator| Signal::Url(locator.key.clone())),
    );
    signals.sort();
    signals.dedup();
    signals
}

/// The newest exhibit the signal was found in; `None` for an address.
fn holder_of(exhibits: &[Exhibit], known: &KnownSignal) -> Option<ExhibitId> {
    exhibits
        .iter()
        .find(|exhibit| {
            let mut records = exhibit.records.iter();
            records.any(|record| record.signals.contains(&known.signal))
        })
        .map(|exhibit| exhibit.id)
}

/// What is drawn for a lookup: the same seed draws the same, from 0 to below a million.
pub(crate) fn coin_of(seed: &str) -> u32 {
    let [a, b, c, d, ..] = sha256(seed.as_bytes()).0;
    let drawn = u64::from(u32::from_be_bytes([a, b, c, d]));
    let coin = (drawn * u64::from(vigie_domain::EnabledRatio::WHOLE)) >> 32;
    u32::try_from(coin).unwrap_or(0)
}

/// The distance that counts: a copy that a second detector confirmed is no farther than the
/// farthest plain match.
fn urgent_bits(found: &Match) -> u32 {
    match found.signal {
        Signal::Copies(_) => found.distance_bits.min(PDQ_DISTANCE_BITS_MAX),
        _ => found.distance_bits,
    }
}

/// Keeps the nearest match of each bank as a reason, beside the reasons that are no matches.
fn reprioritise(item: &mut Item, matches: &[&Match]) {
    item.priority_reasons
        .retain(|reason| !matches!(reason, PriorityReason::Match { .. }));
    let mut banks: Vec<&str> = Vec::new();
    for found in matches {
        if !banks.contains(&found.bank_name.as_str()) {
            banks.push(&found.bank_name);
            item.priority_reasons.push(PriorityReason::Match {
                bank: found.bank_name.clone(),
                distance_bits: u16::try_from(urgent_bits(found)).unwrap_or(u16::MAX),
            });
        }
    }
    item.priority = priority(&item.priority_reasons);
}
