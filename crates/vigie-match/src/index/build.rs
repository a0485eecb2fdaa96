//! Building a segment: the payload is sorted into the order of the first table, and every other
//! table is a counting sort of the payload. Nothing is allocated beside the segment but counters.
#![expect(
    clippy::cast_possible_truncation,
    reason = "at most 2^31 hashes, and values that are masked"
)]

use super::buffer::Bytes;
use super::code::Code;
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
        for at in 1..shape.tables.len() {
            write_table(&shape, at, &mut bytes);
        }
        let section = shape.section(Section::Id).of_mut(&mut bytes);
        for (place, id) in section.chunks_exact_mut(8).zip(ids.unwrap_or(&[])) {
            place.copy_from_slice(&id.to_le_bytes());
        }
        write_header(&shape, &mut bytes);
        Self::open(Bytes::Owned(bytes))
    }
}

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
    for at in 0..shape.len {
        let code = code_of(&hashes.hash(at));
        let cursor = &mut next[key(&code)];
        let slot = *cursor as usize;
        *cursor += 1;
        near[slot * NEAR_BYTES..][..8].copy_from_slice(&code.0[2].to_le_bytes());
        near[slot * NEAR_BYTES + 8..][..8].copy_from_slice(&code.0[3].to_le_bytes());
        let first = code.0[0].to_le_bytes();
        let record = &mut far[slot * FAR_BYTES..][..FAR_BYTES];
        record[..4].copy_from_slice(&first[..4]);
        record[4..6].copy_from_slice(&first[6..]);
        record[6..].copy_from_slice(&code.0[1].to_le_bytes());
        signatures[slot * 2..][..2].copy_from_slice(&first[4..6]);
        packed::put(positions, slot, shape.position_bits, at as u32);
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

/// Any other table: counted, then dealt out in the order of the payload, so that slots rise.
fn write_table(shape: &Shape, at: usize, bytes: &mut [u8]) {
    let chunk = shape.plan.chunks[at];
    let table = shape.tables[at];
    let (tables, payload) = bytes.split_at_mut(shape.section(Section::Near).offset);
    // The directory and the signatures of the first table lie before those of this one.
    let (before, after) = tables.split_at_mut(table.signature.offset);
    let (near, far) = payload.split_at(shape.section(Section::Near).length);

    let key = |code: &Code| code.field(chunk.offset, chunk.address_bits) as usize;
    let mut next = vec![0_u32; chunk.buckets() + 1];
    let first = shape.tables[0].signature;
    for slot in 0..shape.len {
        let code = code_at(near, far, first.of(before), slot);
        next[key(&code) + 1] += 1;
    }
    write_directory(&mut next, table, before);

    let low_at = table.low.offset - table.signature.offset;
    let (signatures, slots) = after.split_at_mut(low_at);
    let (low, high) = slots.split_at_mut(table.low.length);
    let high_at = table
        .high
        .offset
        .saturating_sub(table.low.offset + table.low.length);
    let low_mask = (1_u64 << table.low_bits) - 1;
    for slot in 0..shape.len {
        let code = code_at(near, far, first.of(before), slot);
        let key = key(&code);
        let entry = next[key] as usize;
        next[key] += 1;
        let signature = code.field(chunk.signature_offset(), SIGNATURE_BITS);
        signatures[entry * 2..][..2].copy_from_slice(&signature.to_le_bytes()[..2]);
        packed::put(low, entry, table.low_bits, (slot as u64 & low_mask) as u32);
        if table.high_values > 0 {
            let gap = key * table.high_values + (slot >> table.low_bits);
            let bit = entry + gap;
            high[high_at + bit / 8] |= 1 << (bit % 8);
        }
    }
}
