//! From a score to a probability, where the texts allow one; from a wanted precision to a threshold.

use serde::{Deserialize, Serialize};

use crate::numeric::{exp, logistic};

/// Labelled texts of a language below which no probability is shown.
pub const CALIBRATION_TEXTS_MIN: usize = 2_000;
/// Of these, texts for the label.
///
/// Source: house; more than the templates of one label and language, which alone are no measure.
const CALIBRATION_POSITIVES_MIN: usize = 150;
/// Two-sided 95 %.
const Z_95: f64 = 1.96;
/// Least recall with which a threshold is worth having.
const THRESHOLD_RECALL_MIN: f64 = 0.1;
/// Bins of the calibration error.
const BINS: usize = 15;

/// The probability of a logit in one language: logistic of `slope · logit + offset`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Language of the texts it was learned from.
    pub language: String,
    /// Slope.
    pub slope: f64,
    /// Offset.
    pub offset: f64,
    /// Covariance of slope and offset: slope, both, offset.
    pub covariance: [f64; 3],
    /// Texts it was learned from.
    pub texts: usize,
    /// Mean distance of said and true frequency on texts held out, its own noise taken out.
    pub error: f64,
}

/// A probability and its interval of 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Probability {
    /// Most likely.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// A score from which precision is at least what was wanted, with 95 % certainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The logit.
    pub logit: f64,
    /// Precision wanted.
    pub precision: f64,
    /// Share of what is there that it finds, on texts held out.
    pub recall: f64,
}

impl Calibration {
    /// Learns from logits of texts held out. `None` when there are too few.
    pub(crate) fn fit(language: &str, scored: &[(f32, bool)]) -> Option<Self> {
        let positives = scored.iter().filter(|(_, is)| *is).count();
        if scored.len() < CALIBRATION_TEXTS_MIN
            || positives < CALIBRATION_POSITIVES_MIN
            || scored.len() - positives < CALIBRATION_POSITIVES_MIN
        {
            return None;
        }
        // Even texts teach, odd ones judge, and the other way round; then all teach.
        let half = |odd: usize| -> Vec<(f32, bool)> {
            scored.iter().copied().skip(odd).step_by(2).collect()
        };
        let judged: Vec<(f64, bool)> = (0..2)
            .flat_map(|odd| {
                let (slope, offset, _) = platt(&half(1 - odd));
                half(odd)
                    .into_iter()
                    .map(move |(logit, is)| (logistic(slope * f64::from(logit) + offset), is))
            })
            .collect();
        let (slope, offset, covariance) = platt(scored);
        Some(Self {
            language: language.to_owned(),
            slope,
            offset,
            covariance,
            texts: scored.len(),
            error: calibration_error(&judged),
        })
    }

    /// The probability of a logit.
    pub fn probability(&self, logit: f32) -> Probability {
        let x = f64::from(logit);
        let centre = self.slope * x + self.offset;
        let [slope, both, offset] = self.covariance;
        let deviation = (slope * x * x + 2.0 * both * x + offset).max(0.0).sqrt();
        Probability {
            value: logistic(centre),
            low: logistic(centre - Z_95 * deviation),
            high: logistic(centre + Z_95 * deviation),
        }
    }
}

/// Logistic regression on one number, by Newton's method: slope, offset, covariance.
fn platt(scored: &[(f32, bool)]) -> (f64, f64, [f64; 3]) {
    let (mut slope, mut offset) = (1.0, 0.0);
    let mut covariance = [0.0; 3];
    for _ in 0..30 {
        // A little ridge keeps separable scores finite.
        let (mut gradient, mut hessian) =
            ([1e-3 * (slope - 1.0), 1e-3 * offset], [1e-3, 0.0, 1e-3]);
        for (logit, is) in scored {
            let x = f64::from(*logit);
            let p = 1.0 / (1.0 + exp(-(slope * x + offset)));
            let (residual, weight) = (p - f64::from(u8::from(*is)), p * (1.0 - p));
            gradient[0] += residual * x;
            gradient[1] += residual;
            hessian[0] += weight * x * x;
            hessian[1] += weight * x;
            hessian[2] += weight;
        }
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        if determinant <= 1e-12 {
            break;
        }
        covariance = [
            hessian[2] / determinant,
            -hessian[1] / determinant,
            hessian[0] / determinant,
        ];
        let step = [
            covariance[0] * gradient[0] + covariance[1] * gradient[1],
            covariance[1] * gradient[0] + covariance[2] * gradient[1],
        ];
        slope -= step[0].clamp(-2.0, 2.0);
        offset -= step[1].clamp(-2.0, 2.0);
        if step[0].abs() + step[1].abs() < 1e-9 {
            break;
        }
    }
    (slope, offset, covariance)
}

/// Expected calibration error over 15 bins of equal size, the noise of each bin taken out.
///
/// Source: Kumar, Liang, Ma 2019, debiased estimator, bin by bin.
pub fn calibration_error(judged: &[(f64, bool)]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = sorted.len().div_ceil(BINS).max(2);
    let mut error = 0.0;
    for bin in sorted.chunks(size) {
        let n = bin.len() as f64;
        let said = bin.iter().map(|(p, _)| p).sum::<f64>() / n;
        let is = bin.iter().filter(|(_, is)| *is).count() as f64 / n;
        let noise = is * (1.0 - is) / (n - 1.0).max(1.0);
        error += n / sorted.len() as f64 * ((said - is).powi(2) - noise).max(0.0).sqrt();
    }
    error
}

impl Threshold {
    /// The lowest logit from which the lower bound of precision holds; `None`: ranking only.
    pub(crate) fn find(scored: &[(f32, bool)], precision: f64) -> Option<Self> {
        let mut sorted = scored.to_vec();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
        let positives = sorted.iter().filter(|(_, is)| *is).count() as f64;
        let (mut found, mut hits) = (None, 0.0);
        for (index, (logit, is)) in sorted.iter().enumerate() {
            hits += f64::from(u8::from(*is));
            let is_last_of_its_score = sorted.get(index + 1).is_none_or(|next| next.0 < *logit);
            if is_last_of_its_score && wilson_low(hits, (index + 1) as f64) >= precision {
                found = Some(Self {
                    logit: f64::from(*logit),
                    precision,
                    recall: hits / positives,
                });
            }
        }
        found.filter(|threshold| threshold.recall >= THRESHOLD_RECALL_MIN)
    }
}

/// Lower bound of a share, Wilson's, two-sided 95 %.
pub(crate) fn wilson_low(hits: f64, of: f64) -> f64 {
    if of == 0.0 {
        return 0.0;
    }
    let share = hits / of;
    let square = Z_95 * Z_95;
    let centre = share + square / (2.0 * of);
    let spread = Z_95 * (share * (1.0 - share) / of + square / (4.0 * of * of)).sqrt();
    ((centre - spread) / (1.0 + square / of)).max(0.0)
}
