//! `vigie bank`: created, listed, imported, exported.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::bank as desk_bank;
use vigie_domain::SignalType;

use super::{read_input, write_file};
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Largest list read, in bytes.
const LIST_BYTES_MAX: u64 = 2 << 30;

/// Creates, lists, imports and exports banks.
#[derive(Debug, Subcommand)]
pub(crate) enum Bank {
    /// Makes a bank.
    Create(Create),
    /// Lists the banks.
    List,
    /// Adds signals from a list: hexadecimal lines, or CSV `hash,bank,source,label`.
    Import(Import),
    /// Writes the standing entries as CSV `hash,bank,source,label`.
    Export(Export),
}

/// Makes a bank.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name.
    name: String,
    /// What it is for.
    #[arg(long, default_value = "", value_name = "WORDS")]
    description: String,
}

/// Adds signals from a list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The bank.
    name: String,
    /// The list; `-` is standard input.
    file: PathBuf,
    /// What the list holds: pdq, sha256, md5 or url.
    #[arg(long = "type", default_value = "pdq", value_name = "TYPE")]
    kind: String,
    /// Who vouches for lines that name nobody.
    #[arg(long, default_value = "import", value_name = "WHO")]
    source: String,
}

/// Writes the standing entries as CSV.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The bank.
    name: String,
    /// The file to write; `-` is standard output.
    #[arg(long, short, default_value = "-", value_name = "FILE")]
    out: PathBuf,
}

impl Bank {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::Create(Create { name, description }) => {
                let id = desk_bank::create_bank(desk, actor, &name, &description).await?;
                out.line(&format!("{id}\t{name}"), &json!({"id": id, "name": name}))?;
            }
            Self::List => {
                let banks = desk_bank::list_banks(desk, actor).await?;
                for view in &banks {
                    let (id, name) = (view.bank.id, &view.bank.name);
                    out.line(&format!("{id}\t{name}\t{}", view.entries), view)?;
                }
                return Ok(if banks.is_empty() {
                    Answer::No
                } else {
                    Answer::Yes
                });
            }
            Self::Import(Import {
                name,
                file,
                kind,
                source,
            }) => {
                let kind = SignalType::parse(&kind).with_context(|| {
                    format!("no type `{kind}`; there are pdq, sha256, md5, url")
                })?;
                let list = read_input(&file, LIST_BYTES_MAX)?;
                let report = desk_bank::import_bank(
                    desk,
                    actor,
                    &name,
                    desk_bank::ImportForm::Values(kind),
                    &source,
                    &list,
                )
                .await?;
                for refused in &report.refused {
                    say(format_args!(
                        "{}:{}: {}",
                        file.display(),
                        refused.line,
                        refused.why
                    ));
                }
                let (added, known) = (report.entries_added, report.entries_known);
                let refused = report.refused.len();
                out.line(
                    &format!("{added} added, {known} known, {refused} refused"),
                    &json!({"added": added, "known": known, "refused": refused}),
                )?;
                return Ok(if refused == 0 {
                    Answer::Yes
                } else {
                    Answer::No
                });
            }
            Self::Export(Export { name, out: path }) => {
                let list = desk_bank::export_bank(desk, actor, &name, desk_bank::ExportFormat::Csv)
                    .await?;
                if path == std::path::Path::new("-") {
                    Output::bytes(list.as_bytes())?;
                } else {
                    write_file(&path, list.as_bytes())?;
                }
            }
        }
        Ok(Answer::Yes)
    }
}
