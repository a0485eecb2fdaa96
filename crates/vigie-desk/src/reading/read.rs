//! The texts of an exhibit are read: scored, compared with what is known, made findable.

use std::sync::Arc;

use vigie_domain::{
    Actor, AuditEvent, Exhibit, ExhibitId, Item, ItemId, NearestText, TextReading, TextSource,
};
use vigie_match::text::TextSignature;
use vigie_store::{NewReading, StoreError, Tx};
use vigie_text::{Reader, shingles};

use super::gauge::{Gauge, Gauged, foremost, thousandths, tokens_of};
use super::near::nearest;
use super::source::{Text, texts_of};
use super::stand::{stand, summary};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// Similarity from which two items are shown as one, in thousandths.
///
/// Source: house; half of all shingles in common is one text with edits. Pages of one site that
/// share a frame of menus stay below.
const CLUSTER_SIMILARITY_MIN: u16 = 500;

/// Reads an exhibit that was just sealed: the job behind every capture.
///
/// # Errors
///
/// [`DeskError::Broken`] when the desk itself failed; what cannot be read is a fact of the reading.
pub(crate) async fn read_exhibit(desk: &Desk, id: ExhibitId) -> Result<(), DeskError> {
    let exhibit = desk
        .store()
        .exhibit(id)
        .await?
        .filter(|exhibit| exhibit.desk == desk.id)
        .or_not_found("exhibit")?;
    match read(desk, &exhibit).await {
        // Erased before or meanwhile: there is nothing to read, and nothing failed.
        Err(DeskError::Broken(cause))
            if matches!(cause.downcast_ref(), Some(StoreError::Erased { .. })) =>
        {
            Ok(())
        }
        other => other,
    }
}

async fn read(desk: &Desk, exhibit: &Exhibit) -> Result<(), DeskError> {
    if exhibit.erased_at.is_some() {
        return Ok(());
    }
    let found = texts_of(desk, exhibit).await?;
    if found.texts.is_empty() && found.unread == 0 {
        return Ok(());
    }
    let gauge = desk.gauge().await?;
    let texts = Arc::new(found.texts);
    let gauged = gauge_texts(&gauge, &texts).await?;
    let mut readings = Vec::with_capacity(texts.len());
    let mut foremost_rank = None;
    let mut closest: Option<NearestText> = None;
    for ((place, text), (gauged, signature)) in (0_u32..).zip(texts.iter()).zip(gauged) {
        let near = nearest(desk, exhibit.item, signature.as_ref()).await?;
        if foremost_rank.is_none_or(|rank| gauged.rank > rank) {
            foremost_rank = Some(gauged.rank);
            closest = near;
        }
        let label = foremost(&gauged.score).map(|column| column.name().to_owned());
        let new = new_reading(desk, exhibit, &gauge, place, text, gauged, near).await?;
        let new = NewReading {
            signature: signature.map(|own| own.to_bytes().to_vec()),
            ..new
        };
        readings.push((new, label));
    }
    write(desk, exhibit, readings, found.unread, closest).await
}

async fn gauge_texts(
    gauge: &Arc<Gauge>,
    texts: &Arc<Vec<Text>>,
) -> Result<Vec<(Gauged, Option<TextSignature>)>, DeskError> {
    let (gauge, texts) = (Arc::clone(gauge), Arc::clone(texts));
    let work = move || {
        let mut reader = Reader::new();
        let gauged = gauge.read(texts.iter().map(|text| text.text.as_str()));
        let signatures = texts
            .iter()
            .map(|text| TextSignature::of(&shingles(&mut reader, text.text.as_bytes())));
        gauged.into_iter().zip(signatures).collect()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(DeskError::broken)
}

/// The reading of one text; the text itself is sealed beside the exhibit first.
async fn new_reading(
    desk: &Desk,
    exhibit: &Exhibit,
    gauge: &Gauge,
    place: u32,
    text: &Text,
    gauged: Gauged,
    nearest: Option<NearestText>,
) -> Result<NewReading, DeskError> {
    let bytes = text.text.as_bytes().to_vec();
    let size_bytes = bytes.len() as u64;
    let text_sha256 = desk.store().blobs().put_sealed(exhibit.id, bytes).await?;
    let place_of = Placed {
        exhibit: exhibit.id,
        item: exhibit.item,
        place,
        source: text.source,
    };
    let mut reading = reading_of(place_of, gauge, gauged, desk.now());
    (reading.text_sha256, reading.size_bytes) = (text_sha256, size_bytes);
    reading.nearest = nearest;
    Ok(NewReading {
        reading,
        edition: gauge.edition.clone(),
        signature: None,
        tokens: tokens_of(desk, &text.text),
    })
}

/// Which text of which exhibit.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    pub(super) exhibit: ExhibitId,
    pub(super) item: ItemId,
    pub(super) place: u32,
    pub(super) source: TextSource,
}

/// What a gauge found, as it is kept.
pub(super) fn reading_of(
    placed: Placed,
    gauge: &Gauge,
    gauged: Gauged,
    now: vigie_domain::Timestamp,
) -> TextReading {
    let named = |scores: &[(vigie_text::Column, f64)]| {
        scores
            .iter()
            .map(|(column, value)| (column.name().to_owned(), thousandths(*value)))
            .collect()
    };
    let score = &gauged.score;
    let signs = score.evasion;
    let hidden = [signs.invisible, signs.mixed_script, signs.leet];
    let drawn_out = [signs.spaced, signs.repeated, signs.invalid];
    TextReading {
        exhibit: placed.exhibit,
        item: placed.item,
        place: placed.place,
        source: placed.source,
        text_sha256: vigie_domain::Sha256([0; 32]),
        size_bytes: 0,
        language: score.language.to_owned(),
        labels: named(&score.labels),
        flags: named(&score.flags),
        flagged: score
            .flagged
            .iter()
            .map(|column| column.name().to_owned())
            .collect(),
        terms: gauged.terms,
        rank: gauged.rank,
        shadow_rank: gauged.shadow_rank,
        evasions: hidden
            .into_iter()
            .chain(drawn_out)
            .fold(0, u32::saturating_add),
        nearest: None,
        model: gauge.model.hash().to_owned(),
        shadow: gauge.shadow.as_ref().map(|model| model.hash().to_owned()),
        read_at: now,
    }
}

async fn write(
    desk: &Desk,
    exhibit: &Exhibit,
    readings: Vec<(NewReading, Option<String>)>,
    unread: u32,
    closest: Option<NearestText>,
) -> Result<(), DeskError> {
    let actor = Actor::job(desk.id);
    let mut tx = desk.begin(&actor).await?;
    let near = closest.filter(|near| near.similarity >= CLUSTER_SIMILARITY_MIN);
    let (mut item, cluster) = lock_both(desk, &mut tx, exhibit.item, near).await?;
    let kept: Vec<_> = readings
        .iter()
        .map(|(new, label)| (new.reading.clone(), label.clone()))
        .collect();
    let new: Vec<NewReading> = readings.into_iter().map(|(new, _)| new).collect();
    tx.put_readings(exhibit.id, exhibit.item, &new).await?;
    let is_newest = tx
        .exhibits_of(exhibit.item)
        .await?
        .first()
        .is_none_or(|newest| newest.captured_at <= exhibit.captured_at);
    if is_newest {
        let reading = summary(exhibit.id, &kept, unread, cluster);
        stand(desk, &mut item, reading);
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
    }
    tx.commit(AuditEvent::TextRead {
        item: exhibit.item,
        exhibit: exhibit.id,
        texts: u32::try_from(kept.len()).unwrap_or(u32::MAX),
        unread,
    })
    .await?;
    Ok(())
}

/// The item, and the cluster it joins by a near text. Rows are locked in the order of their ids.
async fn lock_both(
    desk: &Desk,
    tx: &mut Tx<'_>,
    id: ItemId,
    near: Option<NearestText>,
) -> Result<(Item, Option<ItemId>), DeskError> {
    let other = near.map(|near| near.item);
    let mut ids: Vec<ItemId> = other.into_iter().chain([id]).collect();
    ids.sort_unstable();
    let mut locked = Vec::with_capacity(ids.len());
    for id in ids {
        locked.extend(tx.item_for_update(id).await?);
    }
    locked.retain(|item| item.desk == desk.id);
    let place = locked.iter().position(|item| item.id == id);
    let item = place
        .map(|place| locked.swap_remove(place))
        .or_not_found("item")?;
    let Some(mut other) = locked.pop() else {
        return Ok((item, None));
    };
    let first = other.id;
    let Some(reading) = &mut other.reading else {
        return Ok((item, None));
    };
    if reading.cluster.is_none() {
        reading.cluster = Some(first);
        tx.put_item(&other).await?;
        return Ok((item, Some(first)));
    }
    Ok((item, reading.cluster))
}
