//! `vigie text eval`: what a model is worth on labelled lines.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of texts are far below 2^52, and shares lie between 0 and 1"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;
use vigie_text::evaluate::{area_under_curve, average_precision, macro_f1};
use vigie_text::{CALIBRATION_TEXTS_MIN, Column, Scorer, calibration_error};

use super::Source;
use super::line::{each_line, read_model};
use crate::Answer;
use crate::output::Output;

/// Resamples of an interval.
const RESAMPLES: u64 = 200;

/// Measures a model on labelled texts: average precision, macro-F1, calibration, flag rates.
#[derive(Debug, Args)]
pub(crate) struct Eval {
    #[command(flatten)]
    source: Source,
    /// Model file; the one that comes with the program when left out.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// One text, scored.
struct Judged {
    language: &'static str,
    functionality: Option<String>,
    known: BTreeMap<Column, bool>,
    /// Score of each column, and the probability where there is one.
    scores: Vec<(Column, f64)>,
    probabilities: Vec<(Column, f64)>,
    flagged: Vec<Column>,
}

impl Eval {
    pub(super) fn run(&self, out: Output) -> Result<Answer> {
        let model = read_model(self.model.as_deref())?;
        let mut scorer = Scorer::new(&model);
        let mut judged = Vec::new();
        each_line(&self.source.file, |number, line| {
            let line = line.map_err(|error| anyhow::anyhow!("line {number}: {error}"))?;
            let score = scorer.score(&line.text.0);
            let scores = score.labels.iter().chain(&score.flags).copied().collect();
            let probabilities = score
                .probabilities
                .iter()
                .map(|(column, p)| (*column, p.value));
            judged.push(Judged {
                language: score.language,
                known: line.known(),
                functionality: line.functionality,
                scores,
                probabilities: probabilities.collect(),
                flagged: score.flagged,
            });
            Ok(())
        })?;
        for facts in &model.facts().columns {
            column(&judged, facts.column, out)?;
        }
        functionalities(&judged, out)?;
        out.line(
            &format!("{} texts, model {}", judged.len(), model.hash()),
            &json!({"texts": judged.len(), "model": model.hash()}),
        )?;
        Ok(Answer::Yes)
    }
}

/// Figures of one column, over all texts it is known for.
fn column(judged: &[Judged], column: Column, out: Output) -> Result<()> {
    let scored: Vec<(f32, bool)> = judged
        .iter()
        .filter_map(|own| Some((score_of(own, column)? as f32, *own.known.get(&column)?)))
        .collect();
    let positives = scored.iter().filter(|(_, is)| *is).count();
    if positives == 0 || positives == scored.len() {
        return Ok(());
    }
    let precision = average_precision(&scored);
    let [low, high] = interval(&scored, average_precision);
    let (f1, area) = (macro_f1(&scored, 0.5), area_under_curve(&scored));
    let mut errors = BTreeMap::new();
    for own in judged {
        let found = own.probabilities.iter().find(|(known, _)| *known == column);
        if let (Some((_, p)), Some(is)) = (found, own.known.get(&column)) {
            errors
                .entry(own.language)
                .or_insert_with(Vec::new)
                .push((*p, *is));
        }
    }
    errors.retain(|_, list| list.len() >= 100);
    let errors: BTreeMap<_, _> = errors
        .iter()
        .map(|(language, list)| (*language, calibration_error(list)))
        .collect();
    let shown = if errors.is_empty() {
        format!("a rank: no probability below {CALIBRATION_TEXTS_MIN} labelled texts of a language")
    } else {
        format!("calibration error {errors:.3?}")
    };
    out.line(
        &format!(
            "{column}\t{positives} of {}\taverage precision {precision:.3} [{low:.3}, {high:.3}]\tmacro-F1 {f1:.3}\tarea {area:.3}\t{shown}",
            scored.len()
        ),
        &json!({
            "column": column, "texts": scored.len(), "positives": positives,
            "average_precision": precision, "average_precision_low": low,
            "average_precision_high": high, "macro_f1": f1, "area_under_curve": area,
            "calibration_error": errors,
        }),
    )
}

/// How often each kind of text is flagged: at the thresholds of the model, and at a half.
fn functionalities(judged: &[Judged], out: Output) -> Result<()> {
    let mut by_name: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for own in judged {
        if let Some(name) = &own.functionality {
            by_name.entry(name).or_default().push(own);
        }
    }
    for (name, list) in by_name {
        let highest = |own: &&Judged| {
            let labels = own.scores.iter().filter(|(column, _)| column.is_label());
            labels.map(|(_, score)| *score).fold(0.0, f64::max)
        };
        let flags: Vec<(f32, bool)> = list
            .iter()
            .map(|own| (0.0, !own.flagged.is_empty()))
            .collect();
        let halves: Vec<(f32, bool)> = list.iter().map(|own| (0.0, highest(own) >= 0.5)).collect();
        let rate = |flags: &[(f32, bool)]| {
            flags.iter().filter(|(_, is)| *is).count() as f64 / flags.len() as f64
        };
        let ([low, high], [half_low, half_high]) =
            (interval(&flags, rate), interval(&halves, rate));
        out.line(
            &format!(
                "{name}\t{} texts\tflagged {:.3} [{low:.3}, {high:.3}]\tabove a half {:.3} [{half_low:.3}, {half_high:.3}]",
                list.len(), rate(&flags), rate(&halves),
            ),
            &json!({
                "functionality": name, "texts": list.len(), "flagged": rate(&flags),
                "flagged_low": low, "flagged_high": high, "above_half": rate(&halves),
                "above_half_low": half_low, "above_half_high": half_high,
            }),
        )?;
    }
    Ok(())
}

fn score_of(own: &Judged, column: Column) -> Option<f64> {
    own.scores
        .iter()
        .find(|(known, _)| *known == column)
        .map(|(_, score)| *score)
}

/// Interval of 95 % by resampling, from a fixed sequence.
fn interval(scored: &[(f32, bool)], figure: impl Fn(&[(f32, bool)]) -> f64) -> [f64; 2] {
    let mut state = 1_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % scored.len()
    };
    let mut figures: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let sample: Vec<(f32, bool)> = (0..scored.len()).map(|_| scored[draw()]).collect();
            figure(&sample)
        })
        .collect();
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| figures[((figures.len() - 1) as f64 * share).round() as usize];
    [at(0.025), at(0.975)]
}
