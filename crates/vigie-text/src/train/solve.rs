//! One column: logistic regression by coordinate ascent in the dual.
//!
//! Source: Shalev-Shwartz and Zhang 2013, the update for the logistic loss; features scaled by
//! rarity and by the ratio of Wang and Manning 2012, to the power of a half.

use super::sample::{Samples, mix};
use crate::feature::BUCKETS;
use crate::model::{COLUMNS_MAX, Model, NORM_UNIT};
use crate::numeric::{ln, quick_logistic};

/// Rounds over all texts. Source: twelve are 0.13 points better on the mean of the tasks, and flag
/// one English news sentence in a hundred instead of one in a thousand.
const ROUNDS: usize = 6;
/// Rounds over the columns of a prior.
const PRIOR_ROUNDS: usize = 8;
/// Cost of an error of the prior's mixture: sixteen numbers need little restraint.
const PRIOR_COST: f32 = 1.0;

/// What one column learns from.
pub(super) struct Problem<'s> {
    pub(super) samples: &'s Samples,
    /// Positions of the texts that are known for this column.
    pub(super) rows: &'s [usize],
    pub(super) targets: &'s [bool],
    pub(super) weights: &'s [f32],
}

/// Weights by bucket, and how much of each column of the prior.
pub(super) struct Solution {
    /// Weight and squared scale, side by side: one cache line each.
    cells: Vec<[f32; 2]>,
    bias: f32,
    mixture: [f32; COLUMNS_MAX],
}

impl Solution {
    /// The logit of a text.
    pub(super) fn score(&self, samples: &Samples, row: usize) -> f32 {
        let sum: f32 = samples
            .of(row)
            .iter()
            .map(|bucket| self.cells[*bucket as usize][0])
            .sum();
        sum * samples.inverses[row] + self.bias + self.prior(samples, row)
    }

    fn prior(&self, samples: &Samples, row: usize) -> f32 {
        let Some(logits) = samples.priors.get(row) else {
            return 0.0;
        };
        logits
            .iter()
            .zip(self.mixture)
            .map(|(logit, share)| logit * share)
            .sum()
    }

    /// Weights of all buckets, those of the prior included.
    pub(super) fn spread(&self, weights: &mut [f32], prior: Option<&Model>) {
        for (bucket, weight) in weights.iter_mut().enumerate() {
            *weight = self.cells[bucket][0];
            let Some(model) = prior else { continue };
            if model.rows.norm(bucket) != 0 {
                for (column, (scale, _)) in model.scales.iter().enumerate() {
                    let own = model.rows.weight(bucket, column) as f32 * scale;
                    *weight += self.mixture[column] * own;
                }
            }
        }
    }

    /// The logit of an empty text.
    pub(super) fn bias(&self, prior: Option<&Model>) -> f32 {
        let scales = prior.map_or(&[][..], |model| &model.scales);
        let of_prior = scales
            .iter()
            .zip(self.mixture)
            .map(|((_, bias), share)| bias * share);
        self.bias + of_prior.sum::<f32>()
    }
}

/// Learns one column from the texts that `taught` allows.
pub(super) fn solve(
    problem: &Problem<'_>,
    taught: Option<&[bool]>,
    cost: f32,
    prior: Option<&Model>,
) -> Solution {
    let samples = problem.samples;
    let mut order: Vec<usize> = (0..problem.rows.len())
        .filter(|index| taught.is_none_or(|taught| taught[*index]))
        .collect();
    let costs = balanced(problem, &order, cost);
    let mut solution = Solution {
        cells: scales(problem, &order),
        bias: 0.0,
        mixture: [0.0; COLUMNS_MAX],
    };
    if let Some(model) = prior {
        mix_prior(problem, &mut order, &mut solution, model.scales.len());
    }
    let offsets: Vec<f32> = problem
        .rows
        .iter()
        .map(|row| solution.prior(samples, *row))
        .collect();
    let lengths: Vec<f32> = problem
        .rows
        .iter()
        .map(|row| {
            let sum: f32 = samples
                .of(*row)
                .iter()
                .map(|bucket| solution.cells[*bucket as usize][1])
                .sum();
            sum * samples.inverses[*row] * samples.inverses[*row] + 1.0
        })
        .collect();
    let mut duals = vec![0.0_f32; problem.rows.len()];
    for round in 0..ROUNDS {
        shuffle(&mut order, round as u64);
        for &index in &order {
            let row = problem.rows[index];
            let sign = if problem.targets[index] { 1.0 } else { -1.0 };
            let inverse = samples.inverses[row];
            let buckets = samples.of(row);
            let sum: f32 = buckets
                .iter()
                .map(|bucket| solution.cells[*bucket as usize % BUCKETS][0])
                .sum();
            let logit = sum * inverse + solution.bias + offsets[index];
            let gap = quick_logistic(-sign * logit) - duals[index];
            let step = gap / (0.25 + costs[index] * lengths[index]).max(1.0);
            duals[index] += step;
            let step = costs[index] * sign * step;
            solution.bias += step;
            let step = step * inverse;
            for bucket in buckets {
                let [weight, scale] = &mut solution.cells[*bucket as usize % BUCKETS];
                *weight += step * *scale;
            }
        }
    }
    solution
}

/// Both kinds weigh the same together, times what each text counts.
fn balanced(problem: &Problem<'_>, order: &[usize], cost: f32) -> Vec<f32> {
    let count = order.len() as f32;
    let positives = order
        .iter()
        .filter(|index| problem.targets[**index])
        .count() as f32;
    let share = |is: bool| {
        let own = if is { positives } else { count - positives };
        cost * count / (2.0 * own.max(1.0))
    };
    let of = |index: usize| share(problem.targets[index]) * problem.weights[index];
    (0..problem.rows.len()).map(of).collect()
}

/// Zero weights with squared scales: rarity, times how unevenly a bucket falls on the two kinds.
fn scales(problem: &Problem<'_>, order: &[usize]) -> Vec<[f32; 2]> {
    let mut counts = vec![[0_u32; 2]; BUCKETS];
    let mut kinds = [0_u32; 2];
    for index in order {
        let kind = usize::from(problem.targets[*index]);
        kinds[kind] += 1;
        for bucket in problem.samples.of(problem.rows[*index]) {
            counts[*bucket as usize][kind] += 1;
        }
    }
    let logs: Vec<f32> = (0..=1024_u32)
        .map(|count| ln(f64::from(count) + 1.0) as f32)
        .collect();
    let log = |count: u32| match logs.get(count as usize) {
        Some(known) => *known,
        None => ln(f64::from(count) + 1.0) as f32,
    };
    let kinds = kinds.map(|count| ln(f64::from(count) + 2.0) as f32);
    let norms = problem.samples.norms.iter();
    norms
        .zip(&counts)
        .map(|(norm, [against, of])| {
            let ratio = (log(*of) - kinds[1]) - (log(*against) - kinds[0]);
            // The square of its root is the ratio itself.
            [0.0, f32::from(*norm) / NORM_UNIT * ratio.abs().max(0.02)]
        })
        .collect()
}

/// How much of each column of the prior: logistic regression on its logits alone.
fn mix_prior(problem: &Problem<'_>, order: &mut [usize], solution: &mut Solution, columns: usize) {
    let costs = balanced(problem, order, PRIOR_COST);
    let mut duals = vec![0.0_f32; problem.rows.len()];
    let mut bias = 0.0;
    for round in 0..PRIOR_ROUNDS {
        shuffle(order, 1000 + round as u64);
        for &index in order.iter() {
            let logits = &problem.samples.priors[problem.rows[index]][..columns];
            let sign = if problem.targets[index] { 1.0 } else { -1.0 };
            let length: f32 = 1.0 + logits.iter().map(|logit| logit * logit).sum::<f32>();
            let logit: f32 = bias
                + logits
                    .iter()
                    .zip(solution.mixture)
                    .map(|(a, b)| a * b)
                    .sum::<f32>();
            let gap = quick_logistic(-sign * logit) - duals[index];
            let step = gap / (0.25 + costs[index] * length).max(1.0);
            duals[index] += step;
            let step = costs[index] * sign * step;
            bias += step;
            for (share, logit) in solution.mixture.iter_mut().zip(logits) {
                *share += step * logit;
            }
        }
    }
    solution.bias = bias;
}

/// The same order every time.
fn shuffle(order: &mut [usize], seed: u64) {
    let mut state = mix(seed + 1);
    for last in (1..order.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        order.swap(last, (state >> 33) as usize % (last + 1));
    }
}
