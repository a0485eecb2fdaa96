//! `vigie dossier PROVIDER`, `vigie dossier release`, `vigie dossier verify`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::dossier::{
    DossierFile, MANIFEST, NewDossier, compile_dossier, dossier_files, release_dossier,
    verify_files,
};
use vigie_domain::{Dossier as Row, DossierId, Language, Timestamp};
use vigie_tlog::VerifierKey;

use super::{read_input, write_file};
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Largest file of a dossier that is read back.
const FILE_BYTES_MAX: u64 = 256 << 20;
/// Files of one folder that are read back.
const FILES_MAX: usize = 32;

/// Compiles a dossier about a provider; another person releases it; anybody verifies it.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Dossier {
    #[command(subcommand)]
    act: Option<Act>,
    #[command(flatten)]
    compile: Option<Compile>,
}

/// What else can be done with a dossier.
#[derive(Debug, Subcommand)]
enum Act {
    /// Lets a dossier leave that somebody else compiled, and writes its files.
    Release(Release),
    /// Checks the files of a dossier, as an outsider would: nothing of the desk is needed.
    Verify(Verify),
}

/// Compiles a draft.
#[derive(Debug, Args)]
struct Compile {
    /// Name of the provider.
    #[arg(required = true)]
    provider: String,
    /// First day of the period, UTC.
    #[arg(long, value_name = "DAY", required = true)]
    from: String,
    /// Last day of the period, UTC; today without it.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Language it reads in: ar, fr or en.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    lang: String,
    /// Folder for its files; made when it is not there.
    #[arg(long, short, value_name = "DIR", required = true)]
    out: PathBuf,
}

/// Lets a dossier leave.
#[derive(Debug, Args)]
struct Release {
    /// Its id.
    id: DossierId,
    /// Folder for its files; made when it is not there.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
}

/// Checks the files of a dossier.
#[derive(Debug, Args)]
struct Verify {
    /// The folder.
    folder: PathBuf,
    /// The key of the log, from where the unit publishes it.
    #[arg(long)]
    key: String,
}

impl Dossier {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        if let Some(Act::Verify(verify)) = self.act {
            return verify.run(out);
        }
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        let (dossier, files, folder) = match (self.act, self.compile) {
            (Some(Act::Release(Release { id, out: folder })), _) => {
                let (dossier, files) = release_dossier(desk, actor, id).await?;
                (dossier, files, folder)
            }
            (_, Some(compile)) => {
                let known = desk
                    .store()
                    .provider_by_name(desk.id(), &compile.provider)
                    .await?;
                let known = known.with_context(|| format!("no provider `{}`", compile.provider))?;
                let new = NewDossier {
                    provider: known.id,
                    language: language(&compile.lang)?,
                    from: day(&compile.from)?,
                    until: match &compile.to {
                        // The last day is part of the period.
                        Some(last) => day(last)?.plus_ms(vigie_domain::time::DAY_MS),
                        None => desk.now(),
                    },
                };
                let draft = compile_dossier(desk, actor, new).await?;
                let (dossier, files) = dossier_files(desk, actor, draft.id).await?;
                (dossier, files, compile.out)
            }
            (_, None) => bail!("name a provider, or `release` or `verify`"),
        };
        write_files(&folder, &files)?;
        report(out, &dossier, &files, &folder)?;
        Ok(Answer::Yes)
    }
}

impl Verify {
    fn run(self, out: Output) -> anyhow::Result<Answer> {
        let key = VerifierKey::parse(&self.key).context("the key is malformed")?;
        let mut files = Vec::new();
        let entries = std::fs::read_dir(&self.folder)
            .with_context(|| format!("`{}` cannot be read", self.folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if !entry.file_type()?.is_file() {
                continue;
            }
            if files.len() == FILES_MAX {
                bail!("this folder holds more than a dossier");
            }
            files.push(DossierFile {
                name: entry.file_name().to_string_lossy().into_owned(),
                bytes: read_input(&entry.path(), FILE_BYTES_MAX)?,
            });
        }
        let (proved, defects) = verify_files(&files, &key);
        for defect in &defects {
            say(format_args!("defect: {defect}"));
        }
        let found = defects.len();
        out.line(
            &format!("{proved} entries proved, {found} defects"),
            &json!({"proved": proved, "defects": found}),
        )?;
        Ok(if defects.is_empty() {
            Answer::Yes
        } else {
            Answer::No
        })
    }
}

fn language(code: &str) -> anyhow::Result<Language> {
    Language::parse(code).with_context(|| format!("`{code}` is no language: ar, fr or en"))
}

/// The first instant of a day, `2026-11-24`.
fn day(text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z"))
        .with_context(|| format!("`{text}` is no day: write it as 2026-11-24"))
}

fn write_files(folder: &Path, files: &[DossierFile]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("`{}` cannot be made", folder.display()))?;
    files
        .iter()
        .try_for_each(|file| write_file(&folder.join(&file.name), &file.bytes))
}

fn report(out: Output, dossier: &Row, files: &[DossierFile], folder: &Path) -> anyhow::Result<()> {
    let is_released = dossier.release.is_some();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let folder = folder.display().to_string();
    let (id, reference) = (dossier.id, &dossier.reference);
    out.line(
        &format!("{id}\t{reference}\t{folder}"),
        &json!({
            "id": id, "reference": reference, "folder": folder, "files": names,
            "is_released": is_released,
        }),
    )?;
    if is_released {
        say(format_args!(
            "`{MANIFEST}` lists the files; `vigie dossier verify` checks them"
        ));
    } else {
        say(format_args!(
            "a draft: another person lets it leave, `vigie dossier release {id} --out DIR` or on \
             the provider's page"
        ));
    }
    Ok(())
}
