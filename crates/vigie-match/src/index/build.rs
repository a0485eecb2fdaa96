//! Building a segment: the payload is sorted into the order of the first table, and every other
//! table is a counting sort of the payload, in two rounds that stay within the cache. Beside the
//! segment they need eight bytes a hash.
#![expect(
    clippy::cast_possible_truncation,
    reason = "at most 2^31 hashes, and values that are masked"
)]

use super::buffer::Bytes;
use super::code::Code;
use super::kernel::prefetch;
use super::packed;
use super::plan::{Layout, SIGNATURE_BITS};
use super::segment::{HEADER_BYTES, Segment, SegmentError, code_at, code_of, write_header};
use super::shape::{Content, FAR_BYTES, NEAR_BYTES, SEGMENT_LEN_MAX, Section, Shape, Table};
use crate::pdq::PdqHash;

/// Hashes to build a segment from: a list of any form, read twice.
pub trait HashList {
    /// Number of hashes.
    fn len(&self) -> usize;
    /// Hash `at`, less than [`HashList::len`].
    fn hash(&self, at: usize) -> PdqHash;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl HashList for [PdqHash] {
    fn len(&self) -> usize {
        self.len()
    }
    #[inline]
    fn hash(&self, at: usize) -> PdqHash {
        self[at]
    }
}

/// Runs of 32 bytes, as `PdqHash::to_bytes` gives them: the rows of a NumPy or Arrow buffer.
impl HashList for [[u8; 32]] {
    fn len(&self) -> usize {
        self.len()
    }
    #[inline]
    fn hash(&self, at: usize) -> PdqHash {
        PdqHash::from_bytes(self[at])
    }
}

impl Segment {
    /// A segment in which the id of a hash is its place in the list.
    ///
    /// # Errors
    ///
    /// [`SegmentError::TooMany`] or [`SegmentError::Memory`].
    pub fn build(hashes: &(impl HashList + ?Sized)) -> Result<Self, SegmentError> {
        let layout = Layout::for_len(hashes.len() as u64);
        Self::build_as(hashes, None, layout, Content::for_len(hashes.len(), false))
    }

    /// A segment in which hash `i` has the id `ids[i]`; the ids rise.
    pub(super) fn build_with_ids(
        hashes: &(impl HashList + ?Sized),
        ids: &[u64],
    ) -> Result<Self, SegmentError> {
        let layout = Layout::for_len(hashes.len() as u64);
        Self::build_as(
            hashes,
            Some(ids),
            layout,
            Content::for_len(hashes.len(), true),
        )
    }

    pub(super) fn build_as(
        hashes: &(impl HashList + ?Sized),
        ids: Option<&[u64]>,
        layout: Layout,
        content: Content,
    ) -> Result<Self, SegmentError> {
        let len = hashes.len();
        if len as u64 > SEGMENT_LEN_MAX {
            return Err(SegmentError::TooMany { found: len as u64 });
        }
        let shape = Shape::new(layout, len, content, HEADER_BYTES);
        let mut bytes = Bytes::zeroed(shape.size_bytes).map_err(|_| SegmentError::Memory {
            size_bytes: shape.size_bytes as u64,
        })?;
        write_payload(&shape, hashes, &mut bytes);
        let mut dealer = Dealer::new(len)?;
        for at in 1..shape.tables.len() {
            dealer.write_table(&shape, at, &mut bytes);
        }
        drop(dealer);
        let section = shape.section(Section::Id).of_mut(&mut bytes);
        for (place, id) in section.chunks_exact_mut(8).zip(ids.unwrap_or(&[])) {
            place.copy_from_slice(&id.to_le_bytes());
        }
        write_header(&shape, &mut bytes);
        Self::open(Bytes::Owned(bytes))
    }
}

/// Bits of the lower half of a key, at most: those of 22.
const PART_BITS_MAX: u32 = 11;
/// Hashes whose places are asked for before they are written.
const AHEAD: usize = 32;

/// The first table and the payload in its order.
fn write_payload(shape: &Shape, hashes: &(impl HashList + ?Sized), bytes: &mut [u8]) {
    let chunk = shape.plan.chunks[0];
    let key = |code: &Code| code.field(chunk.offset, chunk.address_bits) as usize;
    let mut next = vec![0_u32; chunk.buckets() + 1];
    for at in 0..shape.len {
        next[key(&code_of(&hashes.hash(at))) + 1] += 1;
    }
    write_directory(&mut next, shape.tables[0], bytes);

    // One behind the other in the file, each handed out for writing.
    let (head, tail) = bytes.split_at_mut(shape.section(Section::Near).offset);
    let signatures = shape.tables[0].signature.of_mut(head);
    let (near, tail) = tail.split_at_mut(shape.section(Section::Near).length);
    let (far, tail) = tail.split_at_mut(shape.section(Section::Far).length);
    let positions = &mut tail[..shape.section(Section::Position).length];
    let mut ahead = [(Code::default(), 0); AHEAD];
    for first in (0..shape.len).step_by(AHEAD) {
        let ahead = &mut ahead[..AHEAD.min(shape.len - first)];
        for (at, (code, slot)) in (first..).zip(ahead.iter_mut()) {
            *code = code_of(&hashes.hash(at));
            let cursor = &mut next[key(code)];
            *slot = *cursor as usize;
            *cursor += 1;
            prefetch(near.as_ptr().wrapping_add(*slot * NEAR_BYTES));
            prefetch(far.as_ptr().wrapping_add(*slot * FAR_BYTES));
            prefetch(signatures.as_ptr().wrapping_add(*slot * 2));
            let position = *slot * shape.position_bits as usize / 8;
            prefetch(positions.as_ptr().wrapping_add(position));
        }
        for (at, (code, slot)) in (first..).zip(ahead.iter()) {
            near[slot * NEAR_BYTES..][..8].copy_from_slice(&code.0[2].to_le_bytes());
            near[slot * NEAR_BYTES + 8..][..8].copy_from_slice(&code.0[3].to_le_bytes());
            let lanes = code.0[0].to_le_bytes();
            let record = &mut far[slot * FAR_BYTES..][..FAR_BYTES];
            record[..4].copy_from_slice(&lanes[..4]);
            record[4..6].copy_from_slice(&lanes[6..]);
            record[6..].copy_from_slice(&code.0[1].to_le_bytes());
            signatures[slot * 2..][..2].copy_from_slice(&lanes[4..6]);
            packed::put(positions, *slot, shape.position_bits, at as u32);
        }
    }
}

/// Turns counts, each one place behind its bucket, into starts, and writes them down.
fn write_directory(next: &mut [u32], table: Table, bytes: &mut [u8]) {
    let mut sum = 0;
    let places = table.directory.of_mut(bytes).chunks_exact_mut(4);
    for (count, place) in next.iter_mut().zip(places) {
        sum += *count;
        *count = sum;
        place.copy_from_slice(&(table.first_entry + sum).to_le_bytes());
    }
}

/// An entry of a table before it has its place: the lower half of its key, its slot, its signature.
#[derive(Debug, Clone, Copy, Default)]
struct Entry(u64);

impl Entry {
    /// A key's lower half has at most eleven bits, a slot fewer than 29.
    fn new(key: u32, slot: usize, signature: u32) -> Self {
        Self(u64::from(key) << 48 | (slot as u64) << SIGNATURE_BITS | u64::from(signature))
    }

    fn key(self) -> usize {
        (self.0 >> 48) as usize
    }

    fn slot(self) -> usize {
        (self.0 >> SIGNATURE_BITS) as usize & u32::MAX as usize
    }

    fn signature(self) -> u16 {
        self.0 as u16
    }
}

/// Deals the entries of one table after the other into their buckets, in two rounds: by the upper
/// half of the key into parts, then each part, which fits into the cache, by the lower half.
struct Dealer {
    /// All entries of a table, part by part.
    entries: Vec<Entry>,
    /// Where the next entry of each part goes; first the number of entries, one place behind.
    parts: Vec<u32>,
}

impl Dealer {
    fn new(len: usize) -> Result<Self, SegmentError> {
        let mut entries = Vec::new();
        let reserved = entries.try_reserve_exact(len);
        reserved.map_err(|_| SegmentError::Memory {
            size_bytes: len as u64 * size_of::<Entry>() as u64,
        })?;
        entries.resize(len, Entry::default());
        Ok(Self {
            entries,
            parts: Vec::new(),
        })
    }

    /// Any other table than the first. Entries come in the order of the payload and keep it within
    /// their bucket, so that slots rise.
    fn write_table(&mut self, shape: &Shape, at: usize, bytes: &mut [u8]) {
        let chunk = shape.plan.chunks[at];
        let table = shape.tables[at];
        let (tables, payload) = bytes.split_at_mut(shape.section(Section::Near).offset);
        // The directory and the signatures of the first table lie before those of this one.
        let (before, after) = tables.split_at_mut(table.signature.offset);
        let (near, far) = payload.split_at(shape.section(Section::Near).length);
        let first = shape.tables[0].signature.of(before);

        let lower_bits = chunk.address_bits.div_ceil(2);
        let key = |code: &Code| code.field(chunk.offset, chunk.address_bits);
        self.parts.clear();
        self.parts.resize((chunk.buckets() >> lower_bits) + 1, 0);
        for slot in 0..shape.len {
            let code = code_at(near, far, first, slot);
            self.parts[(key(&code) >> lower_bits) as usize + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut self.parts {
            sum += *count;
            *count = sum;
        }
        let lower = (1 << lower_bits) - 1;
        for slot in 0..shape.len {
            let code = code_at(near, far, first, slot);
            let key = key(&code);
            let signature = code.field(chunk.signature_offset(), SIGNATURE_BITS);
            let place = &mut self.parts[(key >> lower_bits) as usize];
            self.entries[*place as usize] = Entry::new(key & lower, slot, signature);
            *place += 1;
        }

        let low_at = table.low.offset - table.signature.offset;
        let (signatures, slots) = after.split_at_mut(low_at);
        let (low, high) = slots.split_at_mut(table.low.length);
        let high_at = table
            .high
            .offset
            .saturating_sub(table.low.offset + table.low.length);
        let mut columns = Columns {
            table,
            directory: table.directory.of_mut(before),
            signatures,
            low,
            high: high.get_mut(high_at..).unwrap_or(&mut []),
        };
        let mut start = 0;
        // Each place has moved on to the start of the next part; the last is that of none.
        let ends = self.parts.iter().take(chunk.buckets() >> lower_bits);
        for (part, end) in ends.enumerate() {
            let entries = &self.entries[start..*end as usize];
            columns.write_part(part << lower_bits, 1 << lower_bits, start, entries);
            start = *end as usize;
        }
        let end = (table.first_entry + shape.len as u32).to_le_bytes();
        columns.directory[chunk.buckets() * 4..][..4].copy_from_slice(&end);
    }
}

/// The places of a table that are written to.
struct Columns<'a> {
    table: Table,
    directory: &'a mut [u8],
    signatures: &'a mut [u8],
    low: &'a mut [u8],
    high: &'a mut [u8],
}

impl Columns<'_> {
    /// Writes the entries of some buckets that follow each other, the first of which starts at `start`.
    fn write_part(&mut self, first_bucket: usize, buckets: usize, start: usize, entries: &[Entry]) {
        let mut next = [0_u32; 1 << PART_BITS_MAX];
        for entry in entries {
            next[entry.key()] += 1;
        }
        let mut sum = start as u32;
        let places = self.directory[first_bucket * 4..].chunks_exact_mut(4);
        for (count, place) in next[..buckets].iter_mut().zip(places) {
            place.copy_from_slice(&(self.table.first_entry + sum).to_le_bytes());
            sum += std::mem::replace(count, sum);
        }
        let low_bits = self.table.low_bits;
        let low_mask = (1_u64 << low_bits) - 1;
        for entry in entries {
            let at = next[entry.key()] as usize;
            next[entry.key()] += 1;
            self.signatures[at * 2..][..2].copy_from_slice(&entry.signature().to_le_bytes());
            let slot = entry.slot();
            packed::put(self.low, at, low_bits, (slot as u64 & low_mask) as u32);
            if self.table.high_values > 0 {
                let gap =
                    (first_bucket + entry.key()) * self.table.high_values + (slot >> low_bits);
                let bit = at + gap;
                self.high[bit / 8] |= 1 << (bit % 8);
            }
        }
    }
}
