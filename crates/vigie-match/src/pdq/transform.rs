//! From 64 × 64 samples to quality and 256 bits.

use std::f64::consts::PI;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use super::PdqHash;
use super::sketch::Turn;

/// Side of the sampled picture.
pub(super) const SIDE: usize = 64;

/// Frequencies kept in each direction: 1 to 16, without the mean.
const FREQUENCIES: usize = 16;

/// Place of the median among all frequencies: the lower of the two in the middle.
const LOWER_MEDIAN: usize = FREQUENCIES * FREQUENCIES / 2 - 1;

/// The sampled picture, row by row.
pub(super) type Samples = [[f32; SIDE]; SIDE];

type Matrix = [[f32; SIDE]; FREQUENCIES];
pub(super) type Spectrum = [[f32; FREQUENCIES]; FREQUENCIES];

/// Sum of gradients that counts as one point of quality. Source: the reference implementation.
const GRADIENT_PER_POINT: i32 = 90;

/// How much structure the samples have, 0 to 100: the sum of all visible steps between neighbours.
pub(super) fn quality(samples: &Samples) -> u8 {
    let mut sum = 0;
    for (row, below) in samples.iter().zip(&samples[1..]) {
        sum += row
            .iter()
            .zip(below)
            .map(|(u, v)| step(*u, *v))
            .sum::<i32>();
    }
    for row in samples {
        sum += row
            .iter()
            .zip(&row[1..])
            .map(|(u, v)| step(*u, *v))
            .sum::<i32>();
    }
    points(sum)
}

/// A step in percent of the full range, truncated so that small ones count nothing.
#[expect(
    clippy::cast_possible_truncation,
    reason = "truncation is the definition"
)]
fn step(u: f32, v: f32) -> i32 {
    (((u - v) * 100.0 / 255.0) as i32).abs()
}

/// The qualities that samples could have that differ by `tolerance` from these, each.
pub(super) fn quality_within(samples: &Samples, tolerance: f32) -> RangeInclusive<u8> {
    let slack = 2.0 * tolerance * 100.0 / 255.0;
    let (mut sum, mut undecided) = (0, 0);
    let mut count = |u: f32, v: f32| {
        let step = ((u - v) * 100.0 / 255.0).abs();
        let whole = step.trunc();
        sum += to_integer(whole);
        let is_near_next = step - whole > 1.0 - slack;
        let is_near_last = whole > 0.0 && step - whole < slack;
        undecided += i32::from(is_near_next || is_near_last);
    };
    for (row, below) in samples.iter().zip(&samples[1..]) {
        for (u, v) in row.iter().zip(below) {
            count(*u, *v);
        }
    }
    for row in samples {
        for (u, v) in row.iter().zip(&row[1..]) {
            count(*u, *v);
        }
    }
    points(sum - undecided)..=points(sum + undecided)
}

fn points(sum: i32) -> u8 {
    u8::try_from((sum / GRADIENT_PER_POINT).clamp(0, 100)).unwrap_or(100)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number of at most 100"
)]
fn to_integer(whole: f32) -> i32 {
    whole as i32
}

/// The 256 bits: which frequencies are stronger than the median one.
pub(super) fn bits(spectrum: &Spectrum) -> PdqHash {
    let median = order(spectrum, LOWER_MEDIAN).0;
    let mut hash = PdqHash::default();
    for (at, value) in spectrum.as_flattened().iter().enumerate() {
        if *value > median {
            hash.set_bit(at);
        }
    }
    hash
}

/// How far the weakest frequency that sets a bit is from the strongest that does not.
///
/// Frequencies that are at most so far from the median one.
pub(super) fn count_near_median(spectrum: &Spectrum, distance: f32) -> usize {
    let median = order(spectrum, LOWER_MEDIAN).0;
    let all = spectrum.as_flattened().iter();
    all.filter(|value| (**value - median).abs() <= distance)
        .count()
}

/// The only place where rounding can change a bit: all others are further from the median.
pub(super) fn gap_above_median(spectrum: &Spectrum) -> f32 {
    let (median, above) = order(spectrum, LOWER_MEDIAN);
    above - median
}

/// The frequencies of the picture turned: cosines only change their sign or their place.
///
/// Source: the reference implementation; "even" is by index, where index 0 is frequency 1.
pub(super) fn turned(spectrum: &Spectrum, turn: Turn) -> Spectrum {
    let mut out = Spectrum::default();
    for (i, row) in spectrum.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            let (is_negated, is_transposed) = moved(turn, i, j);
            let value = if is_negated { -value } else { *value };
            if is_transposed {
                out[j][i] = value;
            } else {
                out[i][j] = value;
            }
        }
    }
    out
}

/// Whether a turn changes the sign of frequency (`i`, `j`), and whether it exchanges its indices.
pub(super) fn moved(turn: Turn, i: usize, j: usize) -> (bool, bool) {
    match turn {
        Turn::None => (false, false),
        Turn::Rotate90 => (j.is_multiple_of(2), true),
        Turn::Rotate180 => ((i + j) % 2 == 1, false),
        Turn::Rotate270 => (i.is_multiple_of(2), true),
        Turn::FlipX => (i.is_multiple_of(2), false),
        Turn::FlipY => (j.is_multiple_of(2), false),
        Turn::FlipPlus1 => (false, true),
        Turn::FlipMinus1 => ((i + j) % 2 == 1, true),
    }
}

/// D · samples · Dᵀ. Each sum runs over k in order, as rounding demands; the loops are turned
/// so that the inner one is over independent sums.
pub(super) fn spectrum(samples: &Samples) -> Spectrum {
    let matrix = matrix();
    let mut half = [[0.0_f32; SIDE]; FREQUENCIES];
    for (sums, factors) in half.iter_mut().zip(matrix) {
        for (factor, row) in factors.iter().zip(samples) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += factor * value;
            }
        }
    }
    let mut spectrum = [[0.0_f32; FREQUENCIES]; FREQUENCIES];
    for (sums, row) in spectrum.iter_mut().zip(&half) {
        for (k, value) in row.iter().enumerate() {
            for (sum, factors) in sums.iter_mut().zip(matrix) {
                *sum += value * factors[k];
            }
        }
    }
    spectrum
}

/// The value at `rank` from the smallest, and the next greater or equal one.
fn order(spectrum: &Spectrum, rank: usize) -> (f32, f32) {
    let mut values = [0.0; FREQUENCIES * FREQUENCIES];
    values.copy_from_slice(spectrum.as_flattened());
    let (_, at, after) = values.select_nth_unstable_by(rank, f32::total_cmp);
    let next = after.iter().copied().fold(f32::INFINITY, f32::min);
    (*at, next)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "single precision is the definition; the indices are below 128"
)]
fn matrix() -> &'static Matrix {
    static MATRIX: OnceLock<Matrix> = OnceLock::new();
    MATRIX.get_or_init(|| {
        let scale = f64::from((2.0 / SIDE as f64).sqrt() as f32);
        let turn = PI / 2.0 / SIDE as f64;
        std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                (scale * (turn * (i + 1) as f64 * (2 * j + 1) as f64).cos()) as f32
            })
        })
    })
}
