//! `vigie mail ingest FILE|-`: one raw message, filed under its notice.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::mail::ingest_mail;

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Files mail that came in.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Takes one raw message, as a mail server delivers it.
    Ingest(Ingest),
}

/// Takes one raw message.
#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// The file; `-` is standard input.
    file: PathBuf,
}

impl Mail {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let Self::Ingest(Ingest { file }) = self;
        let opened = wiring::open(config, Hold::Beside).await?;
        let raw = read_input(&file, 64 << 20)?;
        let filed = ingest_mail(&opened.desk, &opened.operator, &raw).await?;
        let reference = filed.reference.as_deref().unwrap_or("-");
        let (mail, class) = (filed.mail, &filed.class);
        out.line(
            &format!("{mail}\t{class}\t{reference}"),
            &json!({"id": mail, "class": class, "reference": filed.reference, "is_new": filed.is_new}),
        )?;
        Ok(if filed.reference.is_some() {
            Answer::Yes
        } else {
            Answer::No
        })
    }
}
