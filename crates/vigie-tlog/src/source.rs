//! Reading a log that lies somewhere else: files, rows, a web server, a map in a test.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use vigie_domain::Sha256;

use crate::hash::{Node, Range, fold_peaks, fold_perfect};
use crate::proof::{ProofError, consistency_ranges, inclusion_ranges};
use crate::tile::{HASH_BYTES, TILE_WIDTH, Tile, hashes_of};

/// Path of the number of published entries, decimal and a newline.
///
/// Ours, not C2SP's: it tells an embargoed entry from a withheld one. It needs no signature,
/// since every entry it points at is checked against the tree.
pub const PUBLISHED_PATH: &str = "published";

/// What a source answers when it could not look: a broken disk, a refused connection.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// Where the files of a log are read from.
pub trait LogSource {
    /// The bytes at a path like `tile/0/000.p/12`; `None` where there is nothing.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError>;
}

impl LogSource for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.get(path).cloned())
    }
}

/// Why a tile could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Neither the tile nor the full one that replaces it exists.
    #[error("`{path}` is missing")]
    Missing {
        /// Path of the tile.
        path: String,
    },
    /// Not as many bytes as its path says.
    #[error("`{path}` is {actual_bytes} bytes instead of {expected_bytes}")]
    Size {
        /// Path of the tile.
        path: String,
        /// 32 for each hash.
        expected_bytes: usize,
        /// What was read.
        actual_bytes: usize,
    },
    /// The source failed.
    #[error("`{path}` cannot be read")]
    Source {
        /// Path of the tile.
        path: String,
        /// What the source said.
        #[source]
        cause: SourceError,
    },
}

/// Reads a path; `None` where there is nothing.
pub(crate) fn read_path(source: &dyn LogSource, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
    source.read(path).map_err(|cause| ReadError::Source {
        path: path.to_owned(),
        cause,
    })
}

/// Reads the hashes of a tile. A partial tile may have been replaced by its full one.
pub(crate) fn read_tile(source: &dyn LogSource, tile: Tile) -> Result<Vec<Sha256>, ReadError> {
    let mut path = tile.path();
    let mut width = usize::from(tile.width);
    let mut bytes = read_path(source, &path)?;
    if bytes.is_none() && u64::from(tile.width) < TILE_WIDTH {
        let full = Tile { width: 256, ..tile };
        if let Some(found) = read_path(source, &full.path())? {
            (path, width, bytes) = (full.path(), 256, Some(found));
        }
    }
    let bytes = bytes.ok_or_else(|| ReadError::Missing { path: path.clone() })?;
    let expected_bytes = width * HASH_BYTES;
    if bytes.len() != expected_bytes {
        return Err(ReadError::Size {
            path,
            expected_bytes,
            actual_bytes: bytes.len(),
        });
    }
    let mut hashes = hashes_of(&bytes);
    hashes.truncate(usize::from(tile.width));
    Ok(hashes)
}

/// The hashes of one tile, shared with the cache.
type Row = Rc<[Sha256]>;

/// Tiles kept in memory by one [`TileHashes`]: 8 MiB.
const CACHED_TILES_MAX: usize = 1024;

/// Roots and proofs out of the tiles of a tree of `size` leaves.
///
/// It believes what it reads: a proof is worth what its verification against a signed root says.
pub struct TileHashes<'a> {
    source: &'a dyn LogSource,
    size: u64,
    /// By level and index.
    tiles: RefCell<HashMap<(u8, u64), Row>>,
}

impl<'a> TileHashes<'a> {
    /// Reads the tiles that were written for `size` leaves.
    pub fn new(source: &'a dyn LogSource, size: u64) -> Self {
        Self {
            source,
            size,
            tiles: RefCell::default(),
        }
    }

    /// Root of the first `size` leaves. O(log size) tiles at most.
    pub fn root(&self, size: u64) -> Result<Sha256, ProofError> {
        self.require(size)?;
        Ok(self.range(Range {
            start: 0,
            end: size,
        })?)
    }

    /// Proof that leaf `index` is in the tree of the first `size` leaves.
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<Sha256>, ProofError> {
        self.require(size)?;
        if index >= size {
            return Err(ProofError::OutOfRange { index, size });
        }
        self.ranges(inclusion_ranges(index, size))
    }

    /// Proof that the tree of `new_size` leaves begins with the one of `old_size`.
    pub fn consistency_proof(
        &self,
        old_size: u64,
        new_size: u64,
    ) -> Result<Vec<Sha256>, ProofError> {
        self.require(new_size)?;
        if old_size > new_size {
            return Err(ProofError::OutOfRange {
                index: old_size,
                size: new_size,
            });
        }
        self.ranges(consistency_ranges(old_size, new_size))
    }

    fn require(&self, size: u64) -> Result<(), ProofError> {
        if size > self.size {
            return Err(ProofError::OutOfRange {
                index: size,
                size: self.size,
            });
        }
        Ok(())
    }

    fn ranges(&self, ranges: Vec<Range>) -> Result<Vec<Sha256>, ProofError> {
        ranges
            .into_iter()
            .map(|range| Ok(self.range(range)?))
            .collect()
    }

    fn range(&self, range: Range) -> Result<Sha256, ReadError> {
        let peaks: Result<Vec<_>, _> = range.nodes().map(|node| self.node(node)).collect();
        Ok(fold_peaks(&peaks?))
    }

    fn node(&self, node: Node) -> Result<Sha256, ReadError> {
        let Some((tile, inside)) = Tile::of_node(node, self.size) else {
            // Callers stay within the tree; a wrong one is told what does not exist.
            return Err(ReadError::Missing {
                path: format!("{node:?}"),
            });
        };
        Ok(fold_perfect(&self.tile(tile)?[inside]))
    }

    fn tile(&self, tile: Tile) -> Result<Row, ReadError> {
        let key = (tile.level, tile.index);
        if let Some(hashes) = self.tiles.borrow().get(&key) {
            return Ok(Rc::clone(hashes));
        }
        let hashes: Row = read_tile(self.source, tile)?.into();
        let mut tiles = self.tiles.borrow_mut();
        if tiles.len() >= CACHED_TILES_MAX {
            tiles.clear();
        }
        tiles.insert(key, Rc::clone(&hashes));
        Ok(hashes)
    }
}
