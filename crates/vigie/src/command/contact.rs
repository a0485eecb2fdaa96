//! `vigie contact list | import | export`: the register of contacts, in words and as CSV.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::contact::{export_contacts, fetch_security_txt, import_contacts, list_register};

use super::{read_input, write_file};
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Largest list read, in bytes.
const LIST_BYTES_MAX: u64 = 32 << 20;

/// The register of contacts: lists, takes in and hands out.
#[derive(Debug, Subcommand)]
pub(crate) enum Contact {
    /// Lists every contact with its provider and whether it may be written to.
    List,
    /// Takes in a CSV list; each contact waits for a person to confirm it.
    Import(Import),
    /// Writes the register as CSV.
    Export(Export),
    /// Reads the security.txt of a provider somebody confirmed: one request to its own domain.
    SecurityTxt(SecurityTxt),
}

/// Takes in a CSV list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The list, with columns `provider` and `address` at least. `-` is standard input.
    file: PathBuf,
}

/// Writes the register as CSV.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Where to; standard output without it.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Reads the security.txt of a provider somebody confirmed.
#[derive(Debug, Args)]
pub(crate) struct SecurityTxt {
    /// Name of the provider.
    provider: String,
}

impl Contact {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List => {
                let register = list_register(desk, actor).await?;
                for row in &register {
                    let (provider, contact) = (&row.provider, &row.contact);
                    let state = match contact.check() {
                        Ok(()) => "usable".to_owned(),
                        Err(refusal) => refusal.to_string(),
                    };
                    let (name, address, scope) =
                        (&provider.name, &contact.address, contact.scope.name());
                    out.line(
                        &format!("{name}\t{address}\t{scope}\t{state}"),
                        &json!({
                            "provider": name, "address": address, "scope": scope,
                            "language": contact.language, "zone": contact.zone, "hours": contact.hours,
                            "source": contact.source, "confirmed_by": row.confirmed_by,
                            "confirmed_at": contact.confirmed.map(|(_, at)| at),
                            "bounces": contact.bounces, "is_usable": contact.check().is_ok(),
                        }),
                    )?;
                }
                return Ok(if register.is_empty() {
                    Answer::No
                } else {
                    Answer::Yes
                });
            }
            Self::Import(Import { file }) => {
                let bytes = read_input(&file, LIST_BYTES_MAX)?;
                let import = import_contacts(desk, actor, &bytes).await?;
                for defect in &import.defects {
                    say(format_args!("not taken: {defect}"));
                }
                let (added, changed, kept) = (import.added, import.changed, import.kept);
                out.line(
                    &format!("{added} added, {changed} changed, {kept} kept as they were"),
                    &json!({"added": added, "changed": changed, "kept": kept, "not_taken": import.defects.len()}),
                )?;
                if added > 0 {
                    say("each waits for a person to confirm it before its first use");
                }
            }
            Self::SecurityTxt(SecurityTxt { provider }) => {
                let known = desk.store().provider_by_name(desk.id(), &provider).await?;
                let known = known.with_context(|| format!("no provider `{provider}`"))?;
                let (read, added) = fetch_security_txt(desk, actor, known.id).await?;
                for contact in read.emails.iter().chain(&read.urls) {
                    out.line(contact, &json!({"contact": contact}))?;
                }
                say(format_args!(
                    "{added} added; each waits for a person to confirm it"
                ));
            }
            Self::Export(Export { out: file }) => {
                let text = export_contacts(desk, actor).await?;
                match file {
                    Some(file) => write_file(&file, text.as_bytes())?,
                    None => Output::bytes(text.as_bytes())?,
                }
            }
        }
        Ok(Answer::Yes)
    }
}
