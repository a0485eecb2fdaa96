//! Texts are read again when the model or a list changed: in the background, a few each round.

use vigie_domain::{Actor, AuditEvent, ExhibitId, TextReading};

use super::gauge::{Gauge, foremost};
use super::read::{Placed, reading_of};
use super::stand::{stand, summary};
use crate::desk::Desk;
use crate::error::DeskError;

/// Reads again what was read by something else than what is in use; answers how many exhibits.
///
/// # Errors
///
/// [`DeskError::Broken`] when the store fails; a round is done whole or not.
pub(crate) async fn reread_texts(desk: &Desk) -> Result<u32, DeskError> {
    let gauge = desk.gauge().await?;
    if desk.gauges.is_settled(&gauge.edition) {
        return Ok(0);
    }
    let limit = desk.config.text.rereads_per_round_max;
    let outdated = desk
        .store()
        .outdated_readings(desk.id, &gauge.edition, limit)
        .await?;
    if outdated.is_empty() {
        desk.gauges.settle(gauge.edition.clone());
        return Ok(0);
    }
    let mut read = Vec::with_capacity(outdated.len());
    for exhibit in outdated {
        let readings = read_again(desk, &gauge, exhibit).await?;
        if !readings.is_empty() {
            read.push((exhibit, readings));
        }
    }
    // In the order of items, as everybody locks them.
    read.sort_by_key(|(_, readings)| readings.first().map(|(reading, _)| reading.item));
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    for (exhibit, readings) in &read {
        let kept: Vec<TextReading> = readings.iter().map(|(one, _)| one.clone()).collect();
        tx.reread(*exhibit, &gauge.edition, &kept).await?;
        let Some(item) = kept.first().map(|reading| reading.item) else {
            continue;
        };
        let Some(mut item) = tx.item_for_update(item).await? else {
            continue;
        };
        let Some(before) = item.reading.clone().filter(|own| own.exhibit == *exhibit) else {
            continue;
        };
        let reading = summary(*exhibit, readings, before.unread, before.cluster);
        stand(desk, &mut item, reading);
        tx.put_item(&item).await?;
    }
    let exhibits = u32::try_from(read.len()).unwrap_or(u32::MAX);
    tx.commit(AuditEvent::TextsReread {
        exhibits,
        model: gauge.model.hash().to_owned(),
    })
    .await?;
    Ok(exhibits)
}

async fn read_again(
    desk: &Desk,
    gauge: &Gauge,
    exhibit: ExhibitId,
) -> Result<Vec<(TextReading, Option<String>)>, DeskError> {
    let mut again = Vec::new();
    for before in desk.store().readings_of(exhibit).await? {
        let blobs = desk.store().blobs();
        let bytes = match blobs.get_sealed(exhibit, before.text_sha256).await {
            Ok(bytes) => bytes,
            Err(vigie_store::StoreError::Erased { .. }) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let text = String::from_utf8_lossy(&bytes);
        let Some(gauged) = gauge.read(std::iter::once(&*text)).pop() else {
            continue;
        };
        let label = foremost(&gauged.score).map(|column| column.name().to_owned());
        let placed = Placed {
            exhibit,
            item: before.item,
            place: before.place,
            source: before.source,
        };
        let reading = TextReading {
            text_sha256: before.text_sha256,
            size_bytes: before.size_bytes,
            nearest: before.nearest,
            ..reading_of(placed, gauge, gauged, desk.now())
        };
        again.push((reading, label));
    }
    Ok(again)
}
