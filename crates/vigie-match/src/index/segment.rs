//! A segment: hashes that do not change any more, ready to be searched, as one run of bytes.
//!
//! The bytes in memory and in a file are the same, so opening a file is looking at its header.
//! What lies behind the header is believed only as far as it can do no harm: every number read from
//! it is held within its table. [`Segment::verify`] checks every byte against the checksums.
#![expect(
    clippy::inline_always,
    reason = "a few instructions on the way of every search"
)]

use std::sync::{Arc, OnceLock};

use super::buffer::Bytes;
use super::code::Code;
use super::packed;
use super::permutation::{deal, gather};
use super::plan::{DISTANCE_BITS_MAX, Layout, Schedule};
use super::shape::{Content, FAR_BYTES, NEAR_BYTES, SEGMENT_LEN_MAX, Section, Shape};
use crate::pdq::PdqHash;

/// First bytes of every segment.
pub(super) const MAGIC: [u8; 8] = *b"vigiehmi";
/// Version of the format this program writes and reads.
pub(super) const VERSION: u32 = 1;
/// Magic, version, layout, length, flags, number of sections, checksum.
pub(super) const HEAD_BYTES: usize = 40;
/// Offset, length and checksum of one section.
const ENTRY_BYTES: usize = 24;
/// Head and section table.
pub(super) const HEADER_BYTES: usize = HEAD_BYTES + ENTRY_BYTES * Section::ALL.len();
/// Number of sections.
const SECTIONS: u32 = 8;
/// Flag: the ids are not the positions.
const HAS_IDS: u32 = 1;
/// Flag: slots are kept in two parts.
const IS_SPLIT: u32 = 2;

/// Why bytes are not a segment that can be searched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// Too short, or it starts with something else.
    #[error("this is not a hamming index")]
    NotAnIndex,
    /// Written by a program that knows more.
    #[error(
        "the index has format version {found}, this program reads up to {VERSION}: use a newer vigie"
    )]
    Newer {
        /// Version in the header.
        found: u32,
    },
    /// Header or section table contradict themselves.
    #[error("the header of the index is damaged")]
    Header,
    /// The end is missing.
    #[error("the index is cut off: {found} of {expected} bytes are there")]
    CutOff {
        /// Bytes the header announces.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// A section is not what was written.
    #[error("section `{section}` of the index is damaged")]
    Damaged {
        /// Its name.
        section: &'static str,
    },
    /// More hashes than one segment holds.
    #[error("{found} hashes are too many for one segment: at most {SEGMENT_LEN_MAX}")]
    TooMany {
        /// Hashes that came.
        found: u64,
    },
    /// The system has no memory left for it.
    #[error("{size_bytes} bytes of memory could not be had for the index")]
    Memory {
        /// Bytes asked for.
        size_bytes: u64,
    },
}

/// Immutable hashes, searchable by distance.
#[derive(Debug)]
pub struct Segment {
    pub(super) bytes: Bytes,
    pub(super) shape: Shape,
    checksums: [u32; Section::ALL.len()],
    /// One for each distance, made when it is first asked for.
    schedules: Vec<OnceLock<Arc<Schedule>>>,
}

impl Segment {
    /// Version of the format that is written.
    pub const FORMAT_VERSION: u32 = VERSION;

    /// Looks at bytes that `build` wrote, here or elsewhere; copies them to memory of its own.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] for anything but a whole header of a known version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SegmentError> {
        read_header(bytes)?;
        let mut own = Bytes::zeroed(bytes.len()).map_err(|_| SegmentError::Memory {
            size_bytes: bytes.len() as u64,
        })?;
        own.copy_from_slice(bytes);
        Self::open(Bytes::Owned(own))
    }

    /// Header, lengths and section table are checked; the sections are not read.
    pub(super) fn open(bytes: Bytes) -> Result<Self, SegmentError> {
        let (shape, checksums) = read_header(&bytes)?;
        Ok(Self {
            bytes,
            shape,
            checksums,
            schedules: (0..=DISTANCE_BITS_MAX).map(|_| OnceLock::new()).collect(),
        })
    }

    /// Number of hashes.
    pub fn len(&self) -> usize {
        self.shape.len
    }

    /// Whether it holds no hash.
    pub fn is_empty(&self) -> bool {
        self.shape.len == 0
    }

    /// The bytes as they are written to a file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads every byte and compares it with the checksums.
    ///
    /// # Errors
    ///
    /// [`SegmentError::Damaged`] with the first section that is not what was written.
    pub fn verify(&self) -> Result<(), SegmentError> {
        read_header(&self.bytes)?;
        for (section, checksum) in Section::ALL.into_iter().zip(self.checksums) {
            if crc32fast::hash(self.section(section)) != checksum {
                return Err(SegmentError::Damaged {
                    section: section.name(),
                });
            }
        }
        // What lies between the sections is zero: no byte of a file is without a check.
        let mut end = HEADER_BYTES;
        for section in Section::ALL {
            let extent = self.shape.section(section);
            self.check_margin(end, extent.offset)?;
            end = extent.offset + extent.length;
        }
        self.check_margin(end, self.bytes.len())
    }

    fn check_margin(&self, start: usize, end: usize) -> Result<(), SegmentError> {
        let margin = self.bytes.get(start..end).unwrap_or(&[]);
        if margin.iter().any(|byte| *byte != 0) {
            return Err(SegmentError::Damaged { section: "margin" });
        }
        Ok(())
    }

    pub(super) fn section(&self, section: Section) -> &[u8] {
        self.shape.section(section).of(&self.bytes)
    }

    /// What to look up for a distance.
    pub(super) fn schedule(&self, distance_bits_max: u32) -> &Schedule {
        let at = distance_bits_max.min(DISTANCE_BITS_MAX);
        self.schedules[at as usize].get_or_init(|| Arc::new(Schedule::new(&self.shape.plan, at)))
    }

    /// The hash at a slot of the payload.
    #[inline(always)]
    pub(super) fn code(&self, slot: usize) -> Code {
        let near = self.section(Section::Near);
        let far = self.section(Section::Far);
        let signature = self.shape.tables[0].signature.of(&self.bytes);
        code_at(near, far, signature, slot)
    }

    /// Position of the hash at a slot.
    #[inline(always)]
    pub(super) fn position(&self, slot: usize) -> u32 {
        packed::get(
            self.section(Section::Position),
            slot,
            self.shape.position_bits,
        )
    }

    /// Id of the hash at a position.
    #[inline]
    pub fn id(&self, position: u32) -> u64 {
        if !self.shape.content.has_ids {
            return u64::from(position);
        }
        let at = position as usize * 8;
        self.section(Section::Id)
            .get(at..at + 8)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(u64::MAX, u64::from_le_bytes)
    }

    /// Positions that have this id.
    pub fn positions_of(&self, id: u64) -> std::ops::Range<u32> {
        let len = u32::try_from(self.shape.len).unwrap_or(u32::MAX);
        let first = partition(len, |position| self.id(position) < id);
        let end = partition(len, |position| self.id(position) <= id);
        first..end.max(first)
    }

    /// Every hash with its position, in the order of the payload.
    pub fn entries(&self) -> impl Iterator<Item = (PdqHash, u32)> + '_ {
        (0..self.shape.len).map(|slot| {
            let hash = hash_of(self.code(slot));
            (hash, self.position(slot))
        })
    }
}

/// The hash at `slot` of these sections; bits that are not there are zero.
#[inline(always)]
pub(super) fn code_at(near: &[u8], far: &[u8], signature: &[u8], slot: usize) -> Code {
    let word = |bytes: &[u8], at: usize| -> u64 {
        bytes
            .get(at..at + 8)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, u64::from_le_bytes)
    };
    let half = |bytes: &[u8], at: usize| -> u64 {
        bytes
            .get(at..at + 2)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, |bytes| u64::from(u16::from_le_bytes(bytes)))
    };
    let far_at = slot * FAR_BYTES;
    let near_at = slot * NEAR_BYTES;
    // Lanes 0, 1 and 3 of the first word; lane 2 is the signature.
    let first = half(far, far_at) | (half(far, far_at + 2) << 16) | (half(far, far_at + 4) << 48);
    Code([
        first | (half(signature, slot * 2) << 32),
        word(far, far_at + 6),
        word(near, near_at),
        word(near, near_at + 8),
    ])
}

/// First of `0..len` for which `is_before` no longer holds.
fn partition(len: u32, is_before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A hash as the index holds it.
#[inline(always)]
pub(super) fn code_of(hash: &PdqHash) -> Code {
    deal(hash.words())
}

/// Writes the header into the first bytes, the sections being in place.
pub(super) fn write_header(shape: &Shape, bytes: &mut [u8]) {
    let mut header = Vec::with_capacity(HEADER_BYTES);
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&VERSION.to_le_bytes());
    header.extend_from_slice(&shape.layout.number().to_le_bytes());
    header.extend_from_slice(&(shape.len as u64).to_le_bytes());
    let flags =
        u32::from(shape.content.has_ids) * HAS_IDS + u32::from(shape.content.is_split) * IS_SPLIT;
    header.extend_from_slice(&flags.to_le_bytes());
    header.extend_from_slice(&SECTIONS.to_le_bytes());
    for section in Section::ALL {
        let extent = shape.section(section);
        header.extend_from_slice(&(extent.offset as u64).to_le_bytes());
        header.extend_from_slice(&(extent.length as u64).to_le_bytes());
        header.extend_from_slice(&crc32fast::hash(extent.of(bytes)).to_le_bytes());
        header.extend_from_slice(&[0; 4]);
    }
    header.extend_from_slice(&crc32fast::hash(&header).to_le_bytes());
    header.extend_from_slice(&[0; 4]);
    bytes[..HEADER_BYTES].copy_from_slice(&header);
}

/// The map the header describes, and the checksums of the sections.
fn read_header(bytes: &[u8]) -> Result<(Shape, [u32; Section::ALL.len()]), SegmentError> {
    let header = bytes.get(..HEADER_BYTES).ok_or(SegmentError::NotAnIndex)?;
    if header[..8] != MAGIC {
        return Err(SegmentError::NotAnIndex);
    }
    let number = |at: usize| -> u32 { header[at..at + 4].try_into().map_or(0, u32::from_le_bytes) };
    let long = |at: usize| -> u64 { header[at..at + 8].try_into().map_or(0, u64::from_le_bytes) };
    let version = number(8);
    if version > VERSION {
        return Err(SegmentError::Newer { found: version });
    }
    let checked = HEADER_BYTES - 8;
    if crc32fast::hash(&header[..checked]) != number(checked) || number(checked + 4) != 0 {
        return Err(SegmentError::Header);
    }
    let layout = Layout::from_number(number(12)).ok_or(SegmentError::Header)?;
    let len = long(16);
    if version == 0 || len > SEGMENT_LEN_MAX || number(24) > HAS_IDS + IS_SPLIT {
        return Err(SegmentError::Header);
    }
    let len = usize::try_from(len).map_err(|_| SegmentError::Header)?;
    let content = Content {
        has_ids: number(24) & HAS_IDS != 0,
        is_split: number(24) & IS_SPLIT != 0,
    };
    let shape = Shape::new(layout, len, content, HEADER_BYTES);
    if number(28) != SECTIONS {
        return Err(SegmentError::Header);
    }
    let mut checksums = [0; Section::ALL.len()];
    for (at, extent) in shape.sections.iter().enumerate() {
        let entry = 32 + at * ENTRY_BYTES;
        let is_same = long(entry) == extent.offset as u64
            && long(entry + 8) == extent.length as u64
            && number(entry + 20) == 0;
        if !is_same {
            return Err(SegmentError::Header);
        }
        checksums[at] = number(entry + 16);
    }
    if bytes.len() != shape.size_bytes {
        return Err(SegmentError::CutOff {
            expected: shape.size_bytes as u64,
            found: bytes.len() as u64,
        });
    }
    Ok((shape, checksums))
}

/// The hash as it was before it was dealt out.
pub(super) fn hash_of(code: Code) -> PdqHash {
    let mut bytes = [0; 32];
    for (part, word) in bytes.chunks_exact_mut(8).zip(gather(code)) {
        part.copy_from_slice(&word.to_be_bytes());
    }
    PdqHash::from_bytes(bytes)
}
