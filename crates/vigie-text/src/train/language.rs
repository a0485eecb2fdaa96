//! The table of languages: one against all others in its letters, by coordinate ascent, as in
//! `solve.rs`.

use super::sample::mix;
use crate::feature::Grams;
use crate::fold::Reader;
use crate::language::{
    LANGUAGES, LOOKS_MAX, LanguageTable, MARK_ROWS, ROWS, is_in_script, rivals, rows_of,
};
use crate::numeric::quick_logistic;

const ROUNDS: u64 = 8;
/// Cost of an error. Source: tried 0.5 to 8 on held-out sentences; flat around this.
const COST: f32 = 6.0;

/// Learns a table from texts and the position of their language in [`LANGUAGES`].
pub fn train_languages(texts: &[(Vec<u8>, usize)]) -> LanguageTable {
    let (mut reader, mut grams) = (Reader::new(), Grams::default());
    let samples: Vec<(Vec<u16>, usize)> = texts
        .iter()
        .map(|(text, language)| {
            reader.read(text);
            grams.read(&reader);
            let mut looks = [0; LOOKS_MAX];
            let count = rows_of(&reader, &grams, &mut looks);
            let is_kept = count > 0 && is_in_script(&reader, *language);
            let rows = looks[..count].iter().map(|row| *row as u16).collect();
            (rows, *language, is_kept)
        })
        .filter(|(_, _, is_kept)| *is_kept)
        .map(|(rows, language, _)| (rows, language))
        .collect();
    let mut weights = vec![vec![0.0_f32; ROWS + MARK_ROWS]; LANGUAGES.len()];
    let mut biases = [0.0_f32; LANGUAGES.len()];
    for (language, own) in weights.iter_mut().enumerate() {
        let rivals: Vec<_> = samples
            .iter()
            .filter(|(_, other)| rivals(language).contains(other))
            .collect();
        biases[language] = learn(&rivals, language, own);
    }
    LanguageTable::new(&weights, biases)
}

fn learn(samples: &[&(Vec<u16>, usize)], language: usize, weights: &mut [f32]) -> f32 {
    let positives = samples
        .iter()
        .filter(|(_, own)| *own == language)
        .count()
        .max(1) as f32;
    let count = samples.len() as f32;
    let mut bias = 0.0;
    let mut duals = vec![0.0_f32; samples.len()];
    let mut order: Vec<usize> = (0..samples.len()).collect();
    for round in 0..ROUNDS {
        order.sort_unstable_by_key(|index| mix(*index as u64 ^ mix(round + 7)));
        for &index in &order {
            let (rows, own) = samples[index];
            let is = *own == language;
            let cost = COST * if is { (count / positives).sqrt() } else { 1.0 };
            let sign = if is { 1.0 } else { -1.0 };
            let inverse = 1.0 / (rows.len() as f32).sqrt();
            let sum: f32 = rows.iter().map(|row| weights[usize::from(*row)]).sum();
            let gap = quick_logistic(-sign * (sum * inverse + bias)) - duals[index];
            let step = gap / (0.25 + cost * 2.0).max(1.0);
            duals[index] += step;
            let step = cost * sign * step;
            bias += step;
            for row in rows {
                weights[usize::from(*row)] += step * inverse;
            }
        }
    }
    bias
}
