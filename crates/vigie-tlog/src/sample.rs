//! A small log in memory for the tests: grown in batches, every head kept.

use std::collections::BTreeMap;

use crate::{
    AppendState, CHECKPOINT_PATH, Checkpoint, LogKey, PUBLISHED_PATH, Sha256, entry_bundles,
    leaf_hash, render_published,
};

pub(crate) const ORIGIN: &str = "desk.example/log";

pub(crate) fn key() -> LogKey {
    LogKey::from_seed(&[7; 32], ORIGIN).unwrap()
}

pub(crate) fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

pub(crate) fn hashes(size: u64) -> Vec<Sha256> {
    (0..size).map(|index| leaf_hash(&entry(index))).collect()
}

/// Root by the definition of RFC 6962, section 2.1: slow, and shares no code with the crate's.
pub(crate) fn root_by_definition(leaves: &[Sha256]) -> Sha256 {
    match leaves {
        [] => crate::EMPTY_ROOT,
        [leaf] => *leaf,
        leaves => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            crate::node_hash(&root_by_definition(left), &root_by_definition(right))
        }
    }
}

pub(crate) struct SampleLog {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) heads: Vec<Checkpoint>,
    pub(crate) state: AppendState,
}

impl SampleLog {
    /// A log grown through the given sizes, everything published.
    pub(crate) fn grown(sizes: &[u64]) -> Self {
        let mut log = Self {
            files: BTreeMap::new(),
            heads: Vec::new(),
            state: AppendState::new(),
        };
        for size in sizes {
            log.grow(*size);
            log.publish(*size);
        }
        log
    }

    pub(crate) fn grow(&mut self, size: u64) {
        let leaves = (self.state.size()..size).map(|index| leaf_hash(&entry(index)));
        for write in self.state.append(leaves) {
            let before = self.files.insert(write.path.clone(), write.bytes);
            assert_eq!(before, None, "{} is written twice", write.path);
        }
        let note = key().sign_checkpoint(size, &self.state.root()).into_bytes();
        self.heads
            .push(Checkpoint::verify(&note, key().verifier_key()).unwrap());
        self.files.insert(CHECKPOINT_PATH.to_owned(), note);
    }

    pub(crate) fn publish(&mut self, entries: u64) {
        let published = self.files.get(PUBLISHED_PATH);
        let before = published.map_or(0, |bytes| crate::parse_published(bytes).unwrap());
        let from = before / 256 * 256;
        for write in entry_bundles(before, entries, (from..entries).map(entry)).unwrap() {
            let before = self.files.insert(write.path.clone(), write.bytes);
            assert_eq!(before, None, "{} is written twice", write.path);
        }
        self.files.insert(
            PUBLISHED_PATH.to_owned(),
            render_published(entries).into_bytes(),
        );
    }

    pub(crate) fn head(&self) -> &Checkpoint {
        self.heads.last().unwrap()
    }
}
