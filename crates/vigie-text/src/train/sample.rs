//! The texts of a training as lists of buckets, and the rarity of each bucket.

use super::{Example, norm_byte};
use crate::feature::{BUCKETS, Grams};
use crate::fold::Reader;
use crate::model::{COLUMNS_MAX, Model, inverse_length};

/// Texts an n-gram must stand in to be learned.
const TEXTS_WITH_GRAM_MIN: u32 = 2;

/// All texts, read once.
pub(super) struct Samples {
    /// Buckets of all texts, one after another.
    buckets: Vec<u32>,
    /// Where each text starts; one more than there are texts.
    starts: Vec<usize>,
    /// One over the length of each text.
    pub(super) inverses: Vec<f32>,
    /// Squared rarity of each bucket, as in the rows of a model.
    pub(super) norms: Vec<u8>,
    /// Logits of the prior, text by text.
    pub(super) priors: Vec<[f32; COLUMNS_MAX]>,
    groups: Vec<u64>,
}

impl Samples {
    pub(super) fn read(examples: &[Example], prior: Option<&Model>) -> Self {
        let (mut reader, mut grams) = (Reader::new(), Grams::default());
        let mut buckets = Vec::new();
        let mut starts = vec![0];
        // How many texts hold a bucket, and which was the last.
        let mut counts = vec![[0_u32; 2]; BUCKETS];
        for (number, example) in (1_u32..).zip(examples) {
            reader.read(&example.text);
            grams.read(&reader);
            for bucket in grams.buckets() {
                let [count, last] = &mut counts[*bucket as usize];
                *count += u32::from(*last != number);
                *last = number;
            }
            buckets.extend_from_slice(grams.buckets());
            starts.push(buckets.len());
        }
        let norms: Vec<u8> = (0..BUCKETS)
            .map(
                |bucket| match prior.map_or(0, |model| model.rows.norm(bucket)) {
                    0 if counts[bucket][0] < TEXTS_WITH_GRAM_MIN => 0,
                    0 => norm_byte(counts[bucket][0], examples.len()),
                    // The prior's, so that its weights mean what they meant.
                    norm => norm,
                },
            )
            .collect();
        let mut samples = Self {
            buckets,
            starts,
            inverses: Vec::new(),
            norms,
            priors: Vec::new(),
            groups: Vec::new(),
        };
        for (index, example) in examples.iter().enumerate() {
            let own = samples.of(index);
            let norms = own
                .iter()
                .map(|bucket| u32::from(samples.norms[*bucket as usize]))
                .sum();
            // A text without a group is held out with its own copies.
            let group = example.group.unwrap_or_else(|| {
                own.iter().fold(own.len() as u64, |hash, bucket| {
                    mix(hash ^ u64::from(*bucket))
                })
            });
            samples.inverses.push(inverse_length(norms));
            samples.groups.push(group);
        }
        if let Some(model) = prior {
            samples.priors = (0..examples.len())
                .map(|index| samples.prior_logits(model, index))
                .collect();
        }
        samples
    }

    /// Keeps only buckets with a norm; lengths follow.
    pub(super) fn keep(&mut self, norms: Vec<u8>) {
        self.norms = norms;
        for index in 0..self.inverses.len() {
            let own = self
                .of(index)
                .iter()
                .map(|bucket| u32::from(self.norms[*bucket as usize]));
            self.inverses[index] = inverse_length(own.sum());
        }
    }

    /// The buckets of one text.
    #[inline]
    pub(super) fn of(&self, index: usize) -> &[u32] {
        &self.buckets[self.starts[index]..self.starts[index + 1]]
    }

    /// Which fold a text is held out with.
    pub(super) fn fold(&self, index: usize, folds: usize) -> usize {
        (mix(self.groups[index]) >> 20) as usize % folds
    }

    /// The prior's logits with the norms of now.
    fn prior_logits(&self, model: &Model, index: usize) -> [f32; COLUMNS_MAX] {
        let mut sums = [0_i32; COLUMNS_MAX];
        let columns = model.facts.columns.len();
        for bucket in self.of(index) {
            for (column, sum) in sums.iter_mut().enumerate().take(columns) {
                *sum += model.rows.weight(*bucket as usize, column);
            }
        }
        let mut logits = [0.0; COLUMNS_MAX];
        for ((logit, sum), (scale, bias)) in logits.iter_mut().zip(sums).zip(&model.scales) {
            *logit = sum as f32 * scale * self.inverses[index] + bias;
        }
        logits
    }
}

/// The finaliser of splitmix64.
pub(super) fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ hash >> 31
}
