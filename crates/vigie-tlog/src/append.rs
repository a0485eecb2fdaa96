//! Growing the tree: only its right edge is kept, only what is new is hashed.

use vigie_domain::Sha256;

use crate::checkpoint::Checkpoint;
use crate::hash::{fold_peaks, fold_perfect, node_hash};
use crate::source::{LogSource, ReadError, read_tile};
use crate::tile::{HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Tile, hashes_at};

/// One file of the log to write: a path that was never written before, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileWrite {
    /// Relative to the log's root, `tile/0/x001/234.p/12`.
    pub path: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// The right edge of a tree: all that is needed to append to it.
///
/// Appending n leaves costs 2n hashes at most and reads nothing; the memory is at most
/// 255 hashes a level (8 KiB). [`Clone`] before [`Self::append`] what must survive a failed write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppendState {
    size: u64,
    /// Roots of the perfect subtrees, left to right: one for each bit set in `size`.
    peaks: Vec<Sha256>,
    /// The not yet full tile of each level.
    edge: Vec<Vec<Sha256>>,
}

/// Why a tree cannot be continued.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// A tile of the right edge cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The tiles are not those the checkpoint was signed over.
    #[error("the tiles at the right edge do not give the checkpoint's root at size {size}")]
    RootDiffers {
        /// Size of the checkpoint.
        size: u64,
    },
}

impl AppendState {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Continues the tree of a checkpoint from its right edge, and checks that edge against it.
    ///
    /// Reads the tiles of [`Tile::edge`]; O(log size) hashes.
    pub fn resume(checkpoint: &Checkpoint, source: &dyn LogSource) -> Result<Self, ResumeError> {
        let size = checkpoint.size;
        let mut state = Self {
            size,
            ..Self::default()
        };
        for level in (0..8).take_while(|level| hashes_at(*level, size) > 0) {
            let partial = hashes_at(level, size) % TILE_WIDTH;
            let index = hashes_at(level, size) / TILE_WIDTH;
            let row = match Tile::at(level, index, size) {
                Some(tile) if partial > 0 => read_tile(source, tile)?,
                _ => Vec::new(),
            };
            state.edge.push(row);
        }
        state.peaks = state
            .edge
            .iter()
            .rev()
            .flat_map(|row| peaks_of(row))
            .collect();
        if state.root() != checkpoint.root {
            return Err(ResumeError::RootDiffers { size });
        }
        Ok(state)
    }

    /// Leaves in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Root hash of the tree. O(log size).
    pub fn root(&self) -> Sha256 {
        fold_peaks(&self.peaks)
    }

    /// Appends leaf hashes; answers the tiles to write before the next checkpoint is signed.
    ///
    /// Shape: full tiles as they fill, then the partial tiles of the new right edge.
    pub fn append(&mut self, leaves: impl IntoIterator<Item = Sha256>) -> Vec<TileWrite> {
        let before = self.size;
        let mut writes = Vec::new();
        for leaf in leaves {
            self.push(leaf, &mut writes);
        }
        for (level, row) in (0u8..).zip(&self.edge) {
            let hashes = hashes_at(level, self.size);
            if hashes != hashes_at(level, before) && !row.is_empty() {
                writes.extend(render_tile(level, hashes, row));
            }
        }
        writes
    }

    fn push(&mut self, leaf: Sha256, writes: &mut Vec<TileWrite>) {
        self.place(0, leaf, writes);
        let mut node = leaf;
        // Each trailing 1 of the old size is a peak that the new leaf completes to a larger one.
        for height in 1..=self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
            if height % TILE_HEIGHT == 0 {
                self.place((height / TILE_HEIGHT) as usize, node, writes);
            }
        }
        self.peaks.push(node);
        self.size += 1;
    }

    fn place(&mut self, level: usize, hash: Sha256, writes: &mut Vec<TileWrite>) {
        if self.edge.len() <= level {
            self.edge.resize_with(level + 1, Vec::new);
        }
        let row = &mut self.edge[level];
        row.push(hash);
        if row.len() as u64 == TILE_WIDTH {
            // The size counts the leaf only after it is placed.
            let level = u8::try_from(level).unwrap_or(u8::MAX);
            writes.extend(render_tile(level, hashes_at(level, self.size + 1), row));
            row.clear();
        }
    }
}

/// The last tile of a level that holds `hashes` hashes; `row` is its content.
fn render_tile(level: u8, hashes: u64, row: &[Sha256]) -> Option<TileWrite> {
    let index = hashes.checked_sub(1)? / TILE_WIDTH;
    let width = u16::try_from(row.len()).ok()?;
    let mut bytes = Vec::with_capacity(row.len() * HASH_BYTES);
    for hash in row {
        bytes.extend_from_slice(&hash.0);
    }
    Some(TileWrite {
        path: Tile {
            level,
            index,
            width,
        }
        .path(),
        bytes,
    })
}

/// The perfect subtrees over the hashes of one partial tile, largest first.
pub(crate) fn peaks_of(row: &[Sha256]) -> Vec<Sha256> {
    let mut rest = row;
    let mut peaks = Vec::new();
    while let Some(height) = rest.len().checked_ilog2() {
        let (perfect, after_perfect) = rest.split_at(1 << height);
        peaks.push(fold_perfect(perfect));
        rest = after_perfect;
    }
    peaks
}

#[cfg(test)]
mod tests;
