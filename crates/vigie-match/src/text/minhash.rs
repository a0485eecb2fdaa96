//! A signature of a text's shingles: how alike two signatures are is how alike the texts are.
//!
//! One-permutation MinHash with optimal densification (Shrivastava 2017): each shingle falls into
//! one bin, which keeps the least; an empty bin borrows from one drawn by its number. One multiply
//! a shingle, where 128 independent permutations would cost 128.

use sha2::{Digest, Sha256};

/// Bins of a signature.
pub(super) const BINS: usize = BINS_U8 as usize;
/// The same, where it is reckoned with.
const BINS_U8: u8 = 128;

/// What is kept of a text: 128 times sixteen bits, 256 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextSignature(pub(super) [u16; BINS]);

impl TextSignature {
    /// Bytes of a signature.
    pub const BYTES: usize = 2 * BINS;

    /// The signature of shingle hashes, each well mixed; `None` for none. Repeated ones count once.
    pub fn of(shingles: &[u32]) -> Option<Self> {
        let mut least = [u32::MAX; BINS];
        for shingle in shingles {
            // The upper bits choose the bin, the lower ones compete in it.
            let hash = shingle.wrapping_mul(0x9E37_79B1);
            let bin = (hash >> 25) as usize % BINS;
            least[bin] = least[bin].min(hash & 0x01FF_FFFF);
        }
        if shingles.is_empty() {
            return None;
        }
        let mut signature = [0; BINS];
        for (bin, own) in signature.iter_mut().enumerate() {
            let value = least[lender(&least, bin)];
            // Sixteen bits of a mixed value: two different ones agree once in 65,536.
            *own = (value.wrapping_mul(0x85EB_CA6B) >> 16) as u16;
        }
        Some(Self(signature))
    }

    /// Estimated share of shingles two texts have in common, 0 to 1.
    pub fn similarity(&self, other: &Self) -> f32 {
        let equal: u16 = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| u16::from(a == b))
            .sum();
        f32::from(equal) / f32::from(BINS_U8)
    }

    /// Little-endian.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        for (pair, value) in bytes.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    /// The signature of such bytes.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut signature = [0; BINS];
        for (value, pair) in signature.iter_mut().zip(bytes.chunks_exact(2)) {
            *value = u16::from_le_bytes([pair[0], pair[1]]);
        }
        Self(signature)
    }
}

impl std::fmt::Debug for TextSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextSignature({:04x}{:04x}…)", self.0[0], self.0[1])
    }
}

/// The bin whose value a bin takes: itself, or the first filled one of its own sequence.
fn lender(least: &[u32; BINS], bin: usize) -> usize {
    if least[bin] != u32::MAX {
        return bin;
    }
    let mut state = u32::try_from(bin).unwrap_or(u32::MAX);
    for _ in 0..16 * BINS {
        state = state.wrapping_mul(0x2545_F491).wrapping_add(0x9E37_79B9);
        let drawn = (state ^ state >> 15).wrapping_mul(0x85EB_CA6B) >> 25;
        if least[drawn as usize % BINS] != u32::MAX {
            return drawn as usize % BINS;
        }
    }
    least
        .iter()
        .position(|value| *value != u32::MAX)
        .unwrap_or(bin)
}

/// The key of exact copies: SHA-256 of what a caller compares texts by.
pub fn exact_key(comparable: &str) -> [u8; 32] {
    Sha256::digest(comparable.as_bytes()).into()
}
