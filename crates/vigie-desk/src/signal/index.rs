//! The banked PDQ hashes in memory, reloaded when another process changed a bank.

use std::sync::{Arc, RwLock};

use vigie_domain::{Bank, BankEntry, BankId, DeskId, Signal};
use vigie_match::{HammingIndex, PdqHash};
use vigie_store::{Store, StoreError};

/// A banked PDQ near a searched one.
#[derive(Debug, Clone)]
pub(crate) struct NearEntry {
    pub(crate) entry: BankEntry,
    pub(crate) distance_bits: u32,
}

#[derive(Default)]
struct Loaded {
    generation: i64,
    index: HammingIndex,
    entries: Vec<BankEntry>,
}

/// One index for each process; its generation says which state of the banks it holds.
#[derive(Default)]
pub(crate) struct BankIndex(RwLock<Option<Arc<Loaded>>>);

impl BankIndex {
    /// Entries within `distance_bits_max`, nearest first.
    pub(crate) async fn search(
        &self,
        store: &Store,
        desk: DeskId,
        hash: PdqHash,
        distance_bits_max: u32,
    ) -> Result<Vec<NearEntry>, StoreError> {
        let loaded = self.load(store, desk).await?;
        let mut near: Vec<NearEntry> = loaded
            .index
            .search(&hash, distance_bits_max)
            .into_iter()
            .filter_map(|hit| {
                let entry = loaded.entries.get(usize::try_from(hit.id).ok()?)?.clone();
                Some(NearEntry {
                    entry,
                    distance_bits: hit.distance_bits,
                })
            })
            .collect();
        near.sort_by_key(|found| (found.distance_bits, found.entry.added_at));
        Ok(near)
    }

    async fn load(&self, store: &Store, desk: DeskId) -> Result<Arc<Loaded>, StoreError> {
        let generation = store.bank_generation(desk).await?;
        let held = self
            .0
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        if let Some(loaded) = held.filter(|loaded| loaded.generation == generation) {
            return Ok(loaded);
        }
        let mut fresh = Loaded {
            generation,
            ..Loaded::default()
        };
        let mut entries = Vec::new();
        for bank in store.banks(desk).await? {
            let page = store.bank_entries(bank.id, &[], None, u32::MAX / 2).await?;
            entries.extend(page.rows);
        }
        for entry in entries {
            if let Signal::Pdq { hash, .. } = &entry.signal {
                fresh
                    .index
                    .insert(PdqHash::from_bytes(hash.0), fresh.entries.len() as u64);
                fresh.entries.push(entry);
            }
        }
        let fresh = Arc::new(fresh);
        *self
            .0
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

/// The name of a bank among those of the desk.
pub(crate) fn bank_name(banks: &[Bank], id: BankId) -> Option<&str> {
    banks
        .iter()
        .find(|bank| bank.id == id && bank.is_enabled)
        .map(|bank| bank.name.as_str())
}
