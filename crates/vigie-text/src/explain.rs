//! Why a text has its score: parts that add up, on the original.
//!
//! Each n-gram's part is spread over its letters, letters are gathered by the words of the
//! original. What cannot be pinned to a word (spaces, edges) is told apart, so that bias, words
//! and rest together are the logit, to a ten-thousandth.

use serde::Serialize;

use crate::feature::Grams;
use crate::fold::{alphabet, spelled_out};
use crate::label::Column;
use crate::model::inverse_length;
use crate::score::Scorer;
use crate::term::{TermMatch, TermSet};

/// Words and n-grams named for a score.
const FOR_MAX: usize = 5;
/// Words and n-grams named against it.
const AGAINST_MAX: usize = 3;

/// Why a text has the logit of one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Which label or flag.
    pub column: Column,
    /// The logit: bias, rest and words together.
    pub logit: f64,
    /// What a text without words has.
    pub bias: f64,
    /// Parts of no word.
    pub rest: f64,
    /// Every word of the original with its part: the heat-map.
    pub words: Vec<WordPart>,
    /// The strongest words for it, then against it.
    pub top_for: Vec<WordPart>,
    /// See `top_for`.
    pub top_against: Vec<WordPart>,
    /// The strongest n-grams, with what the model learned them from.
    pub grams: Vec<GramPart>,
    /// Terms found, with their lists.
    pub terms: Vec<TermMatch>,
    /// Hash of the model.
    pub model: String,
}

/// A word of the original and its part of a logit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordPart {
    /// The word as it stands there.
    pub text: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Its part of the logit.
    pub part: f64,
}

/// An n-gram and its part of a logit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GramPart {
    /// As the machine reads it.
    pub gram: String,
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Its part of the logit.
    pub part: f64,
    /// What is known of where its weight comes from.
    pub origin: GramOrigin,
}

/// What is known of where a weight comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GramOrigin {
    /// Learned from this n-gram.
    Known,
    /// Learned from this one and others that share its bucket.
    Shared,
    /// Another n-gram of the same bucket was learned: the weight may not be meant.
    Collision,
    /// Too rare to be named; see the dictionary's rule.
    Unlisted,
}

impl Scorer<'_> {
    /// Explains the logit of a column. `None` when the model does not know the column.
    pub fn explain(
        &mut self,
        text: &[u8],
        column: Column,
        terms: Option<&TermSet>,
    ) -> Option<Explanation> {
        let model = self.model();
        let position = model.position(column)?;
        let found = terms.map_or_else(Vec::new, |terms| terms.find(&mut self.reader, text));
        self.reader.read_whole(text);
        self.grams.read(&self.reader);
        let norms = self
            .grams
            .buckets()
            .iter()
            .map(|bucket| u32::from(model.rows.norm(*bucket as usize)));
        let (scale, bias) = model.scales[position];
        let unit = f64::from(scale) * f64::from(inverse_length(norms.sum()));
        let mut words = split(text);
        let mut rest = 0.0;
        let mut grams = Vec::new();
        for (index, bucket) in self.grams.buckets().iter().enumerate() {
            let (start, length) = Grams::place(index);
            let weight = model.rows.weight(*bucket as usize, position);
            if weight == 0 {
                continue;
            }
            let part = f64::from(weight) * unit;
            let end = (start + u32::from(length)).min(self.reader.length as u32);
            let letters: Vec<u32> = (start..end)
                .filter(|at| self.reader.symbols[*at as usize] != alphabet::SPACE)
                .collect();
            for at in &letters {
                let byte = self.reader.symbol_offsets[*at as usize];
                match word_at(&mut words, byte) {
                    Some(word) => word.part += part / letters.len() as f64,
                    None => rest += part / letters.len() as f64,
                }
            }
            if letters.is_empty() {
                rest += part;
            }
            let (from, to) = self.reader.original(start, end, text);
            let gram = spelled_out(&self.reader.symbols[start as usize..end as usize]);
            grams.push(GramPart {
                origin: origin(&model.facts.dictionary, *bucket, &gram),
                gram,
                start: from,
                end: to,
                part,
            });
        }
        merge(&mut grams);
        grams.sort_by(|a, b| b.part.abs().total_cmp(&a.part.abs()));
        grams.truncate(FOR_MAX + AGAINST_MAX);
        let bias = f64::from(bias);
        let logit = bias + rest + words.iter().map(|word| word.part).sum::<f64>();
        let mut sorted = words.clone();
        sorted.sort_by(|a, b| b.part.total_cmp(&a.part));
        let top_for = sorted
            .iter()
            .filter(|word| word.part > 0.0)
            .take(FOR_MAX)
            .cloned()
            .collect();
        let against = sorted.iter().rev().filter(|word| word.part < 0.0);
        Some(Explanation {
            column,
            logit,
            bias,
            rest,
            top_for,
            top_against: against.take(AGAINST_MAX).cloned().collect(),
            words,
            grams,
            terms: found,
            model: model.hash().to_owned(),
        })
    }
}

/// N-grams that stand there more than once, told once: at their first place, with all their parts.
fn merge(grams: &mut Vec<GramPart>) {
    grams.sort_by(|a, b| a.gram.cmp(&b.gram).then(a.start.cmp(&b.start)));
    grams.dedup_by(|again, first| {
        let is_same = again.gram == first.gram;
        if is_same {
            first.part += again.part;
        }
        is_same
    });
}

/// The words of the original: what stands between white space.
fn split(text: &[u8]) -> Vec<WordPart> {
    let mut words = Vec::new();
    let mut start = 0;
    for at in 0..=text.len() {
        let is_end = text.get(at).is_none_or(u8::is_ascii_whitespace);
        if is_end {
            if at > start {
                words.push(WordPart {
                    text: String::from_utf8_lossy(&text[start..at]).into_owned(),
                    start: start as u32,
                    end: at as u32,
                    part: 0.0,
                });
            }
            start = at + 1;
        }
    }
    words
}

fn word_at(words: &mut [WordPart], byte: u32) -> Option<&mut WordPart> {
    let index = words.partition_point(|word| word.end <= byte);
    words.get_mut(index).filter(|word| word.start <= byte)
}

fn origin(dictionary: &[(u32, String)], bucket: u32, gram: &str) -> GramOrigin {
    let from = dictionary.partition_point(|(own, _)| *own < bucket);
    let own = dictionary[from..]
        .iter()
        .take_while(|(own, _)| *own == bucket);
    let (mut is_there, mut others) = (false, 0);
    for (_, known) in own {
        if known == gram {
            is_there = true;
        } else {
            others += 1;
        }
    }
    match (is_there, others) {
        (true, 0) => GramOrigin::Known,
        (true, _) => GramOrigin::Shared,
        (false, 0) => GramOrigin::Unlisted,
        (false, _) => GramOrigin::Collision,
    }
}

#[cfg(test)]
mod tests;
