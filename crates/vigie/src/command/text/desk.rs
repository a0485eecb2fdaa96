//! `vigie text train|model|terms|search` on a desk: what its texts are read by, and what they say.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::DeskError;
use vigie_desk::reading::{
    estimate_recall, list_models, list_terms, promote_model, roll_back_model, save_terms,
    search_texts, show_terms, train_model, withdraw_terms,
};
use vigie_domain::TextModel;

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Largest list read from a file, in bytes; the desk takes less.
const LIST_BYTES_MAX: u64 = 8 << 20;
/// Texts of one search: each is opened, and each is a look on record.
const HITS: u32 = 20;

/// Which model orders the queue of the desk.
#[derive(Debug, Subcommand)]
pub(crate) enum Models {
    /// Lists the models, with how the one beside agrees with the one in use.
    List,
    /// Lets the model beside order the queue.
    Promote(Promote),
    /// Takes the model in use out; the one before it orders again.
    Rollback(Rollback),
    /// Estimates how much of what is unlawful the model puts first, from items drawn at random.
    Recall,
}

/// Lets the model beside order the queue.
#[derive(Debug, Args)]
pub(crate) struct Promote {
    /// Its hash, or the beginning of it.
    hash: String,
}

/// Takes the model in use out; the one before it orders again.
#[derive(Debug, Args)]
pub(crate) struct Rollback {
    /// Why, in one line.
    #[arg(long)]
    reason: String,
}

/// The term lists of the desk.
#[derive(Debug, Subcommand)]
pub(crate) enum Terms {
    /// Lists the lists.
    List,
    /// Prints a list.
    Show(Named),
    /// Writes a list from a file, or its next version.
    Save(Save),
    /// Takes a list out of use; it stays on record.
    Withdraw(Named),
}

/// One list.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// Its name.
    name: String,
}

/// Writes a list from a file, or its next version.
#[derive(Debug, Args)]
pub(crate) struct Save {
    /// The list: facts, a line `---`, one term a line; `-` is standard input.
    file: PathBuf,
}

/// Finds captured texts that hold all words, the newest first; each is a look on record.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words, and phrases between quotation marks.
    #[arg(required = true)]
    words: Vec<String>,
    /// The number a page ended with: shows what follows it.
    #[arg(long, value_name = "N")]
    before: Option<i64>,
}

fn shown(model: &TextModel) -> String {
    let learned = match model.file_sha256 {
        Some(_) => format!("{} decisions", model.labels),
        None => "comes with the program".to_owned(),
    };
    let (hash, standing) = (&model.hash, model.standing.name());
    format!("{hash}\t{standing}\t{learned}\tsentinel {}", model.sentinel)
}

/// Learns from the desk's decisions.
pub(super) async fn train(config: &Config, out: Output) -> anyhow::Result<Answer> {
    let opened = wiring::open(config, Hold::Beside).await?;
    let trained = train_model(&opened.desk, &opened.operator).await?;
    for (label, for_it, against) in &trained.learned {
        let row = json!({"label": label, "for": for_it, "against": against});
        out.line(&format!("{label}\t{for_it} for, {against} against"), &row)?;
    }
    out.line(&shown(&trained.model), &trained.model)?;
    say(format_args!(
        "it scores beside the model in use, whose sentinel precision is {}; `vigie text model promote` lets it order",
        trained.sentinel_before
    ));
    Ok(Answer::Yes)
}

impl Models {
    pub(super) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List => {
                let view = list_models(desk, actor).await?;
                for model in &view.models {
                    out.line(&shown(model), model)?;
                }
                if let Some(both) = view.agreement {
                    let text = format!("agree on {} of {} texts", both.agreed, both.texts);
                    let row = json!({"compared": both.texts, "agreed": both.agreed});
                    out.line(&text, &row)?;
                }
            }
            Self::Promote(Promote { hash }) => {
                promote_model(desk, actor, &hash).await?;
                out.line(&format!("promoted\t{hash}"), &json!({"promoted": hash}))?;
            }
            Self::Rollback(Rollback { reason }) => {
                let before = roll_back_model(desk, actor, reason).await?;
                out.line(&shown(&before), &before)?;
            }
            Self::Recall => {
                let recall = estimate_recall(desk, actor).await?;
                let share = recall.share.map_or_else(
                    || "no estimate yet".to_owned(),
                    |(share, low, high)| format!("{share} ({low} to {high}) in a thousand"),
                );
                let (found, positives) = (recall.found, recall.positives);
                let text = format!(
                    "{share}\t{found} of {positives} unlawful, {} drawn and decided",
                    recall.decided
                );
                let row = json!({"decided": recall.decided, "positives": positives, "found": found,
                    "share": recall.share});
                out.line(&text, &row)?;
            }
        }
        Ok(Answer::Yes)
    }
}

impl Terms {
    pub(super) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List => {
                for view in list_terms(desk, actor).await? {
                    let (name, version) = (&view.list.name, view.list.version);
                    let state = match (view.is_withdrawn, view.is_expired) {
                        (true, _) => "\tout of use",
                        (_, true) => "\texpired",
                        _ => "",
                    };
                    let terms = view.terms();
                    out.line(
                        &format!("{name}\t{version}\t{terms} terms{state}"),
                        &view.list,
                    )?;
                }
            }
            Self::Show(Named { name }) => {
                let (view, _) = show_terms(desk, actor, &name).await?;
                out.line(view.text.trim_end(), &view.list)?;
            }
            Self::Save(Save { file }) => {
                let bytes = crate::command::read_input(&file, LIST_BYTES_MAX)?;
                let text = String::from_utf8(bytes).context("the list is no UTF-8")?;
                let saved = save_terms(desk, actor, &text).await?;
                let line = format!("{}\t{}\t{} terms", saved.name, saved.version, saved.terms);
                out.line(&line, &saved)?;
            }
            Self::Withdraw(Named { name }) => match withdraw_terms(desk, actor, &name).await {
                Ok(()) => out.line(&format!("withdrawn\t{name}"), &json!({"withdrawn": name}))?,
                Err(DeskError::NotFound { .. }) => {
                    say(format_args!("there is no list `{name}`"));
                    return Ok(Answer::No);
                }
                Err(error) => return Err(error.into()),
            },
        }
        Ok(Answer::Yes)
    }
}

impl Search {
    pub(super) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let words = self.words.join(" ");
        let page = search_texts(&opened.desk, &opened.operator, &words, self.before, HITS).await?;
        for hit in &page.hits {
            let marked = hit.pieces.iter().map(|piece| {
                if piece.is_hit {
                    format!("[{}]", piece.text)
                } else {
                    piece.text.clone()
                }
            });
            let marked: String = marked.collect();
            let line = marked.split_whitespace().collect::<Vec<_>>().join(" ");
            let row = json!({"item": hit.item.id, "exhibit": hit.exhibit, "place": hit.place,
                "text": marked});
            out.line(&format!("{}\t{line}", hit.item.id), &row)?;
        }
        if let Some(next) = page.next {
            say(format_args!("more: --before {next}"));
        }
        Ok(if page.hits.is_empty() {
            Answer::No
        } else {
            Answer::Yes
        })
    }
}
