//! `vigie exhibit`: shown, exported as the plain WARC file, erased.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::exhibit as desk_exhibit;
use vigie_domain::ExhibitId;

use super::write_file;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Shows, exports and erases exhibits.
#[derive(Debug, Subcommand)]
pub(crate) enum Exhibit {
    /// Shows what an exhibit holds.
    Show(Show),
    /// Writes the plain WARC file.
    Export(Export),
    /// Destroys the key of an exhibit: the bytes are gone, here and in every backup.
    Erase(Erase),
}

/// Shows what an exhibit holds.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its id.
    id: ExhibitId,
}

/// Writes the plain WARC file.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Its id.
    id: ExhibitId,
    /// The file to write, `.warc.gz`; `-` is standard output.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

/// Destroys the key of an exhibit.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// Its id.
    id: ExhibitId,
    /// Why.
    #[arg(long, value_name = "WHY")]
    reason: String,
}

impl Exhibit {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::Show(Show { id }) => {
                let found = desk.store().exhibit(id).await?;
                let Some(exhibit) = found.filter(|exhibit| exhibit.desk == desk.id()) else {
                    say("no such exhibit");
                    return Ok(Answer::No);
                };
                if out.is_json {
                    out.line("", &exhibit)?;
                    return Ok(Answer::Yes);
                }
                out.line(&format!("exhibit   {}", exhibit.id), &())?;
                out.line(&format!("item      {}", exhibit.item), &())?;
                out.line(&format!("captured  {}", exhibit.captured_at), &())?;
                out.line(&format!("warc      {}", exhibit.warc_sha256), &())?;
                for record in &exhibit.records {
                    out.line(&format!("record    {} {}", record.sha256, record.url), &())?;
                    for signal in &record.signals {
                        let kind = signal.signal_type().name();
                        out.line(&format!("signal    {kind} {}", signal.value()), &())?;
                    }
                }
            }
            Self::Export(Export { id, out: path }) => {
                let exported = desk_exhibit::export_exhibit(desk, actor, id).await?;
                if path == std::path::Path::new("-") {
                    Output::bytes(&exported.warc)?;
                } else {
                    write_file(&path, &exported.warc)?;
                    let sha256 = exported.exhibit.warc_sha256;
                    let file = path.display().to_string();
                    out.line(
                        &format!("{sha256}\t{file}"),
                        &json!({"file": file, "sha256": sha256}),
                    )?;
                }
            }
            Self::Erase(Erase { id, reason }) => {
                desk_exhibit::erase_exhibit(desk, actor, id, reason).await?;
                out.line(&format!("erased\t{id}"), &json!({"erased": id}))?;
            }
        }
        Ok(Answer::Yes)
    }
}
