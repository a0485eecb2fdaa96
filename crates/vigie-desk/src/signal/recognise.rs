//! Compares everything an exhibit holds with the banks, and moves the item in the queue.

use vigie_domain::item::priority;
use vigie_domain::{
    Actor, AuditEvent, ExhibitId, Item, ItemId, Match, PriorityReason, Signal, Transform,
};

use super::lookup::known_among;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// Finds what is known in an exhibit. Changes a place in the queue, never a state.
pub(crate) async fn recognise_exhibit(
    desk: &Desk,
    item_id: ItemId,
    exhibit_id: ExhibitId,
) -> Result<(), DeskError> {
    let store = desk.store();
    let exhibit = store
        .exhibit(exhibit_id)
        .await?
        .filter(|exhibit| exhibit.desk == desk.id)
        .or_not_found("exhibit")?;
    let item = store
        .item(item_id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let mut signals: Vec<Signal> = exhibit
        .records
        .iter()
        .flat_map(|record| record.signals.iter().cloned())
        .collect();
    signals.extend(
        item.locators
            .iter()
            .map(|locator| Signal::Url(locator.key.clone())),
    );
    signals.sort();
    signals.dedup();

    let now = desk.now();
    let matches: Vec<Match> = known_among(desk, &signals, None)
        .await?
        .into_iter()
        .map(|known| Match {
            item: item_id,
            exhibit: Some(exhibit_id),
            signal: known.signal,
            bank: known.entry.bank,
            bank_name: known.bank,
            entry: known.entry.id,
            label: known.entry.label,
            source: known.entry.source,
            distance_bits: known.distance_bits,
            found_at: now,
            transform: Transform::AsIs,
            suppressed_by: None,
        })
        .collect();

    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut item = tx
        .item_for_update(item_id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    reprioritise(&mut item, &matches);
    item.updated_at = now;
    tx.put_item(&item).await?;
    tx.replace_matches(item_id, &matches).await?;
    tx.commit(AuditEvent::ItemMatched {
        item: item_id,
        matches: u32::try_from(matches.len()).unwrap_or(u32::MAX),
        distance_bits_min: matches.iter().map(|found| found.distance_bits).min(),
    })
    .await?;
    Ok(())
}

/// Keeps the nearest match of each bank as a reason, beside the reasons that are no matches.
fn reprioritise(item: &mut Item, matches: &[Match]) {
    item.priority_reasons
        .retain(|reason| !matches!(reason, PriorityReason::Match { .. }));
    let mut banks: Vec<&str> = Vec::new();
    for found in matches {
        if !banks.contains(&found.bank_name.as_str()) {
            banks.push(&found.bank_name);
            item.priority_reasons.push(PriorityReason::Match {
                bank: found.bank_name.clone(),
                distance_bits: u16::try_from(found.distance_bits).unwrap_or(u16::MAX),
            });
        }
    }
    item.priority = priority(&item.priority_reasons);
}
