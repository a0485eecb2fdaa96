//! Tiles and entry bundles: how the tree is cut into files (C2SP tlog-tiles, height 8).
//!
//! A tile at level `l` holds up to 256 hashes of subtrees of `256^l` leaves. All but the last
//! of each level are full and never change again; the last is written under its width, so no
//! path is ever written twice with different bytes.

use std::collections::BTreeSet;

use vigie_domain::Sha256;

use crate::append::TileWrite;
use crate::hash::{Node, Range};
use crate::proof::{consistency_ranges, inclusion_ranges};

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;

/// Levels of the tree inside one tile: log2 of [`TILE_WIDTH`].
pub(crate) const TILE_HEIGHT: u32 = 8;

/// Bytes of one hash.
pub(crate) const HASH_BYTES: usize = 32;

/// Index digits per path element.
const PATH_BASE: u64 = 1000;

/// One tile of hashes: which level, which in its level, how many hashes (1 to 256).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// 0 holds leaf hashes; each level above stands for 256 times as many leaves.
    pub level: u8,
    /// Number within the level, from 0.
    pub index: u64,
    /// Hashes in it.
    pub width: u16,
}

/// One bundle of entries: the bytes behind a level-0 tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bundle {
    /// Number of the bundle, equal to that of its level-0 tile.
    pub index: u64,
    /// Entries in it, 1 to 256.
    pub width: u16,
}

/// Why bytes are not an entry bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The last entry is cut off.
    #[error("the bundle ends inside entry {entry}")]
    Truncated {
        /// Number of the entry within the bundle, from 0.
        entry: usize,
    },
    /// More or fewer entries than the path says.
    #[error("the bundle holds {actual} entries where {expected} belong")]
    Count {
        /// Entries the path promises.
        expected: usize,
        /// Entries found.
        actual: usize,
    },
    /// An entry does not fit the 16-bit length before it.
    #[error("entry {entry} is {size_bytes} bytes, above 65535")]
    TooLarge {
        /// Number of the entry among those given, from 0.
        entry: usize,
        /// Its size.
        size_bytes: usize,
    },
}

impl Tile {
    /// The path it is written to and served at: `tile/0/x001/x234/067.p/12`.
    pub fn path(&self) -> String {
        format!(
            "tile/{}/{}",
            self.level,
            render_index(self.index, self.width)
        )
    }

    /// Parses exactly what [`Self::path`] writes; anything else is `None`.
    pub fn parse_path(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = level.parse().ok().filter(|level| *level < 64)?;
        let (index, width) = parse_index(rest)?;
        let tile = Self {
            level,
            index,
            width,
        };
        (tile.path() == path).then_some(tile)
    }

    /// The tile at this level and index in a tree of `size` leaves; `None` beyond its edge.
    pub fn at(level: u8, index: u64, size: u64) -> Option<Self> {
        let width = width_at(hashes_at(level, size), index)?;
        Some(Self {
            level,
            index,
            width,
        })
    }

    /// All tiles of a tree of `size` leaves, level by level.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        levels(size).flat_map(move |level| {
            let tiles = hashes_at(level, size).div_ceil(TILE_WIDTH);
            (0..tiles).filter_map(move |index| Self::at(level, index, size))
        })
    }

    /// The partial tiles at the right edge, lowest level first: what
    /// [`AppendState::resume`](crate::AppendState::resume) reads. At most eight.
    pub fn edge(size: u64) -> Vec<Self> {
        let last = |level| Self::at(level, hashes_at(level, size) / TILE_WIDTH, size);
        levels(size).filter_map(last).collect()
    }

    /// The tile holding the row from which the hash of `node` is folded, and where in it.
    pub(crate) fn of_node(node: Node, size: u64) -> Option<(Self, std::ops::Range<usize>)> {
        let level = u8::try_from(node.height / TILE_HEIGHT).ok()?;
        let inner = node.height % TILE_HEIGHT;
        let first = node.index << inner;
        let tile = Self::at(level, first / TILE_WIDTH, size)?;
        let start = usize::try_from(first % TILE_WIDTH).ok()?;
        let end = start + (1 << inner);
        (end <= usize::from(tile.width)).then_some((tile, start..end))
    }
}

impl Bundle {
    /// The path it is written to and served at: `tile/entries/x001/x234/067.p/12`.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", render_index(self.index, self.width))
    }

    /// Parses exactly what [`Self::path`] writes; anything else is `None`.
    pub fn parse_path(path: &str) -> Option<Self> {
        let (index, width) = parse_index(path.strip_prefix("tile/entries/")?)?;
        let bundle = Self { index, width };
        (bundle.path() == path).then_some(bundle)
    }

    /// The bundle with this index when `entries` entries are published; `None` beyond them.
    pub fn at(index: u64, entries: u64) -> Option<Self> {
        Some(Self {
            index,
            width: width_at(entries, index)?,
        })
    }

    /// Index of its first entry in the log.
    pub fn first_entry(&self) -> u64 {
        self.index.saturating_mul(TILE_WIDTH)
    }
}

/// Levels that hold at least one hash in a tree of `size` leaves.
fn levels(size: u64) -> impl Iterator<Item = u8> {
    (0..8u8).take_while(move |level| hashes_at(*level, size) > 0)
}

/// Hashes at a level in a tree of `size` leaves.
pub(crate) fn hashes_at(level: u8, size: u64) -> u64 {
    size.checked_shr(TILE_HEIGHT * u32::from(level))
        .unwrap_or(0)
}

fn width_at(hashes: u64, index: u64) -> Option<u16> {
    let width = hashes
        .checked_sub(index.checked_mul(TILE_WIDTH)?)?
        .min(TILE_WIDTH);
    u16::try_from(width).ok().filter(|width| *width > 0)
}

fn render_index(index: u64, width: u16) -> String {
    let mut text = format!("{:03}", index % PATH_BASE);
    let mut rest = index / PATH_BASE;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % PATH_BASE);
        rest /= PATH_BASE;
    }
    if u64::from(width) < TILE_WIDTH {
        text = format!("{text}.p/{width}");
    }
    text
}

/// Lenient where rendering again and comparing is the check.
fn parse_index(text: &str) -> Option<(u64, u16)> {
    let (digits, width) = match text.split_once(".p/") {
        Some((digits, width)) => (digits, width.parse().ok().filter(|w| (1..256).contains(w))?),
        None => (text, 256),
    };
    let mut index = 0u64;
    for part in digits.split('/') {
        let part: u64 = part.strip_prefix('x').unwrap_or(part).parse().ok()?;
        index = index.checked_mul(PATH_BASE)?.checked_add(part)?;
    }
    Some((index, width))
}

/// Renders entries as a bundle: each with its length before it, 16 bits, big-endian.
pub fn render_bundle<E: AsRef<[u8]>>(
    entries: impl IntoIterator<Item = E>,
) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for (number, entry) in entries.into_iter().enumerate() {
        let entry = entry.as_ref();
        let too_large = BundleError::TooLarge {
            entry: number,
            size_bytes: entry.len(),
        };
        let length = u16::try_from(entry.len()).map_err(|_| too_large)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Parses a bundle into its entries; `width` is how many its path promises.
pub fn parse_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let expected = usize::from(width);
    let mut entries = Vec::with_capacity(expected);
    let mut rest = bytes;
    while !rest.is_empty() {
        let entry = entries.len();
        if entry == expected {
            return Err(BundleError::Count {
                expected,
                actual: expected + 1,
            });
        }
        let cut = BundleError::Truncated { entry };
        let (length, after_length) = rest.split_first_chunk::<2>().ok_or(cut.clone())?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (body, after_entry) = after_length.split_at_checked(length).ok_or(cut)?;
        entries.push(body);
        rest = after_entry;
    }
    if entries.len() < expected {
        return Err(BundleError::Count {
            expected,
            actual: entries.len(),
        });
    }
    Ok(entries)
}

/// The bundles to write when the number of published entries grows from `before` to `after_`.
///
/// Shape: `entries` are those from index `before / 256 * 256` up to `after_`: a partial bundle
/// is written again, wider, under its new path. O(bytes given).
pub fn entry_bundles<E: AsRef<[u8]>>(
    before: u64,
    after_: u64,
    entries: impl IntoIterator<Item = E>,
) -> Result<Vec<TileWrite>, BundleError> {
    let mut entries = entries.into_iter();
    let mut writes = Vec::new();
    if before >= after_ {
        return Ok(writes);
    }
    for index in before / TILE_WIDTH..after_.div_ceil(TILE_WIDTH) {
        let Some(bundle) = Bundle::at(index, after_) else {
            break;
        };
        let mut taken = 0;
        let part = entries
            .by_ref()
            .take(usize::from(bundle.width))
            .inspect(|_| taken += 1);
        let bytes = render_bundle(part)?;
        if taken < usize::from(bundle.width) {
            let expected = usize::from(bundle.width);
            return Err(BundleError::Count {
                expected,
                actual: taken,
            });
        }
        writes.push(TileWrite {
            path: bundle.path(),
            bytes,
        });
    }
    Ok(writes)
}

/// Renders the resource `published`: how many entries, from the first, are out of embargo.
pub fn render_published(entries: u64) -> String {
    format!("{entries}\n")
}

/// Parses the resource `published`.
pub fn parse_published(bytes: &[u8]) -> Option<u64> {
    let entries = std::str::from_utf8(bytes)
        .ok()?
        .strip_suffix('\n')?
        .parse()
        .ok()?;
    (render_published(entries).as_bytes() == bytes).then_some(entries)
}

/// The tiles an inclusion proof of leaf `index` reads, in a tree of `size` leaves.
///
/// For callers who fetch first and prove then. O(log size) tiles.
pub fn inclusion_tiles(index: u64, size: u64) -> Vec<Tile> {
    tiles_of(inclusion_ranges(index, size), size)
}

/// The tiles a consistency proof from `old_size` to `new_size` reads. O(log new_size) tiles.
pub fn consistency_tiles(old_size: u64, new_size: u64) -> Vec<Tile> {
    tiles_of(consistency_ranges(old_size, new_size), new_size)
}

fn tiles_of(ranges: Vec<Range>, size: u64) -> Vec<Tile> {
    let nodes = ranges.into_iter().flat_map(Range::nodes);
    let tiles: BTreeSet<Tile> = nodes
        .filter_map(|node| Tile::of_node(node, size))
        .map(|(tile, _)| tile)
        .collect();
    tiles.into_iter().collect()
}

/// The hashes in the bytes of a tile; a remainder shorter than a hash is left out.
pub(crate) fn hashes_of(bytes: &[u8]) -> Vec<Sha256> {
    bytes
        .as_chunks::<HASH_BYTES>()
        .0
        .iter()
        .map(|hash| Sha256(*hash))
        .collect()
}

#[cfg(test)]
mod tests;
