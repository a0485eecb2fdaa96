//! `vigie index …`: hashes in a file of their own, searched without a desk.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_match::PdqHash;
use vigie_match::index::{DISTANCE_BITS_MAX, Found, SEGMENT_LEN_MAX, Searcher, Segment, file};

use crate::Answer;
use crate::output::{Output, say};

/// Longest line that is read of a list of hashes, in bytes.
const LINE_BYTES_MAX: u64 = 256;
/// Queries that are searched together: enough for the speed of batches, and answers come soon.
const BATCH: usize = 1000;

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
    for hash in read_hashes(&command.from)? {
        hashes.push(hash?);
        check_len(hashes.len())?;
    }
    write(&hashes, &command.out, out)
}

fn add(command: &Add, out: Output) -> anyhow::Result<Answer> {
    let segment = file::open(&command.file)?;
    // What is damaged must not be carried into the new file.
    segment
        .verify()
        .context("build the index again from the list it was made from")?;
    let mut hashes = vec![PdqHash::default(); segment.len()];
    for (hash, position) in segment.entries() {
        let place = hashes.get_mut(position as usize);
        *place.context("the index names a position it does not have")? = hash;
    }
    drop(segment);
    for hash in read_hashes(&command.from)? {
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
    let mut lines = read_hashes(&command.from)?;
    let (mut first, mut is_found) = (0, false);
    loop {
        let batch: Vec<PdqHash> = lines.by_ref().take(BATCH).collect::<anyhow::Result<_>>()?;
        if batch.is_empty() {
            break;
        }
        let found = searcher.search_batch(&segment, &batch[..], command.distance);
        is_found |= !found.is_empty();
        print(first, batch.len(), found)?;
        first += batch.len();
    }
    if first == 0 {
        say("no hash was asked for");
    }
    Ok(if is_found { Answer::Yes } else { Answer::No })
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
        let matches: Vec<_> = matches
            .iter()
            .map(|found| json!({"position": found.position, "distance": found.distance_bits}))
            .collect();
        serde_json::to_writer(
            &mut text,
            &json!({"query": first + number, "matches": matches}),
        )?;
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
    segment
        .verify()
        .context("build the index again from the list it was made from")?;
    let (count, size_bytes) = (segment.len(), segment.as_bytes().len());
    out.line(
        &format!("sound: {size_bytes} bytes, {count} hashes"),
        &json!({"is_sound": true, "hashes": count, "size_bytes": size_bytes}),
    )?;
    Ok(Answer::Yes)
}

/// The hashes of a list, one a line; an error names the line.
fn read_hashes(path: &Path) -> anyhow::Result<impl Iterator<Item = anyhow::Result<PdqHash>>> {
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = std::fs::File::open(path)
            .with_context(|| format!("`{}` cannot be read", path.display()))?;
        Box::new(BufReader::with_capacity(1 << 20, file))
    };
    let (mut number, mut line, path) = (0_usize, Vec::new(), path.to_owned());
    Ok(std::iter::from_fn(move || {
        number += 1;
        line.clear();
        match input
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
        {
            Ok(0) => None,
            Ok(_) => {
                Some(parse(&line).with_context(|| format!("line {number} of `{}`", path.display())))
            }
            Err(error) => {
                Some(Err(anyhow::Error::new(error)
                    .context(format!("`{}` cannot be read", path.display()))))
            }
        }
    }))
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
