//! Measures a yearly report and the outsider's check over a made-up log; prints, asserts nothing.
//!
//! A crate for weight: the log is the only thing it builds, so that a figure takes no other minute.

#![expect(clippy::print_stdout, reason = "the table is what was asked for")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use clap::Parser;
use serde_json::json;
use vigie_domain::Timestamp;
use vigie_tlog::{
    AppendState, CHECKPOINT_PATH, Leaf, LogKey, LogSource, PUBLISHED_PATH, PublicRecord,
    SourceError, TileHashes, VerifierKey, commit_private, count_log, entry_bundles, leaf_hash,
    render_published, verify_inclusion, verify_log,
};

#[derive(Debug, Parser)]
#[command(about = "Measures a yearly report over a made-up log")]
struct Arguments {
    /// Entries of the log; 250 bytes of disk each.
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    events: u64,
    /// How often each pass is made.
    #[arg(long, default_value_t = 3, value_name = "N")]
    runs: usize,
    /// Where the temporary log is made.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// One JSON value instead of a table.
    #[arg(long)]
    json: bool,
}

/// The year that is counted.
const YEAR: u16 = 2025;
/// Its first instant, milliseconds since 1970.
const YEAR_MS: i64 = 1_735_689_600_000;
/// Milliseconds of a year of 365 days.
const YEAR_LENGTH_MS: u64 = 365 * 86_400_000;
/// Entries written at a time: whole bundles.
const CHUNK: u64 = 256 * 256;
/// Inclusion proofs made for one figure.
const PROOFS: u64 = 1_000;
/// An odd step that visits indexes all over the log.
const STEP: u64 = 7_919_999;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let folder = match &arguments.folder {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir()?,
    };
    let key = LogKey::from_seed(&[7; 32], "desk.example/log")?;
    let started = Instant::now();
    write_log(folder.path(), arguments.events, &key)?;
    let written_s = started.elapsed().as_secs_f64();
    let (files, key) = (Folder(folder.path()), key.verifier_key());
    let verify_s = median(arguments.runs, || {
        let report = verify_log(&files, key, &[], &mut |_, _| {})?;
        anyhow::ensure!(report.is_sound() && report.entries == arguments.events);
        Ok(())
    })?;
    let report_s = median(arguments.runs, || {
        let count = count_log(&files, key, &[], YEAR, u64::MAX)?;
        anyhow::ensure!(count.log.is_sound() && count.entries_unread == 0);
        Ok(())
    })?;
    let proof_ms = median(arguments.runs, || prove(&files, key, arguments.events))? * 1e3;
    let proof_ms = proof_ms / f64::from(u32::try_from(PROOFS)?);
    let leaves_s = f64::from(u32::try_from(arguments.events)?) / verify_s;
    if arguments.json {
        let value = json!({
            "events": arguments.events, "runs": arguments.runs, "written_s": written_s,
            "verify_s": verify_s, "verified_leaves_per_s": leaves_s, "report_s": report_s,
            "inclusion_proof_ms": proof_ms,
        });
        println!("{value}");
        return Ok(());
    }
    println!(
        "| of {} events | measured | wanted |\n|---|--:|--:|",
        arguments.events
    );
    println!("| written by one thread | {written_s:.1} s | |");
    println!("| every byte verified | {verify_s:.1} s | |");
    println!("| leaves verified | {leaves_s:.0} /s | ≥ 1,000,000 /s |");
    println!("| a year's report, every byte verified on the way | {report_s:.1} s | < 30 s |");
    println!("| an inclusion proof from files, made and verified | {proof_ms:.3} ms | < 5 ms |");
    Ok(())
}

/// Median seconds of some runs.
fn median(runs: usize, mut run: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs.max(1) {
        let started = Instant::now();
        run()?;
        times.push(started.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// Proofs of entries all over the log, each from tiles not read before.
fn prove(files: &Folder<'_>, key: &VerifierKey, size: u64) -> anyhow::Result<()> {
    let note = files.read(CHECKPOINT_PATH).ok().flatten();
    let head = vigie_tlog::Checkpoint::verify(&note.context("no checkpoint")?, key)?;
    for number in 0..PROOFS {
        let index = number * STEP % size;
        let proof = TileHashes::new(files, size).inclusion_proof(index, size)?;
        let hash = leaf_hash(&leaf(index, size)?);
        verify_inclusion(index, size, &hash, &proof, &head.root)?;
    }
    Ok(())
}

/// A made-up act: seven of a case, spread over the year.
fn leaf(index: u64, events: u64) -> anyhow::Result<Vec<u8>> {
    const ACTS: [(&str, Option<&str>); 7] = [
        ("item_added", None),
        ("exhibit_sealed", None),
        ("item_reviewed", Some("terrorist_content")),
        ("referral_sent", None),
        ("recheck_observed", None),
        ("recheck_observed", None),
        ("line_closed", Some("gone")),
    ];
    let (kind, outcome) = ACTS[usize::try_from(index % 7)?];
    let at = YEAR_LENGTH_MS / events.max(1) * index;
    let record = PublicRecord {
        kind: kind.to_owned(),
        at_minute: Timestamp::from_ms(YEAR_MS + i64::try_from(at)?),
        desk: "zeta".to_owned(),
        instrument: (kind == "referral_sent").then(|| "tco_referral".to_owned()),
        outcome: outcome.map(str::to_owned),
        case_pseudonym: Some(format!("{:032x}", index / 7)),
        extra: BTreeMap::new(),
        ..PublicRecord::default()
    };
    let commitment = commit_private(&[1; 32], &index.to_le_bytes());
    Ok(Leaf::new(record, commitment)?.render())
}

fn write_log(folder: &Path, events: u64, key: &LogKey) -> anyhow::Result<()> {
    let mut tree = AppendState::new();
    let mut first = 0;
    while first < events {
        let end = (first + CHUNK).min(events);
        let leaves: Vec<Vec<u8>> = (first..end)
            .map(|index| leaf(index, events))
            .collect::<anyhow::Result<_>>()?;
        let mut writes = tree.append(leaves.iter().map(|leaf| leaf_hash(leaf)));
        writes.extend(entry_bundles(first, end, leaves)?);
        for write in writes {
            let path = folder.join(&write.path);
            std::fs::create_dir_all(path.parent().context("a path of the log has a folder")?)?;
            std::fs::write(path, &write.bytes)?;
        }
        first = end;
    }
    let note = key.sign_checkpoint(events, &tree.root());
    std::fs::write(folder.join(CHECKPOINT_PATH), note)?;
    std::fs::write(folder.join(PUBLISHED_PATH), render_published(events))?;
    Ok(())
}

/// A log in a folder.
struct Folder<'a>(&'a Path);

impl LogSource for Folder<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        match std::fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
