//! `vigie log checkpoint | prove ID | verify [--url] | compare A B`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use url::Url;
use vigie_desk::log as desk_log;
use vigie_tlog::{
    Checkpoint, CompareError, Comparison, LogSource, SourceError, VerifierKey, View, compare_views,
    verify_log,
};

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// The transparency log.
#[derive(Debug, Subcommand)]
pub(crate) enum Log {
    /// Prints the newest signed checkpoint.
    Checkpoint,
    /// Prints the key that outsiders verify with.
    Key,
    /// Prints the inclusion proof of an event or of a referral's approval.
    Prove(Prove),
    /// Verifies every byte of the log: this desk's, a folder's, or one at an address.
    Verify(Verify),
    /// Compares two readers' views of one log: equal, one continues the other, or a contradiction.
    Compare(Compare),
}

/// Compares two views.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Address or folder of the first view.
    first: Place,
    /// Address or folder of the second view.
    second: Place,
    /// The verifier key of the log.
    #[arg(long)]
    key: String,
    /// Where both signed heads and the proof are written.
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
}

/// Where the files of a log or a report are: an address or a folder.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Served over HTTP.
    Address(Url),
    /// On this machine.
    Folder(PathBuf),
}

impl std::str::FromStr for Place {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        Ok(url.map_or_else(|| Self::Folder(text.into()), Self::Address))
    }
}

impl Place {
    /// A reader of the files there; at an address through the guarded door.
    pub(crate) fn open(self, config: &Config) -> anyhow::Result<Box<dyn LogSource + Send>> {
        Ok(match self {
            Self::Address(url) => Box::new(Remote {
                url,
                egress: wiring::egress(config)?,
                handle: tokio::runtime::Handle::current(),
            }),
            Self::Folder(folder) => Box::new(Folder(folder)),
        })
    }
}

/// Prints an inclusion proof.
#[derive(Debug, Args)]
pub(crate) struct Prove {
    /// Id of an event, or of a referral, or its reference.
    id: String,
}

/// Verifies every byte of the log.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Address of a log, as served under `/log/`.
    #[arg(long, conflicts_with = "folder", requires = "key")]
    url: Option<Url>,
    /// Folder of a log.
    #[arg(long, requires = "key")]
    folder: Option<PathBuf>,
    /// The verifier key; this desk's own when its own log is verified.
    #[arg(long)]
    key: Option<String>,
    /// An earlier checkpoint that must be a beginning of this log; may be given several times.
    #[arg(long, value_name = "FILE")]
    older: Vec<PathBuf>,
}

impl Log {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Verify(command) => command.run(config, out).await,
            Self::Compare(command) => command.run(config, out).await,
            Self::Checkpoint => {
                let opened = wiring::open(config, Hold::Beside).await?;
                let note = desk_log::checkpoint(&opened.desk, &opened.operator).await?;
                let Some(note) = note else {
                    say("the log is empty");
                    return Ok(Answer::No);
                };
                out.line(note.trim_end(), &json!({"checkpoint": note}))?;
                Ok(Answer::Yes)
            }
            Self::Key => {
                let opened = wiring::open(config, Hold::Beside).await?;
                let key = opened.desk.log_key().verifier_key().to_string();
                out.line(&key, &json!({"key": key}))?;
                Ok(Answer::Yes)
            }
            Self::Prove(Prove { id }) => {
                let opened = wiring::open(config, Hold::Beside).await?;
                let proof = desk_log::prove(&opened.desk, &opened.operator, &id).await?;
                let Some(proof) = proof else {
                    say("it is not in the log yet");
                    return Ok(Answer::No);
                };
                say(format_args!("the leaf: {}", proof.leaf));
                let proof = proof.inclusion;
                if out.is_json {
                    Output::bytes(proof.render_json().as_bytes())?;
                    Output::bytes(b"\n")?;
                } else {
                    Output::bytes(proof.render_text().as_bytes())?;
                }
                Ok(Answer::Yes)
            }
        }
    }
}

impl Verify {
    async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let key = match &self.key {
            Some(key) => Some(VerifierKey::parse(key).context("the key is malformed")?),
            None => None,
        };
        let (sound, text, value) = match (self.url.clone(), self.folder.clone(), key) {
            (None, None, None) => {
                let opened = wiring::open(config, Hold::Beside).await?;
                let check = desk_log::verify(&opened.desk, &opened.operator).await?;
                for defect in &check.defects {
                    say(format_args!("defect: {defect}"));
                }
                let mut found = check.defects_found;
                let (mut tiles, mut size) = (0, 0);
                if let Some(files) = &check.files {
                    for defect in &files.defects {
                        say(format_args!("defect: {defect}"));
                    }
                    found += files.defects_found;
                    (tiles, size) = (files.tiles, files.checkpoint.size);
                }
                let events = check.events;
                let text = format!("{size} entries, {tiles} tiles, {events} rows, {found} defects");
                let value = json!({
                    "size": size, "tiles": tiles, "rows": events, "defects": found,
                    "rows_erased": check.events_erased, "pending": check.events_pending,
                });
                (check.is_sound(), text, value)
            }
            (url, folder, Some(key)) => self.outside(config, url, folder, key).await?,
            _ => bail!("give the key with --key, from the desk whose log it is"),
        };
        out.line(&text, &value)?;
        Ok(if sound { Answer::Yes } else { Answer::No })
    }

    async fn outside(
        &self,
        config: &Config,
        url: Option<Url>,
        folder: Option<PathBuf>,
        key: VerifierKey,
    ) -> anyhow::Result<(bool, String, serde_json::Value)> {
        let mut older = Vec::new();
        for path in &self.older {
            let note = std::fs::read(path)
                .with_context(|| format!("`{}` cannot be read", path.display()))?;
            older.push(Checkpoint::verify(&note, &key)?);
        }
        let outdated = folder.as_deref().map(outdated_defects).transpose()?;
        let outdated = outdated.unwrap_or_default();
        let egress = wiring::egress(config)?;
        let handle = tokio::runtime::Handle::current();
        let report = tokio::task::spawn_blocking(move || {
            let source: Box<dyn LogSource> = match (url, folder) {
                (Some(url), _) => Box::new(Remote {
                    url,
                    egress,
                    handle,
                }),
                (None, folder) => Box::new(Folder(folder.unwrap_or_default())),
            };
            verify_log(&*source, &key, &older, &mut |_, _| {})
        })
        .await??;
        for defect in &report.defects {
            say(format_args!("defect: {defect}"));
        }
        for defect in &outdated {
            say(format_args!("defect: {defect}"));
        }
        let size = report.checkpoint.size;
        let found = report.defects_found + outdated.len() as u64;
        let text = format!(
            "{size} entries, {} under embargo, {} tiles, {found} defects",
            report.entries_embargoed, report.tiles
        );
        let value = json!({
            "size": size, "tiles": report.tiles, "entries": report.entries,
            "embargoed": report.entries_embargoed, "defects": found,
        });
        Ok((report.is_sound() && outdated.is_empty(), text, value))
    }
}

impl Compare {
    async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let key = VerifierKey::parse(&self.key).context("the key is malformed")?;
        let (first, second) = (self.first.open(config)?, self.second.open(config)?);
        let compare = move || -> Result<_, CompareError> {
            let (a, b) = (View::read(&*first, &key)?, View::read(&*second, &key)?);
            let told = compare_views((&a, &*first), (&b, &*second))?;
            Ok((a, b, told))
        };
        let (a, b, told) = tokio::task::spawn_blocking(compare).await??;
        let (word, text, hashes) = match &told {
            Comparison::Equal => ("equal", "both views have the same head", &[][..]),
            Comparison::Extends {
                is_second_longer: true,
                proof,
            } => ("extends", "the second view continues the first", &proof[..]),
            Comparison::Extends { proof, .. } => {
                ("extends", "the first view continues the second", &proof[..])
            }
            Comparison::Equivocation { offered } => (
                "equivocation",
                "the log signed two heads that contradict each other",
                &offered[..],
            ),
        };
        let hashes: Vec<String> = hashes.iter().map(ToString::to_string).collect();
        let evidence = json!({
            "comparison": word, "key": self.key.trim(), "first": a.note, "second": b.note,
            "proof": hashes,
        });
        if let Some(path) = &self.evidence {
            super::write_file(path, &serde_json::to_vec_pretty(&evidence)?)?;
        }
        let (one, other) = (a.head.size, b.head.size);
        out.line(&format!("{word}\t{one}\t{other}\t{text}"), &evidence)?;
        Ok(if word == "equivocation" {
            Answer::No
        } else {
            Answer::Yes
        })
    }
}

/// A log in a folder.
struct Folder(PathBuf);

impl LogSource for Folder {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        match std::fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Partial tiles of smaller trees that are no beginning of the tile that took their place: readers
/// with an older checkpoint are still served them, and no newer checkpoint leads to them.
fn outdated_defects(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut defects = Vec::new();
    let mut waiting = vec![folder.join("tile")];
    while let Some(below) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&below) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<_>>()?;
        // A write that a crash cut off: it never took the place of a tile.
        paths.retain(|path| path.extension().is_none_or(|ending| ending != "new"));
        if below.extension().is_some_and(|ending| ending == "p") {
            let width = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u16>().ok();
            let whole = below.with_extension("");
            let widest = paths.iter().max_by_key(|path| width(path));
            let Some(latest) = Some(&whole).filter(|whole| whole.exists()).or(widest) else {
                continue;
            };
            let latest = std::fs::read(latest)?;
            for path in &paths {
                if !latest.starts_with(&std::fs::read(path)?) {
                    defects.push(format!("`{}` is no beginning of its tile", path.display()));
                }
            }
        } else {
            waiting.extend(paths.into_iter().filter(|path| path.is_dir()));
        }
    }
    Ok(defects)
}

/// Largest file of a log, in bytes.
const BODY_BYTES_MAX: usize = 64 << 20;

/// A log at an address; read through the guarded door like anything from outside.
struct Remote {
    url: Url,
    egress: vigie_egress::Egress,
    handle: tokio::runtime::Handle,
}

impl LogSource for Remote {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let mut url = self.url.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        let request = vigie_egress::Request::get(url);
        let limits = self.egress.limits();
        let asked = self
            .egress
            .exchange(&request, vigie_egress::Rule::Configured, limits);
        let exchange = self.handle.block_on(asked)?;
        match exchange.status {
            200 => Ok(Some(exchange.decoded_body(BODY_BYTES_MAX)?.into_owned())),
            404 => Ok(None),
            status => Err(format!("the log answered {status}").into()),
        }
    }
}
