//! `vigie text …`: folds, scores, explains, compares and learns texts, without a desk and on one.
//!
//! NDJSON in and out, `{"text": "…"}` a line, answers in the order of the lines, each written
//! before the next is read. A line that cannot be read is answered with `{"error": …}` at its
//! place, and the command ends with 2.

mod desk;
mod learn;
mod line;
mod measure;
mod stream;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::Answer;
use crate::config::Config;
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
    /// Learns a model: from the desk's decisions, or from labelled texts.
    Train(learn::Train),
    /// Measures a model on labelled texts.
    Eval(measure::Eval),
    /// Says which model orders the queue of the desk.
    #[command(subcommand)]
    Model(desk::Models),
    /// Keeps the term lists of the desk.
    #[command(subcommand)]
    Terms(desk::Terms),
    /// Finds captured texts by their words.
    Search(desk::Search),
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
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Score(command) => stream::score(&command),
            Self::Explain(command) => command.run(),
            Self::Lang(source) => stream::languages(&source),
            Self::Fold(source) => stream::fold(&source),
            Self::Near(command) => command.run(),
            Self::Train(command) if command.is_of_desk() => desk::train(config, out).await,
            Self::Train(command) => command.run(out),
            Self::Model(command) => command.run(config, out).await,
            Self::Terms(command) => command.run(config, out).await,
            Self::Search(command) => command.run(config, out).await,
            Self::Eval(command) => command.run(out),
        }
    }
}
