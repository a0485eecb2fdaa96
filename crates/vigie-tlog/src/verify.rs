//! The outsider's check: every byte of a log against one signed checkpoint.
//!
//! ```text
//! checkpoint ── signature
//!     │ root
//! right-edge tiles ── fold to the root
//!     │ each hash
//! full tiles ── fold to their hash in the tile above
//!     │ level 0
//! entry bundles ── each entry hashes to its leaf (or is under embargo)
//!
//! older checkpoints ── consistency proof from these tiles
//! ```
//!
//! One pass from left to right, O(size) hashes, memory of one tile a level.

use vigie_domain::Sha256;

use crate::append::peaks_of;
use crate::checkpoint::{CHECKPOINT_PATH, Checkpoint, CheckpointError};
use crate::hash::{fold_peaks, fold_perfect, leaf_hash};
use crate::note::VerifierKey;
use crate::proof::verify_consistency;
use crate::source::{LogSource, PUBLISHED_PATH, ReadError, TileHashes, read_path, read_tile};
use crate::tile::{Bundle, HASH_BYTES, TILE_WIDTH, Tile, hashes_of, parse_bundle, parse_published};

/// Defects listed by name; beyond that they are only counted.
const DEFECTS_LISTED_MAX: usize = 100;

/// What was checked and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The signed head everything was checked against.
    pub checkpoint: Checkpoint,
    /// Tiles read.
    pub tiles: u64,
    /// Entries read and equal to their leaf hash.
    pub entries: u64,
    /// Entries whose bytes are not out yet; their hashes were checked.
    pub entries_embargoed: u64,
    /// Older checkpoints this log was compared with.
    pub older_checkpoints: u64,
    /// What is wrong, the first hundred.
    pub defects: Vec<Defect>,
    /// How much is wrong in all.
    pub defects_found: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.defects_found == 0
    }

    fn add(&mut self, defect: Defect) {
        self.defects_found += 1;
        if self.defects.len() < DEFECTS_LISTED_MAX {
            self.defects.push(defect);
        }
    }
}

/// One thing wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// A tile or bundle that must be there is not, cannot be read, or has the wrong size.
    #[error("{sentence}")]
    Unreadable {
        /// The sentence of the error.
        sentence: String,
    },
    /// The right-edge tiles are not those that were signed.
    #[error("the tiles at the right edge do not give the signed root")]
    Root,
    /// A full tile, or the tile above it, was changed.
    #[error("`{path}` does not hash to its entry in `{parent_path}`")]
    Tile {
        /// The tile.
        path: String,
        /// The tile above.
        parent_path: String,
    },
    /// An entry, or its leaf hash, was changed.
    #[error("entry {index} in `{path}` does not hash to its leaf")]
    Entry {
        /// The bundle.
        path: String,
        /// Index in the log.
        index: u64,
    },
    /// A bundle that cannot be taken apart.
    #[error("`{path}`: {sentence}")]
    Bundle {
        /// The bundle.
        path: String,
        /// What is wrong with it.
        sentence: String,
    },
    /// The number of published entries is no number, or above the size of the log.
    #[error("`published` is not a number of entries of this log")]
    Published,
    /// A partial tile of an older checkpoint that is still there differs from what it became.
    #[error("`{path}`, kept from an older checkpoint, differs from the tile it grew into")]
    OlderTile {
        /// The partial tile.
        path: String,
    },
    /// The log was longer once.
    #[error("a checkpoint of {older_size} leaves was signed, now there are {size}")]
    Shrunk {
        /// Size of the older checkpoint.
        older_size: u64,
        /// Size now.
        size: u64,
    },
    /// The past was rewritten.
    #[error("the log does not continue the checkpoint of {older_size} leaves signed before")]
    Forked {
        /// Size of the older checkpoint.
        older_size: u64,
    },
}

/// Why a log could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no checkpoint.
    #[error("there is no `checkpoint`")]
    NoCheckpoint,
    /// The checkpoint is not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The source failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Checks a whole log as an outsider would, with the log's key and what was kept from earlier.
///
/// `on_entry` is given each sound entry in order: index and bytes, for whoever counts.
pub fn verify_log(
    source: &dyn LogSource,
    key: &VerifierKey,
    older: &[Checkpoint],
    on_entry: &mut dyn FnMut(u64, &[u8]),
) -> Result<Report, VerifyError> {
    // Read before the checkpoint: a log that grows meanwhile publishes no more than it signed.
    let published = read_path(source, PUBLISHED_PATH)?;
    let note = read_path(source, CHECKPOINT_PATH)?.ok_or(VerifyError::NoCheckpoint)?;
    let checkpoint = Checkpoint::verify(&note, key)?;
    let report = Report {
        checkpoint: checkpoint.clone(),
        tiles: 0,
        entries: 0,
        entries_embargoed: 0,
        older_checkpoints: 0,
        defects: Vec::new(),
        defects_found: 0,
    };
    let mut walk = Walk {
        source,
        size: checkpoint.size,
        published: None,
        report,
        on_entry,
    };
    walk.published = published.and_then(|bytes| walk.parse_published(&bytes));
    walk.check_edge(&checkpoint.root)?;
    for head in older {
        walk.check_older(head, &checkpoint)?;
    }
    Ok(walk.report)
}

struct Walk<'a> {
    source: &'a dyn LogSource,
    size: u64,
    /// Entries that must be readable; unknown where the log does not say.
    published: Option<u64>,
    report: Report,
    on_entry: &'a mut dyn FnMut(u64, &[u8]),
}

impl Walk<'_> {
    fn parse_published(&mut self, bytes: &[u8]) -> Option<u64> {
        let published = parse_published(bytes).filter(|entries| *entries <= self.size);
        if published.is_none() {
            self.report.add(Defect::Published);
        }
        published
    }

    /// Reads the right edge, compares it with the root, then everything that hangs on it.
    fn check_edge(&mut self, root: &Sha256) -> Result<(), VerifyError> {
        let mut edge = Vec::new();
        let mut complete = true;
        for tile in Tile::edge(self.size) {
            match self.tile(tile)? {
                Some(row) => edge.push((tile, row)),
                None => complete = false,
            }
        }
        edge.reverse();
        let peaks: Vec<Sha256> = edge.iter().flat_map(|(_, row)| peaks_of(row)).collect();
        if complete && fold_peaks(&peaks) != *root {
            self.report.add(Defect::Root);
        }
        for (tile, row) in edge {
            self.check_below(tile, &row)?;
        }
        Ok(())
    }

    /// Checks what the hashes of a tile stand for: full tiles below, or entries.
    fn check_below(&mut self, tile: Tile, row: &[Sha256]) -> Result<(), VerifyError> {
        let Some(level) = tile.level.checked_sub(1) else {
            return self.check_bundle(tile, row);
        };
        for (offset, expected) in (0..).zip(row) {
            let index = tile.index * TILE_WIDTH + offset;
            let child = Tile {
                level,
                index,
                width: 256,
            };
            let Some(row) = self.tile(child)? else {
                continue;
            };
            if fold_perfect(&row) != *expected {
                let (path, parent_path) = (child.path(), tile.path());
                self.report.add(Defect::Tile { path, parent_path });
            }
            self.check_below(child, &row)?;
        }
        Ok(())
    }

    /// Checks the entries behind a level-0 tile, as many as are published.
    fn check_bundle(&mut self, tile: Tile, row: &[Sha256]) -> Result<(), VerifyError> {
        let Some(bundle) = Bundle::at(tile.index, self.published.unwrap_or(self.size)) else {
            self.report.entries_embargoed += row.len() as u64;
            return Ok(());
        };
        let path = bundle.path();
        let Some((bundle, bytes)) = self.bundle(bundle)? else {
            if self.published.is_some() {
                let sentence = ReadError::Missing { path }.to_string();
                self.report.add(Defect::Unreadable { sentence });
            } else {
                self.report.entries_embargoed += row.len() as u64;
            }
            return Ok(());
        };
        // A hole between readable entries is not an embargo: what is out stays out.
        let hidden = std::mem::take(&mut self.report.entries_embargoed);
        if hidden > 0 {
            self.report.add(Defect::Unreadable {
                sentence: hole_before(&path, hidden),
            });
        }
        let entries = match parse_bundle(&bytes, bundle.width) {
            Ok(entries) => entries,
            Err(error) => {
                let sentence = error.to_string();
                self.report.add(Defect::Bundle { path, sentence });
                return Ok(());
            }
        };
        for ((index, expected), entry) in (bundle.first_entry()..).zip(row).zip(&entries) {
            if leaf_hash(entry) == *expected {
                self.report.entries += 1;
                (self.on_entry)(index, entry);
            } else {
                self.report.add(Defect::Entry {
                    path: path.clone(),
                    index,
                });
            }
        }
        self.report.entries_embargoed += row.len().saturating_sub(entries.len()) as u64;
        Ok(())
    }

    /// Compares with a head that was signed earlier, and the partial tiles kept from then.
    fn check_older(&mut self, head: &Checkpoint, now: &Checkpoint) -> Result<(), VerifyError> {
        self.report.older_checkpoints += 1;
        let older_size = head.size;
        if older_size > now.size {
            self.report.add(Defect::Shrunk {
                older_size,
                size: now.size,
            });
            return Ok(());
        }
        let tiles = TileHashes::new(self.source, now.size);
        let continued = tiles
            .consistency_proof(older_size, now.size)
            .is_ok_and(|proof| {
                verify_consistency(older_size, &head.root, now.size, &now.root, &proof).is_ok()
            });
        if !continued {
            self.report.add(Defect::Forked { older_size });
        }
        for tile in Tile::edge(older_size) {
            self.check_older_tile(tile)?;
        }
        Ok(())
    }

    fn check_older_tile(&mut self, tile: Tile) -> Result<(), VerifyError> {
        let path = tile.path();
        let grown = Tile::at(tile.level, tile.index, self.size).filter(|grown| *grown != tile);
        let (Some(grown), Some(bytes)) = (grown, self.read(&path)?) else {
            return Ok(());
        };
        // An unreadable grown tile is already on the list.
        let Ok(row) = read_tile(self.source, grown) else {
            return Ok(());
        };
        let width = usize::from(tile.width);
        if bytes.len() != width * HASH_BYTES || !row.starts_with(&hashes_of(&bytes)) {
            self.report.add(Defect::OlderTile { path });
        }
        Ok(())
    }

    fn tile(&mut self, tile: Tile) -> Result<Option<Vec<Sha256>>, VerifyError> {
        self.report.tiles += 1;
        match read_tile(self.source, tile) {
            Ok(row) => Ok(Some(row)),
            Err(error @ ReadError::Source { .. }) => Err(error.into()),
            Err(error) => {
                self.report.add(Defect::Unreadable {
                    sentence: error.to_string(),
                });
                Ok(None)
            }
        }
    }

    /// Reads a bundle. A partial one may have been replaced by its full one.
    fn bundle(&self, bundle: Bundle) -> Result<Option<(Bundle, Vec<u8>)>, VerifyError> {
        for bundle in [
            bundle,
            Bundle {
                width: 256,
                ..bundle
            },
        ] {
            if let Some(bytes) = self.read(&bundle.path())? {
                return Ok(Some((bundle, bytes)));
            }
        }
        Ok(None)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, VerifyError> {
        Ok(read_path(self.source, path)?)
    }
}

fn hole_before(path: &str, entries: u64) -> String {
    format!("{entries} entries are missing before `{path}`, which is readable")
}

#[cfg(test)]
mod tests;
