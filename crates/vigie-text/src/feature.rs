//! What a text is to a model: the set of its n-grams of two and four symbols, hashed.
//!
//! Windows run over word borders, so that a four-gram also knows how words follow one another.
//! Measured on nine public tasks (see `bench/README.md`): these two lengths rank as well as all
//! from two to five with words and pairs of words, at a third of the look-ups.

use crate::fold::{PADDING, Reader};

/// Buckets of a model, as bits of the hash.
pub(crate) const BUCKET_BITS: u32 = 18;
/// Buckets of a model.
pub(crate) const BUCKETS: usize = 1 << BUCKET_BITS;

/// Slots that remember what a text held already.
const SEEN_SLOTS: usize = 1 << 12;
/// Texts told apart by the tags of the slots: what is left of 32 bits.
const SEEN_TEXTS: u32 = 1 << (32 - BUCKET_BITS);

/// The n-grams of one text after another, with the same buffers.
#[derive(Debug)]
pub(crate) struct Grams {
    /// Bucket of each n-gram that is new to the text; what follows `count` is old.
    buckets: Vec<u32>,
    count: usize,
    /// First symbol of each, and its length: filled by [`Grams::read_whole`] only.
    pub(crate) places: Vec<(u32, u8)>,
    seen: Box<[u32; SEEN_SLOTS]>,
    text: u32,
}

impl Default for Grams {
    fn default() -> Self {
        Self {
            buckets: Vec::new(),
            count: 0,
            places: Vec::new(),
            seen: vec![0; SEEN_SLOTS]
                .into_boxed_slice()
                .try_into()
                .unwrap_or_else(|_| unreachable!("the slice was made with this length")),
            text: 0,
        }
    }
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

impl Grams {
    /// Bucket of each n-gram that is new to the text, in the order of the text.
    #[inline]
    pub(crate) fn buckets(&self) -> &[u32] {
        &self.buckets[..self.count]
    }

    /// The n-grams of the text a reader read last.
    ///
    /// A slot may forget: in long texts an n-gram can count a second time. Always the same way.
    pub(crate) fn read(&mut self, reader: &Reader) {
        self.run::<false>(reader);
    }

    /// The same, with the place of each.
    pub(crate) fn read_whole(&mut self, reader: &Reader) {
        self.run::<true>(reader);
    }

    fn run<const WHOLE: bool>(&mut self, reader: &Reader) {
        self.places.clear();
        self.text += 1;
        if self.text == SEEN_TEXTS {
            self.seen.fill(0);
            self.text = 1;
        }
        let tag = self.text << BUCKET_BITS;
        let symbols = &reader.symbols[..reader.length + PADDING];
        let windows = reader.length.saturating_sub(1);
        // One write a gram, kept or not: no branch that could be guessed wrong.
        if self.buckets.len() < 2 * windows + 2 {
            self.buckets.resize(2 * windows + 2, 0);
        }
        let mut count = 0;
        for (at, window) in symbols.windows(4).take(windows).enumerate() {
            let window = u32::from_le_bytes([window[0], window[1], window[2], window[3]]);
            for (length, bucket) in [(2, bucket_of_two(window)), (4, bucket_of_four(window))] {
                let slot = &mut self.seen[bucket as usize % SEEN_SLOTS];
                let is_new = *slot != (tag | bucket);
                *slot = tag | bucket;
                self.buckets[count] = bucket;
                count += usize::from(is_new);
                if WHOLE && is_new {
                    self.places.push((at as u32, length));
                }
            }
        }
        self.count = count;
    }
}
