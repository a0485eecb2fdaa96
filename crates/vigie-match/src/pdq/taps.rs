//! The two boxes and the sampling along one side, folded into one row of weights a sample.
//!
//! A box filter is linear, and so is a second one over its output, and so is picking 64 of what
//! comes out: sample `c` is a sum of the inputs around it, each with a fixed weight. Seen from
//! far enough the weights are a triangle about a 64th of the side wide.

use super::filter::Window;
use super::transform::SIDE;

/// The weights of all 64 samples along one side, in the order of their first input.
#[derive(Debug, Clone)]
pub(super) struct Taps {
    pub(super) rows: Vec<Tap>,
    /// Number of inputs, in cells.
    pub(super) cells: usize,
}

/// The inputs that make one sample.
#[derive(Debug, Clone)]
pub(super) struct Tap {
    /// Which of the 64 samples this is.
    pub(super) output: usize,
    /// First input with a weight.
    pub(super) start: usize,
    pub(super) weights: Vec<f32>,
}

impl Tap {
    pub(super) fn end(&self) -> usize {
        self.start + self.weights.len()
    }
}

impl Taps {
    /// For a side of `length` pixels that come as averages of `cell` pixels each; `is_mirrored`
    /// when they come last first.
    pub(super) fn new(length: usize, cell: usize, is_mirrored: bool) -> Self {
        let window = Window::new(length);
        let mut rows: Vec<Tap> = (0..SIDE)
            .map(|output| {
                let centre = centre(length, output);
                let (start, mut weights) = pixel_weights(window, centre);
                let mut first = start;
                if is_mirrored {
                    weights.reverse();
                    first = length - (start + weights.len());
                }
                gather(output, first, &weights, cell)
            })
            .collect();
        if is_mirrored {
            rows.reverse();
        }
        Self {
            rows,
            cells: length.div_ceil(cell),
        }
    }
}

/// The pixel in the middle of block `i` of 64 along a side.
pub(super) fn centre(length: usize, i: usize) -> usize {
    (2 * i + 1) * length / (2 * SIDE)
}

/// What each pixel weighs in the sample at `centre`: first pixel, and the weights from there on.
fn pixel_weights(window: Window, centre: usize) -> (usize, Vec<f64>) {
    let outer = window.range(centre);
    let share = |at: usize| 1.0 / count(window, at);
    // Sums of what the inner windows weigh each, so that a weight is one difference of two.
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for at in outer.clone() {
        sum += share(at) * share(centre);
        sums.push(sum);
    }
    let start = window.range(outer.start).start;
    let end = window.range(outer.end - 1).end;
    let weights = (start..end)
        .map(|pixel| {
            let holders = window.holders(pixel);
            let first = holders.start.clamp(outer.start, outer.end) - outer.start;
            let last = holders.end.clamp(outer.start, outer.end) - outer.start;
            sums[last] - sums[first]
        })
        .collect();
    (start, weights)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a window has far fewer than 2^52 elements"
)]
fn count(window: Window, at: usize) -> f64 {
    window.range(at).len() as f64
}

/// Adds the weights of the pixels of each cell. The last cell may hold fewer pixels; what the
/// decoder gives for it is their average all the same.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a weight in single precision is what the samples are computed in"
)]
fn gather(output: usize, start: usize, weights: &[f64], cell: usize) -> Tap {
    let first = start / cell;
    let last = (start + weights.len() - 1) / cell;
    let mut sums = vec![0.0; last - first + 1];
    for (at, weight) in weights.iter().enumerate() {
        sums[(start + at) / cell - first] += weight;
    }
    Tap {
        output,
        start: first,
        weights: sums.into_iter().map(|sum| sum as f32).collect(),
    }
}
