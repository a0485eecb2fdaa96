//! Sorted, disjoint ranges of addresses or numbers in one flat file, searched where it lies.
//!
//! ```text
//! magic 8 | key bytes 1 | zero 3 | rows per block 4 | rows 8 | blocks 8      32 bytes
//! rows:   first key | last key | value 4                                     big-endian
//! blocks: first key of each block
//! ```
//!
//! Opening reads the first keys of the blocks (16 bytes for 64 rows) and no row: a command that
//! looks nothing up costs nothing. The first look-up reads the rows, once, and notes where each value
//! of a key's first 16 bits begins; from then on a look-up is one jump and a binary search among the
//! few rows there, 12 bytes a row of IPv4 addresses.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::OnceLock;

use crate::error::ReferenceError;

const MAGIC: &[u8; 8] = b"VIGIERG1";
const HEADER_BYTES: usize = 32;
const ROWS_PER_BLOCK: usize = 64;
/// More rows than the routing tables of the whole internet have; a larger count is damage.
const ROWS_MAX: u64 = 16_000_000;
/// First bits of a key that are jumped by: 256 KiB a table, six rows a value among IPv4 addresses.
const JUMP_BITS: u32 = 16;

/// Width of the keys of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyWidth {
    /// IPv4 addresses and AS numbers.
    Four,
    /// IPv6 addresses.
    Sixteen,
}

impl KeyWidth {
    const fn bytes(self) -> usize {
        match self {
            Self::Four => 4,
            Self::Sixteen => 16,
        }
    }

    const fn row_bytes(self) -> usize {
        2 * self.bytes() + 4
    }
}

/// One row: the keys `first..=last` have `value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Range {
    pub(crate) first: u128,
    pub(crate) last: u128,
    pub(crate) value: u32,
}

/// Writes `ranges`, sorted and disjoint, and syncs the file. Fails on the first disorder.
pub(crate) fn write(path: &Path, width: KeyWidth, ranges: &[Range]) -> Result<(), ReferenceError> {
    let disorder = ranges.windows(2).any(|pair| pair[0].last >= pair[1].first)
        || ranges.iter().any(|range| range.first > range.last);
    if disorder {
        return Err(ReferenceError::Damaged {
            table: table_name(path),
            reason: "its ranges overlap or are not sorted".to_owned(),
        });
    }
    write_sorted(path, width, ranges).map_err(|source| {
        ReferenceError::io(format!("writing table `{}`", table_name(path)), source)
    })
}

fn write_sorted(path: &Path, width: KeyWidth, ranges: &[Range]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let blocks = ranges.len().div_ceil(ROWS_PER_BLOCK);
    out.write_all(MAGIC)?;
    out.write_all(&[if width == KeyWidth::Four { 4 } else { 16 }, 0, 0, 0])?;
    out.write_all(&64_u32.to_be_bytes())?;
    out.write_all(&(ranges.len() as u64).to_be_bytes())?;
    out.write_all(&(blocks as u64).to_be_bytes())?;
    let skip = 16 - width.bytes();
    for range in ranges {
        out.write_all(&range.first.to_be_bytes()[skip..])?;
        out.write_all(&range.last.to_be_bytes()[skip..])?;
        out.write_all(&range.value.to_be_bytes())?;
    }
    for range in ranges.iter().step_by(ROWS_PER_BLOCK) {
        out.write_all(&range.first.to_be_bytes()[skip..])?;
    }
    out.into_inner()
        .map_err(std::io::IntoInnerError::into_error)?
        .sync_all()
}

/// An open table.
#[derive(Debug)]
pub(crate) struct RangeFile {
    file: File,
    table: String,
    width: KeyWidth,
    rows: u64,
    /// The rows in memory, once somebody asked.
    held: OnceLock<Held>,
}

/// The rows as they lie in the file, and the way to them.
#[derive(Debug)]
struct Held {
    rows: Box<[u8]>,
    /// For each value of the first bits, the first row whose key begins with them or more.
    jump: Box<[u32]>,
}

impl RangeFile {
    /// Opens a table and reads its block index, no row.
    pub(crate) fn open(path: &Path) -> Result<Self, ReferenceError> {
        let table = table_name(path);
        let io =
            |source| ReferenceError::io(format!("opening table `{}`", table_name(path)), source);
        let file = File::open(path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        let mut header = [0; HEADER_BYTES];
        let damaged = |reason: &str| ReferenceError::Damaged {
            table: table_name(path),
            reason: reason.to_owned(),
        };
        file.read_exact_at(&mut header, 0)
            .map_err(|_| damaged("its head is cut off"))?;
        if &header[..8] != MAGIC || header[12..16] != 64_u32.to_be_bytes() {
            return Err(damaged("its head is not ours"));
        }
        let width = match header[8] {
            4 => KeyWidth::Four,
            16 => KeyWidth::Sixteen,
            _ => return Err(damaged("its key width is unknown")),
        };
        let rows = read_number(&header[16..24]);
        let blocks = read_number(&header[24..32]);
        if rows > ROWS_MAX || blocks != rows.div_ceil(ROWS_PER_BLOCK as u64) {
            return Err(damaged("its row count is impossible"));
        }
        let index_offset = HEADER_BYTES as u64 + rows * width.row_bytes() as u64;
        if size != index_offset + blocks * width.bytes() as u64 {
            return Err(damaged("its size does not fit its row count"));
        }
        let mut index = vec![0; usize::try_from(blocks).unwrap_or(0) * width.bytes()];
        file.read_exact_at(&mut index, index_offset).map_err(io)?;
        let block_firsts: Vec<u128> = index.chunks_exact(width.bytes()).map(read_key).collect();
        if !block_firsts.is_sorted() {
            return Err(damaged("its index is not sorted"));
        }
        Ok(Self {
            file,
            table,
            width,
            rows,
            held: OnceLock::new(),
        })
    }

    /// The rows, read when they are first needed.
    fn held(&self) -> Result<&Held, ReferenceError> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        // Two threads may both read; one result is kept, and they are equal.
        let row_bytes = self.width.row_bytes();
        let bytes = usize::try_from(self.rows).unwrap_or(0) * row_bytes;
        let mut rows = vec![0; bytes].into_boxed_slice();
        self.file
            .read_exact_at(&mut rows, HEADER_BYTES as u64)
            .map_err(|source| {
                ReferenceError::io(format!("reading table `{}`", self.table), source)
            })?;
        let mut jump = Vec::with_capacity((1 << JUMP_BITS) + 1);
        for (at, row) in (0..).zip(rows.chunks_exact(row_bytes)) {
            let bits = self.first_bits(read_key(&row[..self.width.bytes()]));
            if bits >= jump.len() {
                jump.resize(bits + 1, at);
            }
        }
        jump.resize(
            (1 << JUMP_BITS) + 1,
            u32::try_from(self.rows).unwrap_or(u32::MAX),
        );
        let jump = jump.into_boxed_slice();
        Ok(self.held.get_or_init(|| Held { rows, jump }))
    }

    /// The first bits of a key, of its own width.
    fn first_bits(&self, key: u128) -> usize {
        let key_bits = 8 * u32::try_from(self.width.bytes()).unwrap_or(0);
        usize::try_from(key >> (key_bits - JUMP_BITS)).unwrap_or(usize::MAX)
    }

    /// The row that holds `key`.
    pub(crate) fn find(&self, key: u128) -> Result<Option<Range>, ReferenceError> {
        let Held { rows, jump } = self.held()?;
        let (key_bytes, row_bytes) = (self.width.bytes(), self.width.row_bytes());
        let row = |index: usize| &rows[index * row_bytes..(index + 1) * row_bytes];
        let bits = self.first_bits(key);
        let (Some(low), Some(high)) = (jump.get(bits), jump.get(bits + 1)) else {
            // Wider than the keys of this table.
            return Ok(None);
        };
        let (mut low, mut high) = (*low as usize, *high as usize);
        while low < high {
            let middle = usize::midpoint(low, high);
            if read_key(&row(middle)[..key_bytes]) <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        // The row before may have begun under other bits and reach until here.
        let Some(found) = low.checked_sub(1).map(row) else {
            return Ok(None);
        };
        let value = found.last_chunk().copied().map_or(0, u32::from_be_bytes);
        let range = Range {
            first: read_key(&found[..key_bytes]),
            last: read_key(&found[key_bytes..2 * key_bytes]),
            value,
        };
        Ok((key <= range.last).then_some(range))
    }
}

fn read_key(bytes: &[u8]) -> u128 {
    match *bytes {
        [a, b, c, d] => u128::from(u32::from_be_bytes([a, b, c, d])),
        _ => bytes
            .iter()
            .fold(0, |key, byte| key << 8 | u128::from(*byte)),
    }
}

fn read_number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn table_name(path: &Path) -> String {
    path.file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(width: KeyWidth, ranges: &[Range]) -> (tempfile::TempDir, RangeFile) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("table.bin");
        write(&path, width, ranges).unwrap();
        let file = RangeFile::open(&path).unwrap();
        (dir, file)
    }

    /// Goal: every key in, between and around many ranges is answered as a plain scan answers it.
    #[test]
    fn look_up_equals_a_plain_scan() {
        for width in [KeyWidth::Four, KeyWidth::Sixteen] {
            let ranges: Vec<Range> = (0..1_000_u32)
                .map(|n| {
                    let first = 5 + u128::from(n) * 10;
                    Range {
                        first,
                        last: first + u128::from(n % 7),
                        value: n,
                    }
                })
                .collect();
            let (_dir, file) = file_of(width, &ranges);
            for key in 0..10_020 {
                let expected = ranges
                    .iter()
                    .find(|r| r.first <= key && key <= r.last)
                    .copied();
                assert_eq!(file.find(key).unwrap(), expected, "key {key}");
            }
        }
    }

    /// Goal: an empty table answers nothing, the last possible key is reachable.
    #[test]
    fn the_ends_of_the_space_are_reachable() {
        let (_dir, empty) = file_of(KeyWidth::Four, &[]);
        assert_eq!(empty.find(1).unwrap(), None);
        let last = Range {
            first: u128::MAX - 1,
            last: u128::MAX,
            value: 9,
        };
        let (_dir, file) = file_of(KeyWidth::Sixteen, &[last]);
        assert_eq!(file.find(u128::MAX).unwrap(), Some(last));
        assert_eq!(file.find(0).unwrap(), None);
    }

    /// Goal: overlapping input is refused, every truncation of a file is noticed when it is opened.
    #[test]
    fn disorder_and_damage_are_errors() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("table.bin");
        let a = Range {
            first: 1,
            last: 5,
            value: 1,
        };
        let b = Range {
            first: 5,
            last: 9,
            value: 2,
        };
        assert!(matches!(
            write(&path, KeyWidth::Four, &[a, b]),
            Err(ReferenceError::Damaged { .. })
        ));
        write(&path, KeyWidth::Four, &[a]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(RangeFile::open(&path).is_err(), "{length} bytes");
        }
    }
}
