//! `vigie report publish --year | show --year | verify WHERE`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::report as desk_report;
use vigie_tlog::{REPORT_NOTE_PATH, ReportCheck, VerifierKey, verify_report};

use super::log::Place;
use super::write_file;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Yearly reports, each figure a count over the public log.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Writes the signed files of a year's report and enters it in the log.
    Publish(Publish),
    /// Prints a year's figures as the public log gives them now.
    Show(Show),
    /// Checks a report as an outsider would: every figure is counted again from the log.
    Verify(Verify),
}

/// Publishes a year.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The calendar year, UTC.
    #[arg(long)]
    year: u16,
    /// Folder for its files; made when it is not there.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
}

/// Prints a year.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The calendar year, UTC.
    #[arg(long)]
    year: u16,
}

/// Checks a report.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Address or folder of the report.
    report: Place,
    /// Address or folder of the log; this desk's own without it.
    #[arg(long, requires = "key")]
    log: Option<Place>,
    /// The verifier key; this desk's own without it.
    #[arg(long)]
    key: Option<String>,
}

impl Report {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Publish(command) => command.run(config, out).await,
            Self::Show(command) => command.run(config, out).await,
            Self::Verify(command) => command.run(config, out).await,
        }
    }
}

impl Publish {
    async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        // Before the log says that it was published.
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("`{}` cannot be made", self.out.display()))?;
        let opened = wiring::open(config, Hold::Beside).await?;
        let report = desk_report::publish_year(&opened.desk, &opened.operator, self.year).await?;
        for (name, bytes) in &report.files {
            write_file(&self.out.join(name), bytes)?;
        }
        let (digest, folder) = (report.note_sha256.to_string(), self.out.display());
        let names: Vec<&str> = report.files.iter().map(|(name, _)| name.as_str()).collect();
        out.line(
            &format!("{}\t{digest}\t{folder}", self.year),
            &json!({
                "year": self.year, "note_sha256": digest, "folder": folder.to_string(),
                "files": names,
            }),
        )?;
        say(format_args!(
            "serve the folder as it is; the log has the digest of `{REPORT_NOTE_PATH}`, and `vigie \
             report verify` counts again"
        ));
        Ok(Answer::Yes)
    }
}

impl Show {
    async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        let (count, _) = desk_report::count_year(desk, actor, self.year).await?;
        for figure in &count.figures {
            for row in &figure.rows {
                let value = serde_json::to_value(&row.value)?;
                let (name, version) = (&figure.name, figure.version);
                out.line(
                    &format!("{name}/{version}\t{}\t{value}", row.row),
                    &json!({
                        "figure": name, "version": version, "row": row.row, "value": value,
                    }),
                )?;
            }
        }
        if count.log.entries_embargoed > 0 {
            let embargoed = count.log.entries_embargoed;
            say(format_args!(
                "{embargoed} entries are under embargo and not counted"
            ));
        }
        Ok(Answer::Yes)
    }
}

impl Verify {
    async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let (log, key) = match (self.log, &self.key) {
            (Some(log), Some(key)) => {
                let key = VerifierKey::parse(key).context("the key is malformed")?;
                (log, key)
            }
            (_, given) => {
                let opened = wiring::open(config, Hold::Beside).await?;
                let own = opened.desk.log_key().verifier_key().clone();
                let key = match given {
                    Some(key) => VerifierKey::parse(key).context("the key is malformed")?,
                    None => own,
                };
                (Place::Folder(opened.desk.store().log_dir()), key)
            }
        };
        let (files, log) = (self.report.open(config)?, log.open(config)?);
        let check =
            tokio::task::spawn_blocking(move || verify_report(&*files, &*log, &key)).await??;
        print(&check, out)?;
        Ok(if check.is_sound() {
            Answer::Yes
        } else {
            Answer::No
        })
    }
}

fn print(check: &ReportCheck, out: Output) -> anyhow::Result<()> {
    for defect in &check.defects {
        say(format_args!("defect: {defect}"));
    }
    if check.is_sound() && !check.is_entered {
        say("the entry of this report is under embargo still: verify again when it is out");
    }
    let (figures, found) = (check.figures, check.defects.len());
    let entries = check.log.as_ref().map_or(0, |log| log.entries);
    out.line(
        &format!("{figures} figures counted again from {entries} entries, {found} defects"),
        &json!({
            "year": check.year, "figures": figures, "entries": entries,
            "is_entered": check.is_entered, "defects": found,
        }),
    )
}
