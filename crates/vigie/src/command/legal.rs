//! `vigie legal`: the set of legal bases in force, compared and replaced.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::legal::{diff_set, import_set, parse_set, show_legal};
use vigie_domain::LegalDiff;

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Largest file of a set, in bytes.
const SET_BYTES_MAX: u64 = 2 << 20;

/// Lists, compares and replaces the legal bases a desk may rest its acts on.
#[derive(Debug, Subcommand)]
pub(crate) enum Legal {
    /// Lists the bases in force; with --json the whole set, as a file to change and import.
    List,
    /// Says what importing a set would change. Exit 0 when nothing would, 1 when something would.
    Diff(File),
    /// Puts a set in force. What rests on a basis that is no longer in it is refused from then on.
    Import(File),
}

/// A set of legal bases.
#[derive(Debug, Args)]
pub(crate) struct File {
    /// The file, JSON; `-` for standard input.
    file: PathBuf,
}

impl Legal {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List => {
                let view = show_legal(desk, actor).await?;
                if out.is_json {
                    out.line("", &serde_json::to_value(&view.set)?)?;
                    return Ok(Answer::Yes);
                }
                for basis in &view.set.bases {
                    let standing = if basis.is_valid(desk.now()) {
                        "in force"
                    } else {
                        "not in force"
                    };
                    let text = format!(
                        "{}\t{}\t{}\t{standing}\t{}\t{}",
                        basis.reference(),
                        basis.instrument.name(),
                        basis.jurisdiction,
                        basis.certainty.name(),
                        basis.cite,
                    );
                    out.line(&text, &json!({}))?;
                }
                Ok(Answer::Yes)
            }
            Self::Diff(File { file }) => {
                let set = parse_set(&read_input(&file, SET_BYTES_MAX)?)?;
                let diff = diff_set(desk, actor, &set).await?;
                say(out, &diff)?;
                Ok(if diff.is_empty() {
                    Answer::Yes
                } else {
                    Answer::No
                })
            }
            Self::Import(File { file }) => {
                let set = parse_set(&read_input(&file, SET_BYTES_MAX)?)?;
                say(out, &import_set(desk, actor, set).await?)?;
                Ok(Answer::Yes)
            }
        }
    }
}

fn say(out: Output, diff: &LegalDiff) -> anyhow::Result<()> {
    let words = [
        ("added", &diff.added),
        ("ended", &diff.ended),
        ("withdrawn", &diff.withdrawn),
    ];
    for (word, bases) in words {
        for basis in bases {
            let basis = basis.to_string();
            out.line(
                &format!("{word}\t{basis}"),
                &json!({"change": word, "basis": basis}),
            )?;
        }
    }
    if diff.authorities_changed {
        out.line("changed\tauthorities", &json!({"change": "authorities"}))?;
    }
    Ok(())
}
