//! What a text is to a model: its n-grams of two and four symbols, hashed.
//!
//! Windows run over word borders, so that a four-gram also knows how words follow one another.
//! Measured on nine public tasks (see `bench/README.md`): these two lengths rank as well as all
//! from two to five with words and pairs of words, at a third of the look-ups. An n-gram counts as
//! often as it stands there: to remember which were seen already costs more than to look them up.

use crate::fold::{PADDING, Reader};

/// Buckets of a model, as bits of the hash.
pub(crate) const BUCKET_BITS: u32 = 18;
/// Buckets of a model.
pub(crate) const BUCKETS: usize = 1 << BUCKET_BITS;

/// The n-grams of one text after another, with the same buffers.
#[derive(Debug, Default)]
pub(crate) struct Grams {
    /// Two buckets for each place of the text; what follows `count` is old.
    buckets: Vec<[u32; 2]>,
    count: usize,
}

/// The bucket of two symbols.
#[inline]
pub(crate) fn bucket_of_two(window: u32) -> u32 {
    let gram = u64::from(window & 0xFFFF) + 2;
    (gram.wrapping_mul(0xC2B2_AE3D_27D4_EB4F) >> (64 - BUCKET_BITS)) as u32
}

/// The bucket of four symbols.
#[inline]
pub(crate) fn bucket_of_four(window: u32) -> u32 {
    let gram = u64::from(window) + 4;
    (gram.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - BUCKET_BITS)) as u32
}

/// The four symbols from each place of the text read last.
#[inline]
pub(crate) fn windows(reader: &Reader) -> impl Iterator<Item = u32> + '_ {
    reader.symbols[..reader.length + PADDING]
        .windows(4)
        .take(reader.length.saturating_sub(1))
        .map(|own| u32::from_le_bytes([own[0], own[1], own[2], own[3]]))
}

impl Grams {
    /// Bucket of each n-gram, in the order of the text.
    #[inline]
    pub(crate) fn buckets(&self) -> &[u32] {
        self.buckets[..self.count].as_flattened()
    }

    /// The first symbol of an n-gram of [`Grams::buckets`], and how many symbols it has.
    pub(crate) fn place(index: usize) -> (u32, u8) {
        (
            (index / 2) as u32,
            if index.is_multiple_of(2) { 2 } else { 4 },
        )
    }

    /// The n-grams of the text a reader read last.
    pub(crate) fn read(&mut self, reader: &Reader) {
        self.read_first(reader, reader.length);
    }

    /// The n-grams of so many places from the start of the text.
    #[inline]
    pub(crate) fn read_first(&mut self, reader: &Reader, places: usize) {
        self.count = reader.length.saturating_sub(1).min(places);
        if self.buckets.len() < self.count {
            self.buckets.resize(self.count, [0; 2]);
        }
        for (buckets, window) in self.buckets[..self.count].iter_mut().zip(windows(reader)) {
            *buckets = [bucket_of_two(window), bucket_of_four(window)];
        }
    }
}
