//! From 64 × 64 samples to quality and 256 bits.

use std::f64::consts::PI;
use std::sync::OnceLock;

use super::PdqHash;

/// Side of the sampled picture.
pub(super) const SIDE: usize = 64;

/// Frequencies kept in each direction: 1 to 16, without the mean.
const FREQUENCIES: usize = 16;

/// The sampled picture, row by row.
pub(super) type Samples = [[f32; SIDE]; SIDE];

type Matrix = [[f32; SIDE]; FREQUENCIES];
type Spectrum = [[f32; FREQUENCIES]; FREQUENCIES];

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
    u8::try_from((sum / GRADIENT_PER_POINT).clamp(0, 100)).unwrap_or(100)
}

/// A step in percent of the full range, truncated so that small ones count nothing.
#[expect(
    clippy::cast_possible_truncation,
    reason = "truncation is the definition"
)]
fn step(u: f32, v: f32) -> i32 {
    (((u - v) * 100.0 / 255.0) as i32).abs()
}

/// The 256 bits: which frequencies are stronger than the median one.
pub(super) fn bits(samples: &Samples) -> PdqHash {
    let spectrum = spectrum(samples);
    let median = lower_median(&spectrum);
    let mut hash = PdqHash::default();
    for (at, value) in spectrum.as_flattened().iter().enumerate() {
        if *value > median {
            hash.set_bit(at);
        }
    }
    hash
}

/// D · samples · Dᵀ. Each sum runs over k in order, as rounding demands; the loops are turned
/// so that the inner one is over independent sums.
fn spectrum(samples: &Samples) -> Spectrum {
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

/// The 128th smallest of the 256 values.
fn lower_median(spectrum: &Spectrum) -> f32 {
    let mut values = [0.0; FREQUENCIES * FREQUENCIES];
    values.copy_from_slice(spectrum.as_flattened());
    let middle = values.len() / 2 - 1;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
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
