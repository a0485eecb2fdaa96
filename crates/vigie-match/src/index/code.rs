//! A hash in the order of the index: a ring of 256 bits of which chunks are read.
#![expect(
    clippy::inline_always,
    reason = "a few instructions on the way of every search"
)]

/// 256 bits; bit 0 is the lowest of the first word, and bit 0 follows bit 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Code(pub(super) [u64; 4]);

impl Code {
    /// `width` bits from bit `offset` on, at most 32; past the end the ring goes on at its start.
    #[inline(always)]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 32 bits are kept by the mask"
    )]
    pub(super) fn field(&self, offset: u32, width: u32) -> u32 {
        let word = (offset / 64) as usize;
        let low = self.0[word & 3];
        let high = self.0[(word + 1) & 3];
        let both = (u128::from(high) << 64) | u128::from(low);
        let mask = (1_u64 << width) - 1;
        ((both >> (offset % 64)) as u64 & mask) as u32
    }

    /// Where the two differ.
    #[inline(always)]
    pub(super) fn difference(&self, other: &Self) -> Self {
        Self([
            self.0[0] ^ other.0[0],
            self.0[1] ^ other.0[1],
            self.0[2] ^ other.0[2],
            self.0[3] ^ other.0[3],
        ])
    }

    /// Number of set bits.
    #[inline(always)]
    pub(super) fn weight(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}
