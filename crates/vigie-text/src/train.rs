//! Training: from labelled texts to a model, in a second or two, the same every time.
//!
//! Logistic regression in its dual (one coordinate a text), on n-grams weighted by rarity and by
//! how unevenly they fall (Wang and Manning's ratio, to a half). Cost is chosen by
//! cross-validation; scores held out give thresholds and calibration. A prior model is a start:
//! its columns together are one more feature, whose weights are folded into the new ones.
//! No chance: the order of texts is shuffled by a fixed sequence.

mod dictionary;
mod language;
mod sample;
mod solve;

pub use language::train_languages;

use std::collections::BTreeMap;

use crate::error::TrainError;
use crate::evaluate::average_precision;
use crate::feature::BUCKETS;
use crate::label::Column;
use crate::model::{
    COLUMNS_MAX, Calibration, ColumnFacts, Facts, Model, NORM_UNIT, Rows, Threshold,
};
use sample::Samples;
use solve::{Problem, Solution, solve};

/// Texts of each kind a label needs to be learned.
pub const POSITIVES_MIN: usize = 5;
/// Texts one training takes: what fits into two gigabytes.
pub const TEXTS_MAX: usize = 2_000_000;
/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// Texts the cost is chosen on; more would change it little.
const CHOICE_TEXTS_MAX: usize = 3_000;
/// Costs tried. Source: measured on the public tasks; outside of these nothing was best.
const COSTS: [f32; 3] = [0.5, 2.0, 6.0];
/// Precision a threshold is sought for.
const PRECISION_WANTED: f64 = 0.8;

/// One labelled text.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// The text; bytes that are no UTF-8 are skipped.
    pub text: Vec<u8>,
    /// What is known of it; a column that is not there is unknown.
    pub labels: BTreeMap<Column, bool>,
    /// Its language, when somebody said so.
    pub language: Option<String>,
    /// How much it counts: 1, or 3 for a decision that a complaint overturned.
    pub weight: f32,
    /// Texts of one group (a template, a cluster) are held out together.
    pub group: Option<u64>,
    /// Who wrote it, as a number. N-grams are readable from 20 texts by 10 authors; texts of
    /// unknown authors do not count.
    pub author: Option<u64>,
}

/// What a training takes beside the texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Training<'m> {
    /// A model to start from.
    pub prior: Option<&'m Model>,
    /// Rows of weights kept, the strongest; all when `None`.
    pub rows_max: Option<usize>,
    /// Skips held-out scores: no thresholds, no calibration, a fifth of the time.
    pub is_quick: bool,
}

impl Training<'_> {
    /// Learns a model from texts.
    ///
    /// # Errors
    ///
    /// [`TrainError`] when there is too little or too much to learn from.
    pub fn run(&self, examples: &[Example]) -> Result<Model, TrainError> {
        if examples.len() > TEXTS_MAX {
            return Err(TrainError::TooMany {
                found: examples.len(),
                most: TEXTS_MAX,
            });
        }
        let columns = columns_of(examples)?;
        let mut samples = Samples::read(examples, self.prior);
        if let Some(rows_max) = self.rows_max {
            self.thin_rows(&columns, examples, &mut samples, rows_max);
        }
        let mut rows = Rows::new(columns.len());
        for (bucket, norm) in samples.norms.iter().enumerate() {
            rows.set_norm(bucket, *norm);
        }
        let mut facts = Vec::new();
        let mut scales = Vec::new();
        let mut weights = vec![0.0_f32; BUCKETS];
        for (position, column) in columns.into_iter().enumerate() {
            let learned = self.learn(column, examples, &samples);
            learned.solution.spread(&mut weights, self.prior);
            let highest = weights
                .iter()
                .fold(0.0_f32, |most, weight| most.max(weight.abs()));
            let scale = if highest > 0.0 { highest / 127.0 } else { 1.0 };
            for (bucket, weight) in weights.iter().enumerate() {
                if samples.norms[bucket] != 0 {
                    rows.set_weight(bucket, position, (weight / scale).round() as i32);
                }
            }
            scales.push((scale, learned.solution.bias(self.prior)));
            facts.push(learned.facts);
        }
        let dictionary = dictionary::readable(examples, &rows, &scales);
        let facts = Facts {
            columns: facts,
            texts: examples.len(),
            prior: self.prior.map(|model| model.hash().to_owned()),
            dictionary,
        };
        Ok(Model::assemble(facts, scales, rows))
    }

    /// Learns once quickly, and forgets all n-grams but those that weigh most.
    fn thin_rows(
        &self,
        columns: &[Column],
        examples: &[Example],
        samples: &mut Samples,
        rows_max: usize,
    ) {
        let quick = Self {
            is_quick: true,
            ..*self
        };
        let mut strengths = vec![0.0_f32; BUCKETS];
        let mut weights = vec![0.0_f32; BUCKETS];
        for column in columns {
            let learned = quick.learn(*column, examples, samples);
            learned.solution.spread(&mut weights, self.prior);
            let highest = weights
                .iter()
                .fold(1e-9_f32, |most, weight| most.max(weight.abs()));
            for (strength, (weight, norm)) in
                strengths.iter_mut().zip(weights.iter().zip(&samples.norms))
            {
                if *norm != 0 {
                    // Weights of different columns have different spans.
                    *strength += weight.abs() / highest;
                }
            }
        }
        let mut order: Vec<usize> = (0..BUCKETS)
            .filter(|bucket| strengths[*bucket] > 0.0)
            .collect();
        order.sort_by(|a, b| strengths[*b].total_cmp(&strengths[*a]).then(a.cmp(b)));
        let mut norms = vec![0; BUCKETS];
        for bucket in order.into_iter().take(rows_max) {
            norms[bucket] = samples.norms[bucket];
        }
        samples.keep(norms);
    }

    fn learn(&self, column: Column, examples: &[Example], samples: &Samples) -> Learned {
        let known: Vec<usize> = (0..examples.len())
            .filter(|index| examples[*index].labels.contains_key(&column))
            .collect();
        let targets: Vec<bool> = known
            .iter()
            .map(|index| examples[*index].labels[&column])
            .collect();
        let costs: Vec<f32> = known.iter().map(|index| examples[*index].weight).collect();
        let folds: Vec<usize> = known
            .iter()
            .map(|index| samples.fold(*index, FOLDS))
            .collect();
        let problem = Problem {
            samples,
            rows: &known,
            targets: &targets,
            weights: &costs,
        };
        let cost = choose_cost(&problem, &folds, self.prior);
        let solution = solve(&problem, None, cost, self.prior);
        let positives = targets.iter().filter(|is| **is).count();
        let mut facts = ColumnFacts {
            column,
            positives,
            negatives: targets.len() - positives,
            cost,
            average_precision: 0.0,
            threshold: None,
            calibrations: Vec::new(),
        };
        if !self.is_quick {
            let held_out = held_out(&problem, &folds, FOLDS, cost, self.prior);
            facts.average_precision = average_precision(&held_out);
            facts.threshold = Threshold::find(&held_out, PRECISION_WANTED);
            let mut by_language: BTreeMap<&str, Vec<(f32, bool)>> = BTreeMap::new();
            for (index, scored) in known.iter().zip(&held_out) {
                if let Some(language) = &examples[*index].language {
                    by_language.entry(language).or_default().push(*scored);
                }
            }
            facts.calibrations = by_language
                .iter()
                .filter_map(|(language, scored)| Calibration::fit(language, scored))
                .collect();
        }
        Learned { facts, solution }
    }
}

struct Learned {
    facts: ColumnFacts,
    solution: Solution,
}

/// Columns with enough texts for and against them.
fn columns_of(examples: &[Example]) -> Result<Vec<Column>, TrainError> {
    let mut counts: BTreeMap<Column, [usize; 2]> = BTreeMap::new();
    for example in examples {
        for (column, is) in &example.labels {
            counts.entry(*column).or_default()[usize::from(*is)] += 1;
        }
    }
    let rarer = |count: &[usize; 2]| count[0].min(count[1]);
    let columns: Vec<Column> = counts
        .iter()
        .filter(|(_, count)| rarer(count) >= POSITIVES_MIN)
        .map(|(column, _)| *column)
        .take(COLUMNS_MAX)
        .collect();
    if columns.is_empty() {
        return Err(TrainError::TooFew {
            needed: POSITIVES_MIN,
            most: counts.values().map(rarer).max().unwrap_or(0),
        });
    }
    Ok(columns)
}

/// Scores of each text by a model that did not learn from its fold.
fn held_out(
    problem: &Problem<'_>,
    folds: &[usize],
    count: usize,
    cost: f32,
    prior: Option<&Model>,
) -> Vec<(f32, bool)> {
    let mut scored = vec![(0.0, false); problem.rows.len()];
    for fold in 0..count {
        let taught: Vec<bool> = folds.iter().map(|own| *own != fold).collect();
        let solution = solve(problem, Some(&taught), cost, prior);
        for (index, row) in problem.rows.iter().enumerate() {
            if !taught[index] {
                let score = solution.score(problem.samples, *row);
                scored[index] = (score, problem.targets[index]);
            }
        }
    }
    scored
}

/// The cost with the best average precision on texts held out, over some of the texts.
fn choose_cost(problem: &Problem<'_>, folds: &[usize], prior: Option<&Model>) -> f32 {
    // Every positive is worth more than a negative: keep the rarer kind whole when it is small.
    let chosen = thin(problem.targets, CHOICE_TEXTS_MAX);
    let pick = |list: &[usize]| -> Vec<usize> { chosen.iter().map(|at| list[*at]).collect() };
    let rows = pick(problem.rows);
    let folds: Vec<usize> = pick(folds).into_iter().map(|fold| fold % 3).collect();
    let targets: Vec<bool> = chosen.iter().map(|at| problem.targets[*at]).collect();
    let weights: Vec<f32> = chosen.iter().map(|at| problem.weights[*at]).collect();
    let small = Problem {
        samples: problem.samples,
        rows: &rows,
        targets: &targets,
        weights: &weights,
    };
    let mut best = (f64::MIN, COSTS[1]);
    for cost in COSTS {
        let found = average_precision(&held_out(&small, &folds, 3, cost, prior));
        if found > best.0 {
            best = (found, cost);
        }
    }
    best.1
}

/// At most `most` positions, evenly spread over each kind.
fn thin(targets: &[bool], most: usize) -> Vec<usize> {
    if targets.len() <= most {
        return (0..targets.len()).collect();
    }
    let of = |kind: bool| -> Vec<usize> {
        (0..targets.len())
            .filter(|at| targets[*at] == kind)
            .collect()
    };
    let (rare, common) = (of(true), of(false));
    let rare_share = rare
        .len()
        .min((most * rare.len() / targets.len()).max(most / 4));
    let mut chosen = every(&rare, rare_share);
    chosen.extend(every(&common, most - rare_share));
    chosen.sort_unstable();
    chosen
}

fn every(list: &[usize], count: usize) -> Vec<usize> {
    let count = count.min(list.len());
    (0..count).map(|at| list[at * list.len() / count]).collect()
}

/// Squared rarity of an n-gram that `count` of `texts` hold, as the byte of a row.
fn norm_byte(count: u32, texts: usize) -> u8 {
    let idf = crate::numeric::ln((1.0 + texts as f64) / (1.0 + f64::from(count))) + 1.0;
    ((idf * idf * f64::from(NORM_UNIT)).round() as u32).clamp(1, 255) as u8
}

#[cfg(test)]
mod tests;
