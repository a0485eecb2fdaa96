//! `vigie index …`: hashes in a file of their own, searched without a desk.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use vigie_match::PdqHash;
use vigie_match::index::{DISTANCE_BITS_MAX, Found, SEGMENT_LEN_MAX, Searcher, Segment, file};

use crate::Answer;
use crate::output::{Output, say};

/// Longest line that is read of a list of hashes, in bytes.
const LINE_BYTES_MAX: u64 = 256;
/// Queries that are searched together at most: enough for the speed of batches.
const BATCH: usize = 1000;
/// What a damaged index asks for.
const BUILD_AGAIN: &str = "the index is damaged: build it again from the list it was made from";

/// Builds, extends, searches and verifies index files.
#[derive(Debug, Subcommand)]
pub(crate) enum Index {
    /// Builds an index file from a list of hashes.
    Build(Build),
    /// Adds hashes to an index file; their positions follow those that are there.
    Add(Add),
    /// Searches an index file.
    Query(Query),
    /// Shows what an index file holds; only its header is read.
    Info(Info),
    /// Reads every byte of an index file and compares it with the checksums.
    Verify(Verify),
}

/// Builds an index file.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The hashes, 64 hexadecimal digits a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The index file; one that is there is replaced when the new one is whole.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Adds hashes to an index file.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The index file.
    file: PathBuf,
    /// The hashes, 64 hexadecimal digits a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// Searches an index file: one hash a line in, one line of matches out.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// The index file.
    file: PathBuf,
    /// Most bits that may differ, 0 to 63.
    #[arg(long, default_value_t = vigie_match::MATCH_DISTANCE_BITS_MAX, value_name = "BITS")]
    distance: u32,
    /// The hashes to look for, 64 hexadecimal digits a line; `-` is standard input.
    #[arg(long, default_value = "-", value_name = "FILE")]
    from: PathBuf,
}

/// Shows what an index file holds.
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The index file.
    file: PathBuf,
}

/// Verifies an index file.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The index file.
    file: PathBuf,
}

impl Index {
    pub(crate) fn run(self, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Build(command) => build(&command, out),
            Self::Add(command) => add(&command, out),
            Self::Query(command) => query(&command),
            Self::Info(command) => info(&command, out),
            Self::Verify(command) => verify(&command, out),
        }
    }
}

fn build(command: &Build, out: Output) -> anyhow::Result<Answer> {
    let mut hashes = Vec::new();
    for hash in Lines::open(&command.from)? {
        hashes.push(hash?);
        check_len(hashes.len())?;
    }
    write(&hashes, &command.out, out)
}

fn add(command: &Add, out: Output) -> anyhow::Result<Answer> {
    let segment = file::open(&command.file)?;
    // What is damaged must not be carried into the new file.
    segment.verify().context(BUILD_AGAIN)?;
    let mut hashes = vec![PdqHash::default(); segment.len()];
    for (hash, position) in segment.entries() {
        let place = hashes.get_mut(position as usize);
        *place.context("the index names a position it does not have")? = hash;
    }
    drop(segment);
    for hash in Lines::open(&command.from)? {
        hashes.push(hash?);
        check_len(hashes.len())?;
    }
    write(&hashes, &command.file, out)
}

fn write(hashes: &[PdqHash], path: &Path, out: Output) -> anyhow::Result<Answer> {
    let segment = Segment::build(hashes)?;
    file::write(&segment, path)?;
    let (count, size_bytes) = (segment.len(), segment.as_bytes().len());
    out.line(
        &format!("{count} hashes, {size_bytes} bytes: {}", path.display()),
        &json!({"hashes": count, "size_bytes": size_bytes, "file": path}),
    )?;
    Ok(Answer::Yes)
}

fn query(command: &Query) -> anyhow::Result<Answer> {
    ensure!(
        command.distance <= DISTANCE_BITS_MAX,
        "the distance {} is too large: at most {DISTANCE_BITS_MAX} bits can be asked",
        command.distance
    );
    let segment = file::open(&command.file)?;
    let mut searcher = Searcher::default();
    let mut lines = Lines::open(&command.from)?;
    let (mut first, mut is_found) = (0, false);
    loop {
        let (batch, fault) = lines.next_batch();
        let found = searcher.search_batch(&segment, &batch[..], command.distance);
        is_found |= !found.is_empty();
        print(first, batch.len(), found)?;
        first += batch.len();
        // What came before a line that cannot be read is answered for.
        if let Some(fault) = fault {
            return Err(fault);
        }
        if batch.is_empty() {
            break;
        }
    }
    if first == 0 {
        say("no hash was asked for");
    }
    Ok(if is_found { Answer::Yes } else { Answer::No })
}

/// What is answered to one query.
#[derive(Serialize)]
struct Matches {
    query: usize,
    matches: Vec<Match>,
}

/// A hash of the list within the distance.
#[derive(Serialize)]
struct Match {
    position: u32,
    distance: u32,
}

/// One line for each query of a batch; `found` is in the order of the queries.
fn print(first: usize, len: usize, found: &[Found]) -> anyhow::Result<()> {
    let mut rest = found;
    let mut text = Vec::new();
    for number in 0..len {
        let count = rest
            .iter()
            .take_while(|found| found.query as usize == number)
            .count();
        let (matches, others) = rest.split_at(count);
        rest = others;
        let matches = matches.iter().map(|found| Match {
            position: found.position,
            distance: found.distance_bits,
        });
        let line = Matches {
            query: first + number,
            matches: matches.collect(),
        };
        serde_json::to_writer(&mut text, &line)?;
        text.push(b'\n');
    }
    Output::bytes(&text)
}

fn info(command: &Info, out: Output) -> anyhow::Result<Answer> {
    let segment = file::open(&command.file)?;
    let (count, size_bytes) = (segment.len(), segment.as_bytes().len());
    #[expect(clippy::cast_precision_loss, reason = "shown to one decimal")]
    let bytes_per_hash = size_bytes as f64 / count.max(1) as f64;
    let version = Segment::FORMAT_VERSION;
    out.line(
        &format!(
            "{count} hashes of 256 bits, {size_bytes} bytes ({bytes_per_hash:.1} a hash), format {version}, searched by {:?}",
            vigie_match::index::KernelKind::best()
        ),
        &json!({"hashes": count, "bits": 256, "size_bytes": size_bytes, "format": version}),
    )?;
    Ok(Answer::Yes)
}

fn verify(command: &Verify, out: Output) -> anyhow::Result<Answer> {
    let segment = file::open(&command.file)?;
    segment.verify().context(BUILD_AGAIN)?;
    let (count, size_bytes) = (segment.len(), segment.as_bytes().len());
    out.line(
        &format!("sound: {size_bytes} bytes, {count} hashes"),
        &json!({"is_sound": true, "hashes": count, "size_bytes": size_bytes}),
    )?;
    Ok(Answer::Yes)
}

/// The hashes of a list, one a line; an error names the line.
struct Lines {
    input: BufReader<Box<dyn Read>>,
    path: PathBuf,
    number: usize,
    line: Vec<u8>,
}

impl Lines {
    /// Opens a list; `-` is standard input.
    fn open(path: &Path) -> anyhow::Result<Self> {
        let input: Box<dyn Read> = if path == Path::new("-") {
            Box::new(std::io::stdin())
        } else {
            Box::new(File::open(path).with_context(|| cannot_be_read(path))?)
        };
        Ok(Self {
            input: BufReader::with_capacity(1 << 20, input),
            path: path.to_owned(),
            number: 0,
            line: Vec::new(),
        })
    }

    /// The next hashes, and why there are no more where a line cannot be read. Waits for the first
    /// line only: a program that asks and waits for its answer gets it.
    fn next_batch(&mut self) -> (Vec<PdqHash>, Option<anyhow::Error>) {
        let mut batch = Vec::new();
        while batch.len() < BATCH && (batch.is_empty() || self.input.buffer().contains(&b'\n')) {
            match self.next() {
                Some(Ok(hash)) => batch.push(hash),
                Some(Err(error)) => return (batch, Some(error)),
                None => break,
            }
        }
        (batch, None)
    }
}

impl Iterator for Lines {
    type Item = anyhow::Result<PdqHash>;

    fn next(&mut self) -> Option<Self::Item> {
        self.number += 1;
        self.line.clear();
        let mut head = self.input.by_ref().take(LINE_BYTES_MAX);
        match head.read_until(b'\n', &mut self.line) {
            Ok(0) => None,
            Ok(_) => Some(
                parse(&self.line)
                    .with_context(|| format!("line {} of `{}`", self.number, self.path.display())),
            ),
            Err(error) => {
                let said = cannot_be_read(&self.path);
                Some(Err(anyhow::Error::new(error).context(said)))
            }
        }
    }
}

fn cannot_be_read(path: &Path) -> String {
    format!("`{}` cannot be read", path.display())
}

fn parse(line: &[u8]) -> anyhow::Result<PdqHash> {
    let text = std::str::from_utf8(line).context("the line is not text")?;
    Ok(text.trim_end_matches(['\r', '\n']).parse()?)
}

fn check_len(len: usize) -> anyhow::Result<()> {
    if len as u64 > SEGMENT_LEN_MAX {
        bail!("more than {SEGMENT_LEN_MAX} hashes do not fit into one index file");
    }
    Ok(())
}
