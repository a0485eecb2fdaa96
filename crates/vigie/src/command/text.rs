//! `vigie text …`: folds, scores, explains, compares and learns texts, without a desk.
//!
//! NDJSON in and out, `{"text": "…"}` a line, answers in the order of the lines, each written
//! before the next is read. A line that cannot be read is answered with `{"error": …}` at its
//! place, and the command ends with 2.

mod learn;
mod line;
mod measure;
mod stream;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::Answer;
use crate::output::Output;

/// Folds, scores, explains, compares and learns texts.
#[derive(Debug, Subcommand)]
pub(crate) enum Text {
    /// Scores texts: language, labels, context, rank.
    Score(Scored),
    /// Explains scores on the original text.
    Explain(stream::Explain),
    /// Names the language of texts.
    Lang(Source),
    /// Folds texts, with offsets into the original.
    Fold(Source),
    /// Finds exact and near copies among texts, and in an index of earlier ones.
    Near(stream::Near),
    /// Learns a model from labelled texts.
    Train(learn::Train),
    /// Measures a model on labelled texts.
    Eval(measure::Eval),
}

/// Where texts come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// NDJSON file; `-` is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
}

/// What texts are scored with.
#[derive(Debug, Args)]
pub(crate) struct Scored {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    with: With,
}

/// The model and the lists.
#[derive(Debug, Args)]
pub(crate) struct With {
    /// Model file; the one that comes with the program when left out.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Term lists; the starter lists when left out.
    #[arg(long, value_name = "FILE")]
    terms: Vec<PathBuf>,
    /// No term lists at all.
    #[arg(long, conflicts_with = "terms")]
    without_terms: bool,
}

impl Text {
    pub(crate) fn run(self, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Score(command) => stream::score(&command),
            Self::Explain(command) => command.run(),
            Self::Lang(source) => stream::languages(&source),
            Self::Fold(source) => stream::fold(&source),
            Self::Near(command) => command.run(),
            Self::Train(command) => command.run(out),
            Self::Eval(command) => command.run(out),
        }
    }
}
