//! An index of signatures: which known texts is this one nearly a copy of?
//!
//! Locality-sensitive hashing: 32 bands of two bins; texts that agree in one band are compared by
//! their whole signatures, so that every similarity that is answered is the exact estimate.
//! Grows text by text; its records are written one after another and read back in one go, a torn
//! last record left out.

use super::minhash::TextSignature;

/// Bands of the index.
const BANDS: usize = 32;
/// Texts compared for one question; more are copies of one another.
const CANDIDATES_MAX: usize = 200_000;
/// Similarity from which two texts count as nearly the same.
///
/// Source: measured, see `bench/README.md`: recall of the five edits at this value, no false pair
/// among twenty million.
pub const NEAR_TEXT_SIMILARITY_MIN: f32 = 0.25;

const MAGIC: &[u8; 8] = b"VIGIENEA";
const VERSION: u16 = 2;
const HEAD_BYTES: usize = 16;
/// Id, signature, checksum.
const RECORD_BYTES: usize = 8 + TextSignature::BYTES + 4;
/// No text.
const NONE: u32 = u32::MAX;

/// A known text that is near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearText {
    /// The id it was inserted with.
    pub id: u64,
    /// Estimated share of shingles in common.
    pub similarity: f32,
}

/// Why bytes are no index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NearTextError {
    /// Another kind of file.
    #[error("this is no index of near-duplicate text")]
    NotAnIndex,
    /// Another version.
    #[error("the index has version {found}, this program reads version {expected}")]
    OtherVersion {
        /// What the file says.
        found: u16,
        /// What is read here.
        expected: u16,
    },
    /// A record whose checksum does not hold, before the last.
    #[error("record {record} of the index is damaged")]
    Damaged {
        /// From 0.
        record: usize,
    },
}

/// Signatures by band. Inserting and asking take no lock: share it behind one.
#[derive(Debug, Default)]
pub struct NearTextIndex {
    ids: Vec<u64>,
    signatures: Vec<TextSignature>,
    /// The text that came last into each slot.
    heads: Vec<u32>,
    /// For each text and band, the text that came before it into the slot.
    before: Vec<[u32; BANDS]>,
}

impl NearTextIndex {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The highest id there is.
    pub fn last_id(&self) -> Option<u64> {
        self.ids.iter().copied().max()
    }

    /// Adds a text. An id may be used again: each is answered.
    pub fn insert(&mut self, id: u64, signature: TextSignature) {
        self.ids.push(id);
        self.signatures.push(signature);
        self.before.push([NONE; BANDS]);
        if self.ids.len() * BANDS > self.heads.len() {
            self.grow();
        } else {
            self.link(self.ids.len() - 1);
        }
    }

    /// Known texts at least this similar, most similar first.
    pub fn find(&self, signature: &TextSignature, similarity_min: f32) -> Vec<NearText> {
        let mut candidates = Vec::new();
        for band in 0..BANDS {
            let Some(mut at) = self.slot(signature, band).map(|slot| self.heads[slot]) else {
                return Vec::new();
            };
            while at != NONE && candidates.len() < CANDIDATES_MAX {
                candidates.push(at);
                at = self.before[at as usize][band];
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut found: Vec<NearText> = candidates
            .into_iter()
            .map(|at| NearText {
                id: self.ids[at as usize],
                similarity: signature.similarity(&self.signatures[at as usize]),
            })
            .filter(|near| near.similarity >= similarity_min)
            .collect();
        found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.id.cmp(&b.id)));
        found
    }

    /// The head of a file of records.
    pub fn head_bytes() -> [u8; HEAD_BYTES] {
        let mut head = [0; HEAD_BYTES];
        head[..8].copy_from_slice(MAGIC);
        head[8..10].copy_from_slice(&VERSION.to_le_bytes());
        head
    }

    /// One record, to be written behind the others.
    pub fn record_bytes(id: u64, signature: &TextSignature) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(RECORD_BYTES);
        bytes.extend_from_slice(&id.to_le_bytes());
        bytes.extend_from_slice(&signature.to_bytes());
        bytes.extend_from_slice(&checksum(&bytes).to_le_bytes());
        bytes
    }

    /// The whole index as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Self::head_bytes().to_vec();
        for (id, signature) in self.ids.iter().zip(&self.signatures) {
            bytes.extend_from_slice(&Self::record_bytes(*id, signature));
        }
        bytes
    }

    /// Reads a file of records; what was torn off at the end is left out.
    ///
    /// # Errors
    ///
    /// [`NearTextError`] on another file or version, or a damaged record that is not the last.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NearTextError> {
        let Some((head, records)) = bytes.split_at_checked(HEAD_BYTES) else {
            return Err(NearTextError::NotAnIndex);
        };
        if !head.starts_with(MAGIC) {
            return Err(NearTextError::NotAnIndex);
        }
        let found = u16::from_le_bytes([head[8], head[9]]);
        if found != VERSION {
            return Err(NearTextError::OtherVersion {
                found,
                expected: VERSION,
            });
        }
        let mut index = Self::new();
        let records: Vec<&[u8]> = records.chunks_exact(RECORD_BYTES).collect();
        for (number, record) in records.iter().enumerate() {
            let Some((id, signature)) = read_record(record) else {
                if number + 1 == records.len() {
                    break; // The machine stopped while it wrote.
                }
                return Err(NearTextError::Damaged { record: number });
            };
            index.insert(id, signature);
        }
        Ok(index)
    }

    fn link(&mut self, text: usize) {
        for band in 0..BANDS {
            if let Some(slot) = self.slot(&self.signatures[text], band) {
                self.before[text][band] = self.heads[slot];
                // As many texts as a `u32` counts fill 1.5 TB; beyond, the chain keeps the older ones.
                self.heads[slot] = u32::try_from(text).unwrap_or(NONE);
            }
        }
    }

    /// Twice the slots, every text linked anew.
    fn grow(&mut self) {
        let slots = (4 * BANDS * self.ids.len()).next_power_of_two();
        self.heads = vec![NONE; slots];
        for text in 0..self.ids.len() {
            self.link(text);
        }
    }

    fn slot(&self, signature: &TextSignature, band: usize) -> Option<usize> {
        let key = u64::from(signature.0[2 * band]) << 16 | u64::from(signature.0[2 * band + 1]);
        let hash = (key << 8 | band as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mask = self.heads.len().checked_sub(1)?;
        Some((hash >> 24) as usize & mask)
    }
}

fn read_record(record: &[u8]) -> Option<(u64, TextSignature)> {
    let (content, sum) = record.split_at_checked(RECORD_BYTES - 4)?;
    if checksum(content).to_le_bytes() != sum {
        return None;
    }
    let (id, signature) = content.split_at(8);
    let signature = TextSignature::from_bytes(signature.try_into().ok()?);
    Some((u64::from_le_bytes(id.try_into().ok()?), signature))
}

/// FNV-1a, 32 bits: against torn writes, not against people.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811C_9DC5, |hash: u32, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(from: u32, count: u32) -> Vec<u32> {
        (from..from + count)
            .map(|n| n.wrapping_mul(0x85EB_CA6B) ^ n << 7)
            .collect()
    }

    fn signature(from: u32, count: u32) -> TextSignature {
        TextSignature::of(&shingles(from, count)).unwrap()
    }

    /// Goal: the estimate is the share in common. Method: many pairs of known overlap.
    #[test]
    fn similarity_is_the_share_in_common() {
        for (overlap, expected) in [(100, 1.0), (75, 0.6), (50, 1.0 / 3.0), (0, 0.0)] {
            let mean: f32 = (0..200)
                .map(|seed| {
                    let from = seed * 10_000;
                    signature(from, 100).similarity(&signature(from + 100 - overlap, 100))
                })
                .sum::<f32>()
                / 200.0;
            assert!(
                (mean - expected).abs() < 0.02,
                "{overlap} {mean} {expected}"
            );
        }
        assert_eq!(TextSignature::of(&[]), None);
    }

    /// Goal: near texts are found among many, by their ids, and survive the file.
    #[test]
    fn near_texts_are_found_again() {
        let mut index = NearTextIndex::new();
        assert_eq!(index.find(&signature(1, 50), 0.1), []);
        for id in 0..3_000_u32 {
            index.insert(u64::from(id), signature(id * 1_000, 120));
        }
        let back = NearTextIndex::from_bytes(&index.to_bytes()).unwrap();
        for id in (0..3_000_u32).step_by(97) {
            let asked = signature(id * 1_000 + 30, 120);
            let found = back.find(&asked, NEAR_TEXT_SIMILARITY_MIN);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].id, u64::from(id));
            assert_eq!(found, index.find(&asked, NEAR_TEXT_SIMILARITY_MIN));
        }
    }

    /// Goal: a torn end is left out; damage before it and other files are refused.
    #[test]
    fn torn_and_damaged_files() {
        let mut index = NearTextIndex::new();
        for id in 0..3 {
            index.insert(id, signature(u32::try_from(id).unwrap() * 500, 80));
        }
        let bytes = index.to_bytes();
        for cut in 1..RECORD_BYTES {
            let read = NearTextIndex::from_bytes(&bytes[..bytes.len() - cut]).unwrap();
            assert_eq!(read.len(), 2);
        }
        let mut damaged = bytes.clone();
        damaged[HEAD_BYTES + 20] ^= 1;
        let refused = |bytes: &[u8]| NearTextIndex::from_bytes(bytes).err();
        assert_eq!(
            refused(&damaged),
            Some(NearTextError::Damaged { record: 0 })
        );
        assert_eq!(refused(b"VIGIE"), Some(NearTextError::NotAnIndex));
        let mut later = bytes;
        later[8] += 1;
        assert_eq!(
            refused(&later),
            Some(NearTextError::OtherVersion {
                found: VERSION + 1,
                expected: VERSION
            })
        );
    }

    /// Goal: a hundred thousand copies of one text do not make a question slow without end.
    #[test]
    fn floods_are_bounded() {
        let mut index = NearTextIndex::new();
        let flood = signature(7, 90);
        for id in 0..20_000 {
            index.insert(id, flood);
        }
        let found = index.find(&flood, 0.5);
        assert!(found.len() <= CANDIDATES_MAX && found.iter().all(|near| near.similarity > 0.99));
    }

    /// Goal: any shingles give a signature that is like itself.
    #[test]
    fn few_shingles_are_enough() {
        for count in 1..20 {
            let own = signature(3, count);
            assert!((own.similarity(&own) - 1.0).abs() < f32::EPSILON);
            let bytes = own.to_bytes();
            assert_eq!(TextSignature::from_bytes(&bytes), own);
        }
    }
}
