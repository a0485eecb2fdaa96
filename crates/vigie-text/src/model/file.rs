//! The file of a model.
//!
//! ```text
//! "VIGIETXT" · version u16 · columns u16 · bytes of facts u32 · rows kept u32
//! facts, JSON · scale and bias of each column, f32 each
//! for each row kept: buckets passed over u16, one byte a column, norm
//! SHA-256 of everything before
//! ```
//!
//! Little-endian. Rows that say nothing are left out. No length is believed before it is checked.

use sha2::{Digest, Sha256};

use super::{COLUMNS_MAX, Facts, Model, Rows};
use crate::error::ModelError;
use crate::feature::BUCKETS;

const MAGIC: &[u8; 8] = b"VIGIETXT";
/// Version of the format and of folding and hashing: other weights would be looked up otherwise.
pub(super) const VERSION: u16 = 1;
const HEAD_BYTES: usize = 20;
const CHECKSUM_BYTES: usize = 32;

/// SHA-256 in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let both = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    digest.iter().flat_map(both).collect()
}

impl Model {
    /// The bytes of the file; the same model gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let facts = serde_json::to_vec(&self.facts).expect("facts are strings and finite numbers");
        let columns = self.facts.columns.len();
        let kept = self.kept_rows();
        let mut bytes = Vec::with_capacity(facts.len() + kept.len() * (columns + 3) + 256);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&(columns as u16).to_le_bytes());
        bytes.extend_from_slice(&(facts.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(kept.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&facts);
        for (scale, bias) in &self.scales {
            bytes.extend_from_slice(&scale.to_le_bytes());
            bytes.extend_from_slice(&bias.to_le_bytes());
        }
        let mut past = 0;
        for bucket in kept {
            bytes.extend_from_slice(&((bucket - past) as u16).to_le_bytes());
            past = bucket + 1;
            bytes.extend_from_slice(&self.rows.row(bucket)[..columns]);
            bytes.push(self.rows.norm(bucket));
        }
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Rows that say something, and where a gap is wider than sixteen bits one that does not.
    fn kept_rows(&self) -> Vec<usize> {
        let mut kept = Vec::new();
        let mut past = 0;
        for bucket in 0..BUCKETS {
            if self.rows.norm(bucket) != 0 || bucket - past == usize::from(u16::MAX) {
                kept.push(bucket);
                past = bucket + 1;
            }
        }
        kept
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    ///
    /// [`ModelError`], before anything of it is used.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        if bytes.len() < HEAD_BYTES + CHECKSUM_BYTES || !bytes.starts_with(MAGIC) {
            return Err(ModelError::NotAModel);
        }
        let found = u16::from_le_bytes([bytes[8], bytes[9]]);
        if found != VERSION {
            return Err(ModelError::OtherVersion {
                found,
                expected: VERSION,
            });
        }
        let columns = usize::from(u16::from_le_bytes([bytes[10], bytes[11]]));
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let (facts_bytes, kept) = (number(12) as usize, number(16) as usize);
        let row_bytes = 2 + columns + 1;
        let expected = HEAD_BYTES + facts_bytes + columns * 8 + kept * row_bytes + CHECKSUM_BYTES;
        if expected != bytes.len() {
            return Err(ModelError::WrongLength {
                found: bytes.len(),
                expected,
            });
        }
        let (content, checksum) = bytes.split_at(bytes.len() - CHECKSUM_BYTES);
        if Sha256::digest(content)[..] != *checksum {
            return Err(ModelError::Damaged);
        }
        let bad = |reason: &str| ModelError::BadFacts {
            reason: reason.to_owned(),
        };
        let facts: Facts = serde_json::from_slice(&content[HEAD_BYTES..HEAD_BYTES + facts_bytes])
            .map_err(|error| bad(&error.to_string()))?;
        if facts.columns.len() != columns || columns == 0 || columns > COLUMNS_MAX {
            return Err(bad("the columns are not those of the rows"));
        }
        let mut at = HEAD_BYTES + facts_bytes;
        let mut scales = Vec::with_capacity(columns);
        for _ in 0..columns {
            let (scale, bias) = (f32::from_bits(number(at)), f32::from_bits(number(at + 4)));
            if !scale.is_finite() || !bias.is_finite() {
                return Err(bad("a scale is no number"));
            }
            scales.push((scale, bias));
            at += 8;
        }
        let mut rows = Rows::new(columns);
        let mut bucket = 0;
        for row in content[at..].chunks_exact(row_bytes) {
            bucket += usize::from(u16::from_le_bytes([row[0], row[1]]));
            if bucket >= BUCKETS {
                return Err(bad("a row lies outside the table"));
            }
            rows.row_mut(bucket)[..columns].copy_from_slice(&row[2..2 + columns]);
            rows.set_norm(bucket, row[2 + columns]);
            bucket += 1;
        }
        Ok(Self {
            facts,
            scales,
            compact: super::Compact::new(&rows),
            rows,
            hash: hash(bytes),
        })
    }
}
