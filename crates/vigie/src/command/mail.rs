//! `vigie mail …`: what came in, filed under its notice by the desk or by a person.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::mail::{file_mail, ingest_mail, list_unfiled_mail};
use vigie_domain::MailId;

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Largest message that is read.
const MAIL_BYTES_MAX: u64 = 64 << 20;

/// Files mail that came in.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Takes one raw message, as a mail server delivers it.
    Ingest(Ingest),
    /// Lists mail that belongs to no notice, oldest first.
    List,
    /// Files a mail under the referral of that reference.
    File(Filing),
}

/// Files a mail.
#[derive(Debug, Args)]
pub(crate) struct Filing {
    /// The mail, as `mail list` names it.
    mail: MailId,
    /// Reference of the referral.
    reference: String,
}

/// Takes one raw message.
#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// The file; `-` is standard input.
    file: PathBuf,
}

impl Mail {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Ingest(Ingest { file }) => ingest(config, out, &file).await,
            Self::List => list(config, out).await,
            Self::File(filing) => file(config, out, filing).await,
        }
    }
}

async fn ingest(config: &Config, out: Output, file: &Path) -> anyhow::Result<Answer> {
    let opened = wiring::open(config, Hold::Beside).await?;
    let raw = read_input(file, MAIL_BYTES_MAX)?;
    let filed = ingest_mail(&opened.desk, &opened.operator, &raw).await?;
    let reference = filed.reference.as_deref().unwrap_or("-");
    let (mail, class) = (filed.mail, &filed.class);
    out.line(
        &format!("{mail}\t{class}\t{reference}"),
        &json!({"id": mail, "class": class, "reference": filed.reference, "is_new": filed.is_new}),
    )?;
    Ok(answer(filed.reference.is_some()))
}

async fn list(config: &Config, out: Output) -> anyhow::Result<Answer> {
    let opened = wiring::open(config, Hold::Beside).await?;
    let mails = list_unfiled_mail(&opened.desk, &opened.operator).await?;
    for mail in &mails {
        let (id, class, subject) = (mail.id, &mail.class, &mail.summary.subject);
        let at = mail.received_at.rfc3339_seconds();
        // A subject is a stranger's: it may not steer a terminal.
        let subject: String = subject.chars().filter(|c| !c.is_control()).collect();
        out.line(&format!("{id}\t{class}\t{at}\t{subject}"), &json!(mail))?;
    }
    Ok(answer(!mails.is_empty()))
}

async fn file(config: &Config, out: Output, filing: Filing) -> anyhow::Result<Answer> {
    let opened = wiring::open(config, Hold::Beside).await?;
    let Filing { mail, reference } = filing;
    file_mail(&opened.desk, &opened.operator, mail, &reference).await?;
    out.line(
        &format!("{mail}\t{reference}"),
        &json!({"id": mail, "reference": reference}),
    )?;
    Ok(Answer::Yes)
}

const fn answer(found: bool) -> Answer {
    if found { Answer::Yes } else { Answer::No }
}
