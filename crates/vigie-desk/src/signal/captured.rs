//! Everything the desk ever captured, in memory, so that a new entry is looked up in it at once.

use std::sync::{PoisonError, RwLock};

use vigie_domain::{DeskId, ItemId, Signal, SignalType};
use vigie_match::{HammingIndex, PdqHash, Turn};
use vigie_store::{CapturedCursor, Store, StoreError};

/// Rows read at a time.
const PAGE_ROWS: u32 = 10_000;

/// Whole pictures, and the parts that copies are found by.
const KINDS: [SignalType; 2] = [SignalType::Pdq, SignalType::Copies];

#[derive(Default)]
struct Loaded {
    index: HammingIndex,
    /// The item of each number of the index.
    items: Vec<ItemId>,
    /// How far each of [`KINDS`] was read.
    cursors: [Option<CapturedCursor>; KINDS.len()],
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
        for (at, kind) in KINDS.into_iter().enumerate() {
            self.catch_up_with(store, desk, (at, kind)).await?;
        }
        drop(turn);
        Ok(())
    }

    async fn catch_up_with(
        &self,
        store: &Store,
        desk: DeskId,
        (at, kind): (usize, SignalType),
    ) -> Result<(), StoreError> {
        loop {
            let cursor = {
                let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
                loaded.cursors[at].clone()
            };
            let rows = store
                .captured_pdq(desk, kind, cursor.as_ref(), PAGE_ROWS)
                .await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
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
            loaded.cursors[at] = Some(cursor);
        }
    }

    /// Items with a picture within that distance of this one, turned or not, or of its negative.
    pub(crate) fn search(&self, hash: PdqHash, distance_bits_max: u32) -> Vec<ItemId> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let turned = Turn::ALL.map(|turn| hash.turned(turn));
        let forms: Vec<PdqHash> = turned
            .into_iter()
            .flat_map(|hash| [hash, hash.complement()])
            .collect();
        let hits = loaded.index.search_batch(&forms, distance_bits_max);
        let mut items: Vec<ItemId> = hits
            .iter()
            .flatten()
            .filter_map(|hit| loaded.items.get(usize::try_from(hit.id).ok()?).copied())
            .collect();
        items.sort_unstable();
        items.dedup();
        items
    }
}
