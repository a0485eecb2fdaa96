//! What was banked today is looked up in everything the desk ever captured.
//!
//! The same search serves the other way: when an entry falls silent, the items near it are compared
//! anew and lose their place in the queue.

use std::collections::BTreeSet;

use vigie_domain::{Actor, AuditEvent, Bank, BankEntry, BankId, ItemId, Signal, SignalType};
use vigie_match::PdqHash;
use vigie_store::{ChangeCursor, Tx};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::JobKind;
use crate::signal::{copies_bits_max, recognise_item};

/// Entries looked up at a time.
const PAGE_ENTRIES: u32 = 1_000;

/// Queues the search for what this transaction changes in a bank after the generation `since`.
pub(crate) async fn search_later(
    desk: &Desk,
    tx: &mut Tx<'_>,
    bank: BankId,
    since: i64,
) -> Result<(), DeskError> {
    tx.enqueue(JobKind::SearchCaptured { bank, since }.job(desk.now()))
        .await?;
    Ok(())
}

/// Queues the search for every entry of every bank.
pub(crate) async fn search_whole_later(desk: &Desk, tx: &mut Tx<'_>) -> Result<(), DeskError> {
    for bank in desk.store().banks(desk.id).await? {
        search_later(desk, tx, bank.id, 0).await?;
    }
    Ok(())
}

/// Looks up what changed in a bank after `since` in everything captured, and compares the items
/// near it with the banks once more.
pub(crate) async fn search_captured(
    desk: &Desk,
    bank: BankId,
    since: i64,
) -> Result<(), DeskError> {
    let store = desk.store();
    let bank = store
        .bank(bank)
        .await?
        .filter(|bank| bank.desk == desk.id)
        .or_not_found("bank")?;
    desk.refresh_index().await?;
    desk.captured.catch_up(store, desk.id).await?;
    let mut cursor = ChangeCursor {
        change: since,
        entry: None,
    };
    let mut items = BTreeSet::new();
    let mut looked_up = 0_u32;
    loop {
        let page = store.bank_changes(bank.id, cursor, PAGE_ENTRIES).await?;
        let Some(last) = page.last() else { break };
        cursor = ChangeCursor {
            change: last.change,
            entry: Some(last.id),
        };
        looked_up = looked_up.saturating_add(u32::try_from(page.len()).unwrap_or(u32::MAX));
        near_pictures(desk, &page, &bank, &mut items).await;
        same_values(desk, &page, &mut items).await?;
        same_kinds(desk, &page, &mut items).await?;
    }
    for item in &items {
        recognise_item(desk, *item).await?;
    }
    if looked_up > 0 {
        let tx = desk.begin(&Actor::job(desk.id)).await?;
        tx.commit(AuditEvent::BankSearched {
            bank: bank.id,
            entries: looked_up,
            matches: u32::try_from(items.len()).unwrap_or(u32::MAX),
        })
        .await?;
    }
    Ok(())
}

/// Pictures near a banked one, and near the parts its copies are found by.
async fn near_pictures(
    desk: &Desk,
    entries: &[BankEntry],
    bank: &Bank,
    items: &mut BTreeSet<ItemId>,
) {
    for entry in entries {
        let (pictures, distance_bits_max) = match &entry.signal {
            Signal::Pdq { .. } => (vec![entry.signal.clone()], bank.distance_bits_max),
            Signal::Copies(_) => (entry.signal.parts().collect(), copies_bits_max(bank)),
            _ => continue,
        };
        for picture in pictures {
            if let Signal::Pdq { hash, .. } = &picture
                && picture.is_pdq()
            {
                let hash = PdqHash::from_bytes(hash.0);
                items.extend(desk.captured.search(hash, distance_bits_max));
                // A long list must not keep the worker from its other work.
                tokio::task::yield_now().await;
            }
        }
    }
}

/// Sketches are compared as wholes: whatever has one of that kind is compared anew.
async fn same_kinds(
    desk: &Desk,
    entries: &[BankEntry],
    items: &mut BTreeSet<ItemId>,
) -> Result<(), DeskError> {
    for kind in [SignalType::Vpdq, SignalType::Chromaprint, SignalType::Pages] {
        if entries
            .iter()
            .any(|entry| entry.signal.signal_type() == kind)
        {
            items.extend(desk.store().captured_items(desk.id, kind).await?);
        }
    }
    Ok(())
}

async fn same_values(
    desk: &Desk,
    entries: &[BankEntry],
    items: &mut BTreeSet<ItemId>,
) -> Result<(), DeskError> {
    let store = desk.store();
    for kind in [SignalType::Sha256, SignalType::Md5] {
        let values: Vec<String> = entries
            .iter()
            .filter(|entry| entry.signal.signal_type() == kind)
            .map(|entry| entry.signal.value())
            .collect();
        let found = store.captured_exact(desk.id, kind, &values).await?;
        items.extend(found.into_iter().map(|captured| captured.item));
    }
    let keys: Vec<String> = entries
        .iter()
        .filter_map(|entry| match &entry.signal {
            Signal::Url(key) => Some(key.clone()),
            _ => None,
        })
        .collect();
    items.extend(store.items_by_keys(desk.id, &keys).await?.into_values());
    Ok(())
}
