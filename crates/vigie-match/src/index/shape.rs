//! Where everything lies inside the bytes of a segment: the file format, without its header.
//!
//! ```text
//! header │ directory │ signature │ low │ high │ near │ far │ position │ id
//! ```
//!
//! For each chunk there is a table of all hashes, sorted by the bits of that chunk:
//!
//! * *directory*: for each bucket where its entries start (`u32`), and one more for the end; entries
//!   are counted through all tables, and each table starts on a line of memory;
//! * *signature*: for each entry the 16 bits behind the chunk (`u16`);
//! * *low*, *high*: for each entry its slot in the payload. Slots rise within a bucket, so they are
//!   kept in the manner of Elias and Fano: low bits as they are, high bits as gaps between set bits.
//!
//! The payload is in the order of the first table, so that one needs no slots:
//!
//! * *near*: bits 128 to 255 of each hash, which settle nearly every candidate;
//! * *far*: the rest, without the 16 bits that are the signature in the first table;
//! * *position*: the place of the hash in the list the segment was made from;
//! * *id*: for each position its id (`u64`, rising); absent when id and position are the same.
//!
//! All numbers are little-endian. Slots of small segments are not split, and *high* is empty.

use super::packed;
use super::plan::{Layout, Plan};

/// Bytes of one `near` entry.
pub(super) const NEAR_BYTES: usize = 16;
/// Bytes of one `far` entry.
pub(super) const FAR_BYTES: usize = 14;
/// Sections start on a line of memory.
const ALIGNMENT: usize = 64;
/// Zeroes behind a section, because whole lines are read.
const MARGIN: usize = 64;
/// Entries whose signatures fill a line of memory.
const LINE_ENTRIES: usize = 32;
/// Counts of lines that a bucket is read by without looking for its end first.
const BLIND_LINES: [usize; 3] = [2, 4, 7];
/// Up to so many bits a slot is not split: the second memory access would cost more than it saves.
const WHOLE_SLOT_BITS_MAX: u32 = 20;
/// Most hashes of one segment: its entries, up to sixteen for each, are counted in 32 bits.
pub const SEGMENT_LEN_MAX: u64 = (1 << 28) - 64;

/// The sections in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Directory,
    Signature,
    Low,
    High,
    Near,
    Far,
    Position,
    Id,
}

impl Section {
    pub(super) const ALL: [Self; 8] = [
        Self::Directory,
        Self::Signature,
        Self::Low,
        Self::High,
        Self::Near,
        Self::Far,
        Self::Position,
        Self::Id,
    ];

    /// Its word in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Signature => "signature",
            Self::Low => "low",
            Self::High => "high",
            Self::Near => "near",
            Self::Far => "far",
            Self::Position => "position",
            Self::Id => "id",
        }
    }
}

/// A piece of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    pub(super) offset: usize,
    pub(super) length: usize,
}

impl Extent {
    pub(super) fn of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes
            .get(self.offset..self.offset + self.length)
            .unwrap_or(&[])
    }

    pub(super) fn of_mut<'a>(&self, bytes: &'a mut [u8]) -> &'a mut [u8] {
        bytes
            .get_mut(self.offset..self.offset + self.length)
            .unwrap_or(&mut [])
    }
}

/// Where the parts of one table lie, and how its slots are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) directory: Extent,
    pub(super) signature: Extent,
    pub(super) low: Extent,
    pub(super) high: Extent,
    /// Bits of a slot that are kept as they are.
    pub(super) low_bits: u32,
    /// Values the high bits of a slot can have; 0 when a slot is not split.
    pub(super) high_values: usize,
    /// Number of its first bucket's place in the directory.
    pub(super) first_place: u32,
    /// Number of its first entry.
    pub(super) first_entry: u32,
    /// Lines of memory that hold the signatures of nearly every bucket.
    pub(super) blind_lines: usize,
}

/// What a segment holds beside its hashes, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    /// Whether ids are listed; otherwise they are the positions.
    pub(super) has_ids: bool,
    /// Whether slots are kept in two parts.
    pub(super) is_split: bool,
}

impl Content {
    /// What suits so many hashes.
    pub(super) fn for_len(len: usize, has_ids: bool) -> Self {
        Self {
            has_ids,
            is_split: slot_bits(len) > WHOLE_SLOT_BITS_MAX,
        }
    }
}

/// The whole map of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) plan: Plan,
    pub(super) layout: Layout,
    pub(super) len: usize,
    pub(super) content: Content,
    pub(super) sections: [Extent; Section::ALL.len()],
    pub(super) tables: Vec<Table>,
    /// Bits of a position.
    pub(super) position_bits: u32,
    /// Length of header, sections and margins, in bytes.
    pub(super) size_bytes: usize,
}

impl Shape {
    /// The map of a segment of `len` hashes, at most [`SEGMENT_LEN_MAX`], whose header takes `header_bytes`.
    pub(super) fn new(layout: Layout, len: usize, content: Content, header_bytes: usize) -> Self {
        let plan = Plan::new(layout, len as u64);
        let position_bits = slot_bits(len);
        let mut tables: Vec<Table> = plan
            .chunks
            .iter()
            .enumerate()
            .map(|(at, chunk)| empty_table(len, chunk.address_bits, content, at == 0))
            .collect();

        let mut sections = [Extent::default(); Section::ALL.len()];
        let mut end = header_bytes.next_multiple_of(ALIGNMENT);
        for (section, extent) in Section::ALL.into_iter().zip(&mut sections) {
            extent.offset = end;
            for (table, chunk) in tables.iter_mut().zip(&plan.chunks) {
                let high_bits = len + chunk.buckets() * table.high_values;
                let is_split = table.high_values > 0;
                let (part, length) = match section {
                    Section::Directory => (&mut table.directory, (chunk.buckets() + 1) * 4),
                    Section::Signature => (&mut table.signature, len * 2),
                    Section::Low if table.low_bits > 0 => {
                        (&mut table.low, packed::size_bytes(len, table.low_bits))
                    }
                    Section::High if is_split => (&mut table.high, high_bits.div_ceil(64) * 8),
                    _ => continue,
                };
                *part = Extent {
                    offset: end,
                    length,
                };
                // `SEGMENT_LEN_MAX` keeps both numbers within 32 bits.
                let before = |size: usize| u32::try_from((end - extent.offset) / size);
                match section {
                    Section::Directory => table.first_place = before(4).unwrap_or(u32::MAX),
                    Section::Signature => table.first_entry = before(2).unwrap_or(u32::MAX),
                    _ => {}
                }
                end = (end + length).next_multiple_of(ALIGNMENT);
            }
            end += match section {
                Section::Near => len * NEAR_BYTES,
                Section::Far => len * FAR_BYTES,
                Section::Position => packed::size_bytes(len, position_bits),
                Section::Id if content.has_ids => len * 8,
                Section::Id => 0,
                Section::Directory | Section::Signature | Section::Low | Section::High => MARGIN,
            };
            end = end.next_multiple_of(ALIGNMENT);
            extent.length = end - extent.offset;
        }
        Self {
            plan,
            layout,
            len,
            content,
            sections,
            tables,
            position_bits,
            size_bytes: end + MARGIN,
        }
    }

    /// The number no entry reaches.
    pub(super) fn entries_end(&self) -> u32 {
        let length = self
            .section(Section::Signature)
            .length
            .saturating_sub(MARGIN);
        u32::try_from(length / 2).unwrap_or(u32::MAX)
    }

    /// Where a section lies.
    pub(super) fn section(&self, section: Section) -> Extent {
        self.sections[section as usize]
    }
}

/// A table that has its coding and no place yet.
fn empty_table(len: usize, address_bits: u32, content: Content, is_first: bool) -> Table {
    let slot_bits = slot_bits(len);
    let (low_bits, high_values) = if is_first {
        (0, 0)
    } else if !content.is_split || slot_bits <= address_bits {
        (slot_bits, 0)
    } else {
        (address_bits, (len.saturating_sub(1) >> address_bits) + 1)
    };
    Table {
        directory: Extent::default(),
        signature: Extent::default(),
        low: Extent::default(),
        high: Extent::default(),
        low_bits,
        high_values,
        first_place: 0,
        first_entry: 0,
        blind_lines: blind_lines(len, address_bits),
    }
}

/// Lines that hold a bucket three standard deviations above the mean, wherever it starts.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate that is clamped"
)]
fn blind_lines(len: usize, address_bits: u32) -> usize {
    let mean = len as f64 / (1_u64 << address_bits) as f64;
    let most = mean + 3.0 * mean.sqrt() + (LINE_ENTRIES - 1) as f64;
    let lines = (most / LINE_ENTRIES as f64).ceil() as usize;
    let enough = |count: &usize| *count >= lines;
    BLIND_LINES
        .into_iter()
        .find(enough)
        .unwrap_or(BLIND_LINES[2])
}

/// Bits of a slot or position, at least one.
fn slot_bits(len: usize) -> u32 {
    (usize::BITS - len.saturating_sub(1).leading_zeros()).max(1)
}
