//! `vigie text train`: from labelled lines to a model file.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;
use vigie_text::train::{Example, TEXTS_MAX, Training, train_languages};
use vigie_text::{LANGUAGES, LanguageReader};

use super::Source;
use super::line::{each_line, read_model};
use crate::Answer;
use crate::output::Output;

/// Learns a model from the desk's decisions, or from labelled texts.
///
/// Without a file and `--out`, from the decisions of the desk, on top of the model in use; the new
/// one scores beside it until a person promotes it. Else from a file: a line: `{"text": …, "labels": {"threat": true, …}, "flags": {…}}`; what is not said is
/// unknown, a list `["threat"]` says all. Optional: `lang`, `weight`, `group` (texts of one group
/// are held out together), `author` (n-grams are named from 20 texts by 10 authors).
#[derive(Debug, Args)]
pub(crate) struct Train {
    #[command(flatten)]
    source: Source,
    /// Where the model is written; needed with labelled texts.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A model to start from; without one, the model that comes with the program.
    #[arg(long, value_name = "FILE")]
    prior: Option<PathBuf>,
    /// Starts from nothing.
    #[arg(long, conflicts_with = "prior")]
    from_nothing: bool,
    /// Keeps only so many rows of weights, the strongest: a smaller file.
    #[arg(long, value_name = "N")]
    rows_max: Option<usize>,
    /// No held-out scores: no thresholds, no probabilities, a fifth of the time.
    #[arg(long)]
    quick: bool,
    /// Learns the table of languages instead, from lines with `lang`.
    #[arg(long, hide = true)]
    languages: bool,
}

impl Train {
    /// Whether neither texts nor a place for a model are given.
    pub(super) fn is_of_desk(&self) -> bool {
        self.out.is_none() && self.source.file == std::path::Path::new("-") && !self.languages
    }

    fn out(&self) -> Result<&std::path::Path> {
        self.out
            .as_deref()
            .context("say where the model is written, with `--out FILE`")
    }

    pub(super) fn run(&self, out: Output) -> Result<Answer> {
        if self.languages {
            return self.languages(out);
        }
        self.out()?;
        let prior = match (&self.prior, self.from_nothing) {
            (_, true) => None,
            (path, false) => Some(read_model(path.as_deref())?),
        };
        let examples = read_examples(self)?;
        let training = Training {
            prior: prior.as_ref(),
            rows_max: self.rows_max,
            is_quick: self.quick,
        };
        let model = training.run(&examples)?;
        crate::command::write_file(self.out()?, &model.to_bytes())?;
        for facts in &model.facts().columns {
            let text = format!(
                "{}\t{} for, {} against\taverage precision {:.3} held out\t{}",
                facts.column,
                facts.positives,
                facts.negatives,
                facts.average_precision,
                if facts.threshold.is_some() {
                    "threshold"
                } else {
                    "ranking only"
                },
            );
            out.line(&text, facts)?;
        }
        let (texts, hash) = (model.facts().texts, model.hash());
        out.line(
            &format!("{texts} texts, model {hash}"),
            &json!({"texts": texts, "model": hash}),
        )?;
        Ok(Answer::Yes)
    }

    fn languages(&self, out: Output) -> Result<Answer> {
        let mut texts = Vec::new();
        each_line(&self.source.file, |number, line| {
            let line = line.map_err(|error| anyhow::anyhow!("line {number}: {error}"))?;
            let language = line.language.unwrap_or_default();
            let position = LANGUAGES.iter().position(|own| *own == language);
            let position = position.with_context(|| format!("line {number}: unknown language"))?;
            texts.push((line.text.0, position));
            Ok(())
        })?;
        let table = train_languages(&texts);
        crate::command::write_file(self.out()?, &table.to_bytes())?;
        out.line(
            &format!("{} texts", texts.len()),
            &json!({"texts": texts.len()}),
        )?;
        Ok(Answer::Yes)
    }
}

fn read_examples(command: &Train) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    let mut languages = LanguageReader::default();
    each_line(&command.source.file, |number, line| {
        let line = line.map_err(|error| anyhow::anyhow!("line {number}: {error}"))?;
        if examples.len() >= TEXTS_MAX {
            bail!("more than {TEXTS_MAX} texts");
        }
        let labels = line.known();
        let weight = line.weight.unwrap_or(1.0);
        if !weight.is_finite() || !(0.0..=100.0).contains(&weight) {
            bail!("line {number}: a weight is between 0 and 100");
        }
        let number_of = |value: &serde_json::Value| {
            let key = vigie_match::exact_key(&value.to_string());
            u64::from_le_bytes([
                key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7],
            ])
        };
        let language = line.language.clone();
        examples.push(Example {
            labels,
            language: Some(language.unwrap_or_else(|| languages.language(&line.text.0).to_owned())),
            weight,
            group: line.group.as_ref().map(number_of),
            author: line.author.as_ref().map(number_of),
            text: line.text.0,
        });
        Ok(())
    })?;
    Ok(examples)
}
