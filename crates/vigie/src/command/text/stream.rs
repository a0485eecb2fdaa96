//! The commands that answer line by line.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use vigie_match::{NEAR_TEXT_SIMILARITY_MIN, NearTextIndex, TextSignature, exact_key};
use vigie_text::{Column, LanguageReader, Reader, Scorer, comparable, shingles};

use super::line::{answer_lines, read_model, read_terms};
use super::{Scored, Source, With};
use crate::Answer;

/// `vigie text score`.
pub(super) fn score(command: &Scored) -> Result<Answer> {
    let model = read_model(command.with.model.as_deref())?;
    let terms = read_terms(&command.with)?;
    let mut scorer = Scorer::new(&model);
    if let Some(terms) = &terms {
        scorer = scorer.with_terms(terms);
    }
    answer_lines(&command.source.file, |line| Ok(scorer.score(&line.text.0)))
}

/// `vigie text lang`.
pub(super) fn languages(source: &Source) -> Result<Answer> {
    let mut reader = LanguageReader::default();
    answer_lines(&source.file, |line| {
        Ok(json!({"lang": reader.language(&line.text.0)}))
    })
}

/// `vigie text fold`.
pub(super) fn fold(source: &Source) -> Result<Answer> {
    let mut reader = Reader::new();
    answer_lines(&source.file, |line| Ok(reader.fold(&line.text.0)))
}

/// Explains scores on the original text.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    with: With,
    /// The label or flag to explain; the label with the highest score when left out.
    #[arg(long)]
    label: Option<Column>,
}

impl Explain {
    pub(super) fn run(&self) -> Result<Answer> {
        let model = read_model(self.with.model.as_deref())?;
        let terms = read_terms(&self.with)?;
        let mut scorer = Scorer::new(&model);
        answer_lines(&self.source.file, |line| {
            let best = || {
                let score = scorer.score(&line.text.0);
                let highest = score.labels.iter().max_by(|a, b| a.1.total_cmp(&b.1));
                highest.map(|(column, _)| *column)
            };
            let first = model.facts().columns.first().map(|facts| facts.column);
            let column = self
                .label
                .or_else(best)
                .or(first)
                .context("the model has no columns")?;
            let told = scorer.explain(&line.text.0, column, terms.as_ref());
            told.with_context(|| format!("the model does not know `{column}`"))
        })
    }
}

/// Finds exact and near copies among texts, and in an index of earlier ones.
#[derive(Debug, Args)]
pub(crate) struct Near {
    #[command(flatten)]
    source: Source,
    /// An index that is read first and written back with the new texts.
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
    /// Least estimated share of shingles in common, 0 to 1.
    #[arg(long, default_value_t = NEAR_TEXT_SIMILARITY_MIN, value_name = "SHARE", value_parser = share)]
    similarity: f32,
}

/// Largest index read, in bytes: some eight million texts.
const INDEX_BYTES_MAX: u64 = 2 << 30;
/// Near texts named for one text.
const NAMED_MAX: usize = 100;

fn share(text: &str) -> Result<f32, String> {
    let share: f32 = text.parse().map_err(|_| "not a number".to_owned())?;
    if !(0.0..=1.0).contains(&share) {
        return Err("a share is between 0 and 1".to_owned());
    }
    Ok(share)
}

impl Near {
    /// One answer a line: `position` counts texts from 0 over all runs with one index; `exact` and
    /// `near` name earlier positions; `cluster` is the earliest text of the bunch.
    pub(super) fn run(&self) -> Result<Answer> {
        let mut index = match self.index.as_deref().filter(|path| path.exists()) {
            Some(path) => {
                let bytes = crate::command::read_input(path, INDEX_BYTES_MAX)?;
                NearTextIndex::from_bytes(&bytes)
                    .with_context(|| format!("`{}`", path.display()))?
            }
            None => NearTextIndex::new(),
        };
        let mut position = index.last_id().map_or(0, |id| id + 1);
        let mut reader = Reader::new();
        let mut exact = std::collections::HashMap::new();
        let mut clusters = std::collections::HashMap::new();
        let answer = answer_lines(&self.source.file, |line| {
            let own = position;
            position += 1;
            let key = exact_key(&comparable(&String::from_utf8_lossy(&line.text.0)));
            let copy = *exact.entry(key).or_insert(own);
            let signature = TextSignature::of(&shingles(&mut reader, &line.text.0));
            let mut near = Vec::new();
            if let Some(signature) = signature.filter(|_| copy == own) {
                near = index.find(&signature, self.similarity);
                near.truncate(NAMED_MAX);
                index.insert(own, signature);
            }
            let first = near.iter().map(|near| near.id).min().unwrap_or(copy);
            let cluster = *clusters.get(&first).unwrap_or(&first);
            clusters.insert(own, cluster);
            let near: Vec<_> = near
                .iter()
                .map(|near| json!({"position": near.id, "similarity": near.similarity}))
                .collect();
            Ok(json!({
                "position": own,
                "exact": (copy != own).then_some(copy),
                "near": near,
                "cluster": cluster,
            }))
        });
        if let Some(path) = &self.index {
            crate::command::write_file(path, &index.to_bytes())?;
        }
        answer
    }
}
