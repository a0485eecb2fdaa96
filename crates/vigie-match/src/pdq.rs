//! PDQ: a 256-bit fingerprint of a picture that survives re-encoding and resizing.
//!
//! ```text
//! RGB rows ─luma─▶ box ─▶ box ─▶ box ─▶ box ─pick─▶ 64 × 64 ─DCT─▶ 16 × 16 ─median─▶ 256 bits
//!                 rows   columns rows   columns         └─ gradients ─▶ quality
//! ```
//!
//! Everything up to the samples is linear, so [`PdqStream`] does it as one operator, row by row.
//! Where rounding could decide a bit or a point of quality it says so, and [`PdqHasher`] repeats
//! every float operation in the order of the reference implementation. Hash and quality of profile
//! `pdq/full` therefore equal those of PyPI `pdqhash` bit for bit on the same pixels.
//! Deliberately absent: decoding.

mod filter;
mod hasher;
mod kernel;
mod sketch;
mod stream;
mod taps;
mod transform;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use hasher::{PdqError, PdqHasher, pdq_from_rgb};
pub use sketch::{PdqSketch, Turn};
pub use stream::{Orientation, PdqChannels, PdqGeometry, PdqStream};

/// Name of the way these hashes are made; stored with each, because other tools resize first.
pub const PDQ_PROFILE: &str = "pdq/full";

/// How a picture became the pixels that were hashed; only equal profiles compare bit for bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PdqProfile {
    /// All pixels, at their own size, as they lie in the file: what PyPI `pdqhash` computes.
    Full,
    /// All pixels, turned upright as the file's notes say.
    Upright,
    /// Luma as the decoder shrinks it, the shorter side never below 256; several times faster, and
    /// at most [`FAST_DRIFT_BITS_MAX`] bits away from [`Self::Full`].
    Fast,
}

impl PdqProfile {
    /// The part of its name after `pdq/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Upright => "upright",
            Self::Fast => "fast",
        }
    }
}

/// Distance up to which two pictures count as matching, in bits. Source: PDQ paper, §"Matching".
pub const MATCH_DISTANCE_BITS_MAX: u32 = 31;

/// How far a fast hash may be from the full one, in bits; a sixth of it on photographs.
///
/// Measured on 8,842 JPEG files, half of them textures and edited pictures: at most 10, those left
/// out for which [`PdqSketch::is_wavering`].
pub const FAST_DRIFT_BITS_MAX: u32 = 16;

/// Distances of a fast hash to its nearest neighbour that the full hash must decide: below them a
/// match is certain, above them there is none.
pub const FAST_UNDECIDED_BITS: std::ops::RangeInclusive<u32> = MATCH_DISTANCE_BITS_MAX + 1
    - FAST_DRIFT_BITS_MAX
    ..=MATCH_DISTANCE_BITS_MAX + FAST_DRIFT_BITS_MAX;

/// Quality below which a hash says too little to be compared. Source: PDQ paper.
pub const QUALITY_MIN: u8 = 50;

/// Hexadecimal digits of a hash.
const HEX_DIGITS: usize = 64;

/// A PDQ hash: 256 bits, written as 64 hexadecimal digits, highest frequency first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PdqHash([u64; 4]);

impl PdqHash {
    /// The hash whose text is these 32 bytes in hexadecimal.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, part) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = part
                .iter()
                .fold(0, |value, byte| (value << 8) | u64::from(*byte));
        }
        Self(words)
    }

    /// The 32 bytes of its text, in the same order.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (part, word) in bytes.chunks_exact_mut(8).zip(self.0) {
            part.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }

    /// Number of bits in which the two hashes differ, 0 to 256.
    #[inline]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0
            .iter()
            .zip(other.0)
            .map(|(a, b)| (a ^ b).count_ones())
            .sum()
    }

    /// The hash of the negative: with light and dark exchanged every frequency changes its sign.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// The hash of the picture turned, as far as the bits alone tell.
    ///
    /// Exact where no frequency changes its sign; elsewhere off by the frequencies that lie between
    /// zero and the median. Measured on photographs: `bench/README.md`, "Copies".
    #[must_use]
    pub fn turned(self, turn: Turn) -> Self {
        let mut turned = Self::default();
        for i in 0..16 {
            for j in 0..16 {
                let (is_negated, is_transposed) = transform::moved(turn, i, j);
                let at = if is_transposed {
                    j * 16 + i
                } else {
                    i * 16 + j
                };
                if self.bit(i * 16 + j) != is_negated {
                    turned.set_bit(at);
                }
            }
        }
        turned
    }

    /// Bit `at`, 0 to 255.
    fn bit(&self, at: usize) -> bool {
        self.0[3 - at / 64] >> (at % 64) & 1 == 1
    }

    /// The 256 bits as four words, most significant first.
    #[inline]
    pub(crate) fn words(&self) -> [u64; 4] {
        self.0
    }

    /// Sets bit `at`, 0 to 255; bit 255 is the first of the text.
    fn set_bit(&mut self, at: usize) {
        self.0[3 - at / 64] |= 1 << (at % 64);
    }
}

/// A hash with the quality that says whether it may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdqResult {
    /// The fingerprint.
    pub hash: PdqHash,
    /// How much structure the picture has, 0 (flat) to 100.
    pub quality: u8,
}

impl PdqResult {
    /// Whether the hash says enough to be compared ([`QUALITY_MIN`]).
    pub fn is_comparable(&self) -> bool {
        self.quality >= QUALITY_MIN
    }
}

/// Why a text is not a PDQ hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PdqHashParseError {
    /// Not 64 characters.
    #[error("a pdq hash has 64 hexadecimal digits, this text has {found} bytes")]
    Length {
        /// Length of the text in bytes.
        found: usize,
    },
    /// A character outside 0–9, a–f, A–F.
    #[error("byte {at} of the pdq hash is not a hexadecimal digit")]
    Digit {
        /// Place of the character, from 0.
        at: usize,
    },
}

impl FromStr for PdqHash {
    type Err = PdqHashParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != HEX_DIGITS {
            return Err(PdqHashParseError::Length { found: text.len() });
        }
        let mut words = [0; 4];
        for (at, byte) in text.bytes().enumerate() {
            let digit = char::from(byte)
                .to_digit(16)
                .ok_or(PdqHashParseError::Digit { at })?;
            let word = &mut words[at / 16];
            *word = (*word << 4) | u64::from(digit);
        }
        Ok(Self(words))
    }
}

impl fmt::Display for PdqHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl fmt::Debug for PdqHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PdqHash({self})")
    }
}

impl Serialize for PdqHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PdqHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
