//! A signature of a text's shingles: how alike two signatures are is how alike the texts are.
//!
//! MinHash by four permutations of 32 bins each: a shingle falls into one bin of each permutation,
//! which keeps the least. A post of a hundred shingles fills nearly all; an empty bin borrows from
//! one found from its number (densification, Shrivastava 2017). Four multiplications a shingle, where
//! 128 independent permutations would cost 128, and one permutation of 128 bins would leave half of
//! them empty.

use sha2::{Digest, Sha256};

/// Bins of a signature.
pub(super) const BINS: usize = BINS_U8 as usize;
/// The same, where it is reckoned with.
const BINS_U8: u8 = 128;
/// Permutations; each has its own bins.
const PERMUTATIONS: usize = MULTIPLIERS.len();
/// Bins of one permutation.
const BINS_EACH: usize = BINS / PERMUTATIONS;
/// How far apart the lenders of neighbours are sought: no divisor of their number, a third of it.
const LENDER_STEP: u32 = 45;
/// From a hash to its bin.
const BIN_SHIFT: u32 = u32::BITS - BINS_EACH.ilog2();
/// What makes the permutations: odd numbers without pattern. Source: the constants of MurmurHash3,
/// xxHash and the golden ratio.
const MULTIPLIERS: [u32; 4] = [0x9E37_79B1, 0x85EB_CA6B, 0xC2B2_AE35, 0x27D4_EB2F];

/// What is kept of a text: 128 times sixteen bits, 256 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextSignature(pub(super) [u16; BINS]);

impl TextSignature {
    /// Bytes of a signature.
    pub const BYTES: usize = 2 * BINS;

    /// The signature of shingle hashes, each well mixed; `None` for none. Repeated ones count once.
    pub fn of(shingles: &[u32]) -> Option<Self> {
        if shingles.is_empty() {
            return None;
        }
        let mut least = [[u32::MAX; BINS_EACH]; PERMUTATIONS];
        for shingle in shingles {
            for (own, multiplier) in least.iter_mut().zip(MULTIPLIERS) {
                // The upper bits choose the bin, the others compete in it.
                let hash = shingle.wrapping_mul(multiplier);
                let bin = &mut own[(hash >> BIN_SHIFT) as usize % BINS_EACH];
                *bin = hash.min(*bin);
            }
        }
        // Sixteen bits of a mixed value: two different ones agree once in 65,536.
        let least = least.as_flattened();
        let mut signature = [0; BINS];
        for (own, value) in signature.iter_mut().zip(least) {
            *own = (value.wrapping_mul(0x85EB_CA6B) >> 16) as u16;
        }
        let filled = least.chunks_exact(8).rev().fold(0_u128, |filled, bins| {
            let bits = bins.iter().rev();
            let bits = bits.fold(0_u8, |bits, value| bits << 1 | u8::from(*value != u32::MAX));
            filled << 8 | u128::from(bits)
        });
        let mut empty = !filled;
        while empty != 0 {
            let bin = empty.trailing_zeros();
            empty &= empty - 1;
            signature[bin as usize] = signature[lender(filled, bin)];
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

/// The bin whose value an empty one takes: the first filled from a place drawn by its number, so
/// that neighbours do not borrow of the same. One bin at least is filled.
fn lender(filled: u128, bin: u32) -> usize {
    let from = bin.wrapping_mul(LENDER_STEP) % u128::BITS;
    ((filled.rotate_right(from).trailing_zeros() + from) % u128::BITS) as usize
}

/// The key of exact copies: SHA-256 of what a caller compares texts by.
pub fn exact_key(comparable: &str) -> [u8; 32] {
    Sha256::digest(comparable.as_bytes()).into()
}
