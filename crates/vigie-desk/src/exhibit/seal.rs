//! Bytes become an exhibit: fingerprinted, sealed under a key of its own, then written down.

use vigie_capture::Captured;
use vigie_domain::{
    Actor, AuditEvent, Exhibit, ExhibitId, Item, ItemCommand, ItemId, RecordRole, Signal, UrlScope,
};
use vigie_match::{CopySide, fold_text, text_sketch};
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::item::{account_pseudonym, locator};
use crate::job::JobKind;
use crate::signal::fingerprint;

/// Pictures of one capture whose copies are looked for; of the others the hash alone is.
const COPIES_MAX: usize = 64;

/// Whether an exhibit becomes the one a person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Yes: the item now stands captured, and what it shows is compared with the banks.
    Evidence,
    /// No: it is compared with the assessed one before something leaves.
    Check,
}

/// Seals a capture.
pub(crate) async fn seal_captured(
    desk: &Desk,
    actor: &Actor,
    item_id: ItemId,
    captured: &Captured,
    purpose: Purpose,
) -> Result<Exhibit, DeskError> {
    let id: ExhibitId = desk.new_id();
    let sketch = captured.text.as_deref().and_then(sketch);
    let mut exhibit = captured.to_exhibit(id, desk.id, item_id, sketch);
    add_signals(desk, captured, &mut exhibit).await?;
    // The bytes first: a row without its blob would be evidence that is not there, a blob
    // without a row is only space.
    let blobs = desk.store().blobs();
    blobs.put_sealed(id, captured.warc.clone()).await?;

    let mut tx = desk.begin(actor).await?;
    tx.put_exhibit(&exhibit).await?;
    let warc_sha256 = exhibit.warc_sha256;
    if purpose == Purpose::Evidence {
        let mut item = tx
            .item_for_update(item_id)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        item.state = item
            .state
            .apply(ItemCommand::RecordCapture { exhibit: id })?;
        note_collection(&mut item, captured);
        follow_redirector(desk, &tx, &mut item, captured).await?;
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
        tx.enqueue(
            JobKind::Recognise {
                item: item_id,
                exhibit: id,
            }
            .job(desk.now()),
        )
        .await?;
        if !item.locators.is_empty() {
            tx.enqueue(JobKind::Trace { item: item_id }.job(desk.now()))
                .await?;
        }
    }
    tx.enqueue(JobKind::Read { exhibit: id }.job(desk.now()))
        .await?;
    tx.commit(AuditEvent::ExhibitSealed {
        exhibit: id,
        item: item_id,
        warc_sha256,
    })
    .await?;
    Ok(exhibit)
}

/// Seals what was handed over.
pub(crate) async fn seal_supplied(
    desk: &Desk,
    actor: &Actor,
    item_id: ItemId,
    supplied: &Captured,
) -> Result<Exhibit, DeskError> {
    let item = desk
        .store()
        .item(item_id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    // A case that somebody already judged keeps its exhibit; the upload stands beside it.
    let takes = item.state.apply(ItemCommand::RecordCapture {
        exhibit: ExhibitId::from_u128(0),
    });
    let purpose = if takes.is_ok() {
        Purpose::Evidence
    } else {
        Purpose::Check
    };
    seal_captured(desk, actor, item_id, supplied, purpose).await
}

async fn add_signals(
    desk: &Desk,
    captured: &Captured,
    exhibit: &mut Exhibit,
) -> Result<(), DeskError> {
    let mut copies = 0_usize;
    for (index, _, bytes) in captured.media() {
        let mut found = fingerprint(&desk.rooms.decoder, bytes, CopySide::Asked).await?;
        found.signals.retain(|signal| {
            let is_copies = matches!(signal, Signal::Copies(_));
            copies += usize::from(is_copies);
            !is_copies || copies <= COPIES_MAX
        });
        if let Some(record) = exhibit.records.get_mut(index) {
            record.signals = found.signals;
        }
        exhibit.defects.extend(found.defect);
        exhibit.defects.extend(found.notes);
    }
    // A host that lists its files with digests spares us fetching them.
    let Some(metadata) = &captured.host_metadata else {
        return Ok(());
    };
    let listed: Vec<Signal> = metadata
        .files
        .iter()
        .filter_map(|file| file.md5.map(Signal::Md5))
        .collect();
    let describes = exhibit
        .records
        .iter_mut()
        .find(|record| record.role == RecordRole::Metadata);
    if let Some(record) = describes {
        record.signals.extend(listed);
    }
    Ok(())
}

/// Behind a shortener stands the thing itself: its address comes first from now on.
async fn follow_redirector(
    desk: &Desk,
    tx: &Tx<'_>,
    item: &mut Item,
    captured: &Captured,
) -> Result<(), DeskError> {
    let is_redirector = item
        .primary_locator()
        .is_some_and(|locator| locator.scope == UrlScope::Redirector);
    let Some(url) = captured.url_final.as_ref().filter(|_| is_redirector) else {
        return Ok(());
    };
    let Ok(parsed) = desk.keys().parse_locator(url.as_str()) else {
        return Ok(());
    };
    // Where that thing is an item already, the shortened address stays a case of its own.
    let known = tx.item_by_key(desk.id, parsed.key.as_str()).await?;
    if parsed.scope != UrlScope::Redirector && known.is_none() {
        item.locators.insert(0, locator(&parsed, desk.now()));
        item.account_pseudonym = account_pseudonym(desk, &parsed);
    }
    Ok(())
}

/// The host's own word that an address is a collection is stronger than its shape.
fn note_collection(item: &mut Item, captured: &Captured) {
    let word = captured
        .host_metadata
        .as_ref()
        .and_then(|host| host.media_type.as_deref());
    if word == Some("collection") {
        for locator in &mut item.locators {
            locator.scope = UrlScope::Collection;
        }
    }
}

fn sketch(text: &str) -> Option<u64> {
    (!fold_text(text).is_empty()).then(|| text_sketch(text).0)
}
