//! The model: one row of weights for each n-gram, all labels and flags side by side.
//!
//! ```text
//! text ─fold─▶ symbols ─grams─▶ buckets ─rows─▶ sums ──▶ logit of each column
//!                                     └─ norm ─▶ length of the text, by rarity
//! ```
//!
//! A row is one byte a column and one for the norm, in a row of 2 or 16 bytes: all columns cost
//! one look-up. Sums are integers, so that a logit is the same everywhere and its parts add up.

mod calibration;
mod extend;
mod file;

pub use calibration::{
    CALIBRATION_TEXTS_MIN, Calibration, Probability, Threshold, calibration_error,
};

use serde::{Deserialize, Serialize};

use crate::feature::{BUCKETS, Grams, bucket_of_four, bucket_of_two, windows};
use crate::fold::Reader;
use crate::kernel::{BLOCKS, Index, ROWS_MAX, WIDTH, pick, sum_rows};
use crate::label::Column;

/// Columns a wide row has room for, beside the norm.
pub(crate) const COLUMNS_MAX: usize = 15;
/// Bytes of a wide row.
const WIDE: usize = WIDTH;
/// Norm bytes to the unit of squared rarity.
pub(crate) const NORM_UNIT: f32 = 2.0;

/// What is known of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Which label or flag.
    pub column: Column,
    /// Texts for and against it that were learned from.
    pub positives: usize,
    /// Texts against it.
    pub negatives: usize,
    /// Cost of an error, chosen by cross-validation.
    pub cost: f32,
    /// Average precision on texts held out, over all folds.
    pub average_precision: f64,
    /// Where precision reaches what was wanted; `None`: ranking only.
    pub threshold: Option<Threshold>,
    /// Probability of a score, by language; none where the texts are too few.
    pub calibrations: Vec<Calibration>,
}

/// What is known of a model; the header of its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// In the order of the rows.
    pub columns: Vec<ColumnFacts>,
    /// Texts learned from.
    pub texts: usize,
    /// Hash of the model that was built upon.
    pub prior: Option<String>,
    /// N-grams that people may read, by bucket; see [`crate::train::Example::author`].
    pub dictionary: Vec<(u32, String)>,
}

/// A model, immutable.
#[derive(Clone)]
pub struct Model {
    pub(crate) facts: Facts,
    /// Weight of one unit, and the logit of a text without n-grams, for each column.
    pub(crate) scales: Vec<(f32, f32)>,
    pub(crate) rows: Rows,
    compact: Compact,
    hash: String,
}

/// The rows of a wide table that say something, side by side: what is looked up stays in the
/// caches near a core, where the whole table of four megabytes would not.
#[derive(Clone, Default)]
struct Compact {
    index: Index,
    rows: Vec<[u8; WIDE]>,
}

impl Compact {
    /// Of a wide table with fewer rows than sixteen bits count; else empty.
    fn new(rows: &Rows) -> Self {
        let Rows::Wide(all) = rows else {
            return Self::default();
        };
        let mut compact = Self {
            index: Index {
                known: vec![0; BLOCKS],
                before: vec![0; BLOCKS],
            },
            rows: Vec::new(),
        };
        for (bucket, row) in all.iter().enumerate() {
            if bucket % 64 == 0 {
                let Ok(before) = u16::try_from(compact.rows.len()) else {
                    return Self::default();
                };
                compact.index.before[bucket / 64] = before;
            }
            if row[WIDE - 1] != 0 {
                compact.index.known[bucket / 64] |= 1 << (bucket % 64);
                compact.rows.push(*row);
            }
        }
        compact
    }

    /// Sums over buckets; those of unknown ones are nothing.
    fn sums(&self, buckets: &[u32]) -> ([i32; COLUMNS_MAX], u32) {
        let mut picks = [0; ROWS_MAX];
        let mut total = Total::default();
        for block in buckets.chunks(ROWS_MAX) {
            let count = pick(&self.index, block, &mut picks);
            total.add(sum_rows(&self.rows, &picks[..count]), count);
        }
        total.done()
    }
}

/// Weights by bucket; the last byte of a row is the norm.
#[derive(Clone)]
pub(crate) enum Rows {
    /// One column.
    Narrow(Box<[[u8; 2]; BUCKETS]>),
    /// Up to fifteen.
    Wide(Box<[[u8; WIDE]; BUCKETS]>),
}

impl Rows {
    /// Weights are kept with 128 added, so that sums of bytes need no sign.
    const ZERO: u8 = 128;

    pub(crate) fn new(columns: usize) -> Self {
        if columns == 1 {
            let rows = vec![[Self::ZERO, 0]; BUCKETS].into_boxed_slice();
            return Self::Narrow(
                rows.try_into()
                    .unwrap_or_else(|_| unreachable!("by length")),
            );
        }
        let mut row = [Self::ZERO; WIDE];
        row[WIDE - 1] = 0;
        let rows = vec![row; BUCKETS].into_boxed_slice();
        Self::Wide(
            rows.try_into()
                .unwrap_or_else(|_| unreachable!("by length")),
        )
    }

    pub(crate) fn row(&self, bucket: usize) -> &[u8] {
        match self {
            Self::Narrow(rows) => &rows[bucket],
            Self::Wide(rows) => &rows[bucket],
        }
    }

    pub(crate) fn row_mut(&mut self, bucket: usize) -> &mut [u8] {
        match self {
            Self::Narrow(rows) => &mut rows[bucket],
            Self::Wide(rows) => &mut rows[bucket],
        }
    }

    /// The weight of a column, in units of its scale.
    pub(crate) fn weight(&self, bucket: usize, column: usize) -> i32 {
        i32::from(self.row(bucket)[column]) - i32::from(Self::ZERO)
    }

    pub(crate) fn set_weight(&mut self, bucket: usize, column: usize, weight: i32) {
        let weight = (weight.clamp(-127, 127) + i32::from(Self::ZERO)) as u8;
        self.row_mut(bucket)[column] = weight;
    }

    /// Squared rarity of a bucket, in [`NORM_UNIT`]s; 0 when it was never learned.
    #[inline]
    pub(crate) fn norm(&self, bucket: usize) -> u8 {
        match self {
            Self::Narrow(rows) => rows[bucket][1],
            Self::Wide(rows) => rows[bucket][WIDE - 1],
        }
    }

    pub(crate) fn set_norm(&mut self, bucket: usize, norm: u8) {
        if let Some(last) = self.row_mut(bucket).last_mut() {
            *last = norm;
        }
    }

    /// Sums of all columns, and of the norms, over buckets.
    #[inline]
    fn sums(&self, buckets: &[u32]) -> ([i32; COLUMNS_MAX], u32) {
        match self {
            Self::Narrow(rows) => {
                let mut total = NarrowTotal::default();
                for bucket in buckets {
                    total.add(rows, *bucket);
                }
                total.done()
            }
            Self::Wide(rows) => {
                let mut total = Total::default();
                for block in buckets.chunks(ROWS_MAX) {
                    total.add(sum_rows(&rows[..], block), block.len());
                }
                total.done()
            }
        }
    }
}

/// Sums of narrow rows. Weight and norm are added in one; the norms alone tell them apart again.
#[derive(Default)]
struct NarrowTotal {
    both: u64,
    norms: u64,
    rows: u64,
}

impl NarrowTotal {
    #[inline]
    fn add(&mut self, rows: &[[u8; 2]; BUCKETS], bucket: u32) {
        let row = u64::from(u16::from_le_bytes(rows[bucket as usize % BUCKETS]));
        self.both += row;
        self.norms += row >> 8;
        self.rows += 1;
    }

    fn done(self) -> ([i32; COLUMNS_MAX], u32) {
        let weights = self.both - (self.norms << 8);
        let offset = (self.rows as u32).wrapping_mul(u32::from(Rows::ZERO));
        let mut sums = [0; COLUMNS_MAX];
        sums[0] = (weights as u32).wrapping_sub(offset).cast_signed();
        (sums, self.norms.min(u64::from(u32::MAX)) as u32)
    }
}

/// Sums of blocks of rows.
#[derive(Default)]
struct Total {
    sums: [u32; WIDE],
    rows: usize,
}

impl Total {
    #[inline]
    fn add(&mut self, sums: [u16; WIDE], rows: usize) {
        for (total, sum) in self.sums.iter_mut().zip(sums) {
            *total = total.wrapping_add(u32::from(sum));
        }
        self.rows += rows;
    }

    fn done(self) -> ([i32; COLUMNS_MAX], u32) {
        let offset = (self.rows as u32).wrapping_mul(u32::from(Rows::ZERO));
        let mut sums = [0; COLUMNS_MAX];
        for (sum, total) in sums.iter_mut().zip(self.sums) {
            *sum = total.wrapping_sub(offset).cast_signed();
        }
        (sums, self.sums[WIDE - 1])
    }
}

/// One over the length of a text whose norms add up to this; 0 without known n-grams.
#[inline]
pub(crate) fn inverse_length(norms: u32) -> f32 {
    if norms == 0 {
        return 0.0;
    }
    1.0 / (norms as f32 / NORM_UNIT).sqrt()
}

impl Model {
    /// Puts a model together and gives it its hash.
    pub(crate) fn assemble(facts: Facts, scales: Vec<(f32, f32)>, rows: Rows) -> Self {
        let mut model = Self {
            facts,
            scales,
            compact: Compact::new(&rows),
            rows,
            hash: String::new(),
        };
        model.hash = file::hash(&model.to_bytes());
        model
    }

    /// The model that comes with the program; what it is worth is in `docs/guide/text.md`.
    ///
    /// # Errors
    ///
    /// None, unless the program was put together wrongly.
    pub fn embedded() -> Result<Self, crate::error::ModelError> {
        Self::from_bytes(include_bytes!("../data/default.model"))
    }

    /// What is known of it.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// SHA-256 of its file: what the log names it by.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Where a column stands in the rows, when the model knows it.
    pub fn position(&self, column: Column) -> Option<usize> {
        self.facts
            .columns
            .iter()
            .position(|known| known.column == column)
    }

    /// The logit of each column for the n-grams of a text.
    #[inline]
    pub(crate) fn logits(&self, buckets: &[u32]) -> [f32; COLUMNS_MAX] {
        let (sums, norms) = if self.compact.rows.is_empty() {
            self.rows.sums(buckets)
        } else {
            self.compact.sums(buckets)
        };
        self.scaled(sums, norms)
    }

    /// The logit of the first column for the text read last: no n-gram is written down.
    #[inline]
    pub(crate) fn first_logit(&self, reader: &Reader, grams: &mut Grams) -> f32 {
        let Rows::Narrow(rows) = &self.rows else {
            grams.read(reader);
            return self.logits(grams.buckets())[0];
        };
        let mut total = NarrowTotal::default();
        for window in windows(reader) {
            total.add(rows, bucket_of_two(window));
            total.add(rows, bucket_of_four(window));
        }
        let (sums, norms) = total.done();
        self.scaled(sums, norms)[0]
    }

    #[inline]
    fn scaled(&self, sums: [i32; COLUMNS_MAX], norms: u32) -> [f32; COLUMNS_MAX] {
        let inverse = inverse_length(norms);
        let mut logits = [0.0; COLUMNS_MAX];
        for ((logit, sum), (scale, bias)) in logits.iter_mut().zip(sums).zip(&self.scales) {
            *logit = sum as f32 * scale * inverse + bias;
        }
        logits
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("hash", &self.hash)
            .field("columns", &self.facts.columns.len())
            .finish_non_exhaustive()
    }
}
