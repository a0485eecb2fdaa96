//! Everything the desk ever captured, in memory, so that a new entry is looked up in it at once.

use std::sync::{PoisonError, RwLock};

use vigie_domain::{DeskId, ItemId, Sha256, Signal};
use vigie_match::{HammingIndex, PdqHash};
use vigie_store::{CapturedCursor, Store, StoreError};

/// Rows read at a time.
const PAGE_ROWS: u32 = 10_000;

#[derive(Default)]
struct Loaded {
    index: HammingIndex,
    /// The item of each number of the index.
    items: Vec<ItemId>,
    cursor: Option<CapturedCursor>,
}

/// The captured PDQ hashes; one for each process, filled when it is first asked.
#[derive(Default)]
pub(crate) struct CapturedIndex {
    loaded: RwLock<Loaded>,
    catching_up: tokio::sync::Mutex<()>,
}

impl CapturedIndex {
    /// Reads what was captured since the last time.
    pub(crate) async fn catch_up(&self, store: &Store, desk: DeskId) -> Result<(), StoreError> {
        let turn = self.catching_up.lock().await;
        loop {
            let cursor = {
                let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
                loaded.cursor.clone()
            };
            let rows = store.captured_pdq(desk, cursor.as_ref(), PAGE_ROWS).await?;
            let Some(last) = rows.last() else { break };
            let cursor = last.cursor();
            let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
            for row in &rows {
                if let Signal::Pdq { hash, .. } = &row.signal
                    && row.signal.is_pdq()
                {
                    let number = loaded.items.len() as u64;
                    loaded.index.insert(PdqHash::from_bytes(hash.0), number);
                    loaded.items.push(row.item);
                }
            }
            loaded.cursor = Some(cursor);
        }
        drop(turn);
        Ok(())
    }

    /// Items with a picture within that distance of this one, or of its negative.
    pub(crate) fn search(&self, hash: Sha256, distance_bits_max: u32) -> Vec<ItemId> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let inverted = Sha256(hash.0.map(|byte| !byte));
        let mut items: Vec<ItemId> = [hash, inverted]
            .into_iter()
            .flat_map(|form| {
                loaded
                    .index
                    .search(&PdqHash::from_bytes(form.0), distance_bits_max)
            })
            .filter_map(|hit| loaded.items.get(usize::try_from(hit.id).ok()?).copied())
            .collect();
        items.sort_unstable();
        items.dedup();
        items
    }
}
