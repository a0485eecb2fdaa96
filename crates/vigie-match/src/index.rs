//! The index over the hashes of all banks: who lies within a given distance of this one?
//!
//! Exact: it answers the same set as comparing with every hash. Held in memory and updated in
//! place; the rows it was made from are the truth, and it can be rebuilt from them at any time.
//! Deliberately absent: banks, labels, opinions; an id is all it knows of an entry.

use std::collections::HashMap;

use crate::pdq::PdqHash;

/// An entry within the distance asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Number of bits in which the two hashes differ.
    pub distance_bits: u32,
    /// The id the hash was inserted under.
    pub id: u64,
}

/// Hashes with their ids, searchable by distance.
///
/// An id may stand for several hashes, and several ids for the same hash.
/// Cost of a search: one comparison per hash, 32 bytes each, in order of memory.
#[derive(Debug, Clone, Default)]
pub struct HammingIndex {
    hashes: Vec<PdqHash>,
    ids: Vec<u64>,
    /// Where the hashes of an id lie.
    slots: HashMap<u64, Vec<usize>>,
}

impl HammingIndex {
    /// An index without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of hashes held.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether no hash is held.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Adds `hash` under `id`; adding the same pair again changes nothing.
    pub fn insert(&mut self, hash: PdqHash, id: u64) {
        let slots = self.slots.entry(id).or_default();
        if slots.iter().any(|slot| self.hashes[*slot] == hash) {
            return;
        }
        slots.push(self.hashes.len());
        self.hashes.push(hash);
        self.ids.push(id);
    }

    /// Removes every hash of `id`; answers how many there were.
    pub fn remove(&mut self, id: u64) -> usize {
        let mut removed = 0;
        while let Some(slot) = self.slots.get_mut(&id).and_then(Vec::pop) {
            self.fill_gap(slot);
            removed += 1;
        }
        self.slots.remove(&id);
        removed
    }

    /// Every entry at most `distance_bits_max` bits away, nearest first, then by id.
    pub fn search(&self, hash: &PdqHash, distance_bits_max: u32) -> Vec<Hit> {
        let wanted = hash.words();
        let mut hits = Vec::new();
        for (at, candidate) in self.hashes.iter().enumerate() {
            let words = candidate.words();
            // Half of the bits rule out nearly every stranger at the distances we ask for.
            let near = (words[0] ^ wanted[0]).count_ones() + (words[1] ^ wanted[1]).count_ones();
            if near > distance_bits_max {
                continue;
            }
            let far = (words[2] ^ wanted[2]).count_ones() + (words[3] ^ wanted[3]).count_ones();
            if near + far <= distance_bits_max {
                hits.push(Hit {
                    distance_bits: near + far,
                    id: self.ids[at],
                });
            }
        }
        hits.sort_unstable();
        hits
    }

    /// Moves the last entry into the gap at `slot`, so that memory stays dense.
    fn fill_gap(&mut self, slot: usize) {
        let last = self.hashes.len() - 1;
        self.hashes.swap_remove(slot);
        self.ids.swap_remove(slot);
        if slot == last {
            return;
        }
        let moved = self.slots.entry(self.ids[slot]).or_default();
        for place in moved.iter_mut().filter(|place| **place == last) {
            *place = slot;
        }
    }
}

#[cfg(test)]
mod tests;
