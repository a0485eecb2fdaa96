//! `vigie hash FILE|DIR|-`: the signals of files, one JSON object a line, decoded in the sandbox.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use md5::Md5;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;
use vigie_domain::Signal;
use vigie_match::{CopySide, PdqProfile, PdqResult};
use vigie_media::{Decoder, Hashed};

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring;

/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 64;

/// Prints the signals of files, one JSON object a line.
///
/// Lines come in the order of the files, those of a folder by name. A picture that cannot be read
/// has its exact signals and a `defect`; the others follow all the same.
#[derive(Debug, Args)]
pub(crate) struct Hash {
    /// Files, and folders with all that is in them; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How PDQ is made: `full` equals other programs bit for bit, `fast` shrinks JPEG as it is
    /// decoded and is a few bits off at most.
    #[arg(long, value_enum, default_value_t = Profile::Full)]
    profile: Profile,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Profile {
    Full,
    Fast,
}

/// What is said about one file.
#[derive(Debug, Serialize)]
struct Line {
    file: String,
    signals: Vec<SignalLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    defect: Option<String>,
}

#[derive(Debug, Serialize)]
struct SignalLine {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'static str>,
    /// Which frame of an animation; absent for the picture itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<u32>,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
}

type Pending = JoinHandle<anyhow::Result<Line>>;

impl Hash {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let decoder = wiring::decoder(config)?;
        let profile = match self.profile {
            Profile::Full => PdqProfile::Full,
            Profile::Fast => PdqProfile::Fast,
        };
        // A file more than there are workers is read while they work.
        let places = config.media.concurrency.max(1) + 1;
        let bytes_max = (config.media.input_bytes_max).max(config.media.video.input_bytes_max);
        let mut pending: VecDeque<Pending> = VecDeque::new();
        let mut failures = Failures::default();
        for path in files(&self.files, &mut failures) {
            if pending.len() == places {
                print_first(&mut pending, out, &mut failures).await?;
            }
            let decoder = decoder.clone();
            pending.push_back(tokio::spawn(async move {
                let read = tokio::task::spawn_blocking({
                    let path = path.clone();
                    move || read_input(&path, bytes_max)
                });
                let bytes = Arc::new(read.await??);
                hash(&decoder, &path, &bytes, profile).await
            }));
        }
        while !pending.is_empty() {
            print_first(&mut pending, out, &mut failures).await?;
        }
        failures.into_answer()
    }
}

/// What went wrong so far; the first of it is what the command ends with.
#[derive(Default)]
struct Failures {
    first: Option<anyhow::Error>,
    /// Whether a file was read, and has a defect that was told.
    has_defects: bool,
}

impl Failures {
    fn add(&mut self, error: anyhow::Error) {
        if self.first.is_none() {
            self.first = Some(error);
        } else {
            say(format_args!("{error:#}"));
        }
    }

    fn into_answer(self) -> anyhow::Result<Answer> {
        match self.first {
            Some(error) => Err(error),
            None if self.has_defects => anyhow::bail!("some files have no hash"),
            None => Ok(Answer::Yes),
        }
    }
}

async fn print_first(
    pending: &mut VecDeque<Pending>,
    out: Output,
    failures: &mut Failures,
) -> anyhow::Result<()> {
    let Some(first) = pending.pop_front() else {
        return Ok(());
    };
    match first.await? {
        Ok(line) => {
            if let Some(defect) = &line.defect {
                say(format_args!("{}: {defect}", line.file));
                failures.has_defects = true;
            }
            out.line(&serde_json::to_string(&line)?, &line)
        }
        Err(error) => {
            failures.add(error);
            Ok(())
        }
    }
}

async fn hash(
    decoder: &Decoder,
    path: &Path,
    bytes: &[u8],
    profile: PdqProfile,
) -> anyhow::Result<Line> {
    let mut line = Line {
        file: path.display().to_string(),
        signals: Vec::new(),
        defect: None,
    };
    if vigie_media::sniff(bytes).is_picture() {
        match decoder.hash(bytes, profile).await {
            Ok(hashed) => line.signals = pdq_lines(&hashed),
            Err(error) if error.is_about_bytes() => line.defect = Some(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let kind = vigie_media::sniff(bytes);
    if kind.is_footage() || kind.is_document() {
        let found = vigie_desk::signal::fingerprint(decoder, bytes, CopySide::Asked).await?;
        line.signals = found.signals.iter().map(signal_line).collect();
        for note in &found.notes {
            say(format_args!("{}: {note}", line.file));
        }
        line.defect = found.defect;
        return Ok(line);
    }
    let (sha256, md5) = (hex(&Sha256::digest(bytes)), hex(&Md5::digest(bytes)));
    line.signals
        .extend([exact("sha256", sha256), exact("md5", md5)]);
    Ok(line)
}

fn pdq_lines(hashed: &Hashed) -> Vec<SignalLine> {
    let pdq = |profile: PdqProfile, frame, result: &PdqResult| SignalLine {
        r#type: "pdq",
        profile: Some(profile.name()),
        frame,
        value: result.hash.to_string(),
        quality: Some(result.quality),
    };
    let whole = pdq(hashed.profile, None, &hashed.pdq);
    let upright = hashed
        .upright
        .iter()
        .map(|result| pdq(PdqProfile::Upright, None, result));
    let frames = hashed.frames.iter();
    let frames = frames.map(|frame| pdq(PdqProfile::Full, Some(frame.number), &frame.pdq));
    [whole].into_iter().chain(upright).chain(frames).collect()
}

/// A signal of a video, a sound, a document, or of something in it.
fn signal_line(signal: &Signal) -> SignalLine {
    let quality = match signal {
        Signal::Pdq { quality, .. } => Some(*quality),
        _ => None,
    };
    SignalLine {
        profile: quality.map(|_| PdqProfile::Full.name()),
        quality,
        ..exact(signal.signal_type().name(), signal.value())
    }
}

fn exact(r#type: &'static str, value: String) -> SignalLine {
    SignalLine {
        r#type,
        profile: None,
        frame: None,
        value,
        quality: None,
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The files named, and those in the folders named, which are not followed through links.
///
/// A folder that cannot be read, or vanishes half-way, is a failure; the rest goes on.
fn files(named: &[PathBuf], failures: &mut Failures) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in named {
        if path.is_dir() {
            walk(path, DEPTH_MAX, &mut found, failures);
        } else {
            found.push(path.clone());
        }
    }
    found
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>, failures: &mut Failures) {
    let listed =
        std::fs::read_dir(folder).and_then(std::iter::Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(error) => {
            let said = format!("`{}` cannot be read", folder.display());
            failures.add(anyhow::Error::new(error).context(said));
            return;
        }
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_file() {
            found.push(entry.path());
        } else if kind.is_dir() && depth > 0 {
            walk(&entry.path(), depth - 1, found, failures);
        }
    }
}
