//! Hashing pictures, beside PyPI `pdqhash` with Pillow on the same files.
//!
//! Both run on one core, in turn, file by file, so that whatever else the machine does meets both.
//! What is timed is decoding and hashing of a file that lies in memory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use clap::Args;
use serde_json::json;
use vigie_match::{PdqProfile, PdqResult};
use vigie_media::{Config, Decoder, unconfined};

use crate::peer::Peer;
use crate::table::{Sample, Table, say};

/// Hashing pictures, beside PyPI `pdqhash` with Pillow.
#[derive(Debug, Args)]
pub(crate) struct PdqRun {
    /// A Python that has `pdqhash` and Pillow.
    #[arg(long, value_name = "FILE")]
    python: PathBuf,
    /// The script that makes the pictures and is the peer.
    #[arg(long, value_name = "FILE")]
    peer: PathBuf,
    /// How often each file is hashed by each side.
    #[arg(long, default_value_t = 7, value_name = "N")]
    runs: usize,
    /// Prints one JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// A worker program, to measure the confined way too.
    #[arg(long, value_name = "FILE")]
    vigie: Option<PathBuf>,
}

/// Prints the peak memory of hashing one file in a process of its own.
#[derive(Debug, Args)]
pub(crate) struct PdqMemory {
    file: PathBuf,
}

/// A group of files of one size.
struct Group {
    name: String,
    files: Vec<Vec<u8>>,
    paths: Vec<PathBuf>,
}

/// Seconds a file takes, by each way to hash it.
#[derive(Default)]
struct Times {
    exact: Sample,
    fast: Sample,
    floor: Sample,
    confined: Sample,
    peer: Sample,
}

pub(crate) async fn measure(run: &PdqRun) -> anyhow::Result<()> {
    pin_to_one_core();
    let home = tempfile::tempdir()?;
    say("making pictures");
    let status = Command::new(&run.python)
        .arg(&run.peer)
        .arg("make")
        .arg(home.path())
        .status()
        .context("the peer's script could not be started")?;
    ensure!(status.success(), "the pictures were not made");
    let mut table = Table::new();
    let mut report = serde_json::Map::new();
    let mut peer = Peer::start(Command::new(&run.python).arg(&run.peer).arg("serve"))?;
    let decoder = run.vigie.as_deref().map(confined).transpose()?;
    for group in groups(home.path())? {
        let times = measure_group(&group, run, &mut peer, decoder.as_ref()).await?;
        report.insert(
            group.name.clone(),
            add_lines(&group.name, times, &mut table),
        );
    }
    peer.end();
    let bytes = memory_of(&home.path().join("100 megapixels.jpg"))?;
    table.add(
        "100 megapixels: peak memory",
        "MB",
        [bytes / 1e6].into_iter().collect(),
        "≤ 64 MB",
    );
    report.insert("peak_memory_bytes".to_owned(), json!(bytes));
    if run.json {
        Table::print_json(&report);
    } else {
        table.print();
    }
    Ok(())
}

fn confined(program: &Path) -> anyhow::Result<Decoder> {
    Ok(Decoder::new(Config {
        program: Some(program.to_owned()),
        concurrency: 1,
        ..Config::default()
    })?)
}

/// The folders of the pictures made, and the reference pictures where they are at hand.
fn groups(home: &Path) -> anyhow::Result<Vec<Group>> {
    let mut groups = Vec::new();
    for name in ["256 x 256", "1600 x 1004", "4032 x 3024"] {
        groups.push(read_group(name, &home.join(name))?);
    }
    let shared = std::env::var_os("VIGIE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from)
        .join("match/pdq/data/reg-test-input");
    for (name, folder) in [
        ("256 x 256, reference", "labelme-subset"),
        ("1600 x 1004, reference", "dih"),
    ] {
        match read_group(name, &shared.join(folder)) {
            Ok(group) => groups.push(group),
            Err(_) => say(&format!("skipped: {name}: no shared data")),
        }
    }
    Ok(groups)
}

fn read_group(name: &str, folder: &Path) -> anyhow::Result<Group> {
    let mut paths = std::fs::read_dir(folder)
        .with_context(|| format!("no folder {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "jpg"));
    paths.sort();
    ensure!(!paths.is_empty(), "no pictures in {}", folder.display());
    let files = paths.iter().map(std::fs::read).collect::<Result<_, _>>()?;
    Ok(Group {
        name: name.to_owned(),
        files,
        paths,
    })
}

async fn measure_group(
    group: &Group,
    run: &PdqRun,
    peer: &mut Peer,
    decoder: Option<&Decoder>,
) -> anyhow::Result<Times> {
    let config = Config::default();
    let mut times = Times::default();
    for _ in 0..run.runs {
        for (path, bytes) in group.paths.iter().zip(&group.files) {
            let (seconds, expected) = peer_hash(peer, path)?;
            times.peer.push(seconds);

            let start = Instant::now();
            let (_, exact) = unconfined::hash(bytes, PdqProfile::Full, &config)?;
            times.exact.push(start.elapsed().as_secs_f64());
            ensure!(
                exact == expected,
                "{}: {exact:?} is not {expected:?}",
                path.display()
            );

            let start = Instant::now();
            unconfined::hash(bytes, PdqProfile::Fast, &config)?;
            times.fast.push(start.elapsed().as_secs_f64());

            let start = Instant::now();
            unconfined::read_jpeg_codes(bytes)?;
            times.floor.push(start.elapsed().as_secs_f64());

            if let Some(decoder) = decoder {
                let start = Instant::now();
                decoder.hash(bytes, PdqProfile::Full).await?;
                times.confined.push(start.elapsed().as_secs_f64());
            }
        }
    }
    Ok(times)
}

/// Adds what was measured to the table; answers it as JSON too.
fn add_lines(name: &str, times: Times, table: &mut Table) -> serde_json::Value {
    let [exact, fast, floor, peer] =
        [&times.exact, &times.fast, &times.floor, &times.peer].map(|sample| sample.quantile(0.5));
    let (exact_goal, fast_goal) = match name.get(..4) {
        Some("256 ") => ("", "≥ 5"),
        Some("1600") => ("≥ 3.5", "≥ 5"),
        _ => ("≥ 8", "≥ 20"),
    };
    let confined = times.confined.clone();
    let one = |value: f64| -> Sample { [value].into_iter().collect() };
    for (what, sample) in [
        ("pdqhash and Pillow", times.peer),
        ("exact", times.exact),
        ("fast", times.fast),
        ("entropy decoding alone", times.floor),
    ] {
        table.add(format!("{name}: {what}"), "ms", sample.scaled(1e3), "");
    }
    if confined.quantile(0.5).is_finite() {
        table.add(
            format!("{name}: exact, in a confined worker"),
            "ms",
            confined.scaled(1e3),
            "",
        );
    }
    table.add(
        format!("{name}: exact, times faster"),
        "×",
        one(peer / exact),
        exact_goal,
    );
    table.add(
        format!("{name}: fast, times faster"),
        "×",
        one(peer / fast),
        fast_goal,
    );
    table.add(
        format!("{name}: fast, share beyond entropy decoding"),
        "%",
        one(100.0 * (fast / floor - 1.0)),
        "",
    );
    json!({
        "peer_seconds": peer, "exact_seconds": exact, "fast_seconds": fast,
        "floor_seconds": floor, "exact_ratio": peer / exact, "fast_ratio": peer / fast,
    })
}

/// Seconds the peer took, and what it found.
fn peer_hash(peer: &mut Peer, path: &Path) -> anyhow::Result<(f64, PdqResult)> {
    let line = peer.ask(&path.display().to_string())?;
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let [seconds, hash, quality] = words.as_slice() else {
        bail!("the peer said {line:?}");
    };
    let result = PdqResult {
        hash: hash.parse()?,
        quality: quality.parse()?,
    };
    Ok((seconds.parse()?, result))
}

/// Peak memory of hashing `file`, in bytes, file included; in a process that does nothing else.
fn memory_of(file: &Path) -> anyhow::Result<f64> {
    let output = Command::new(std::env::current_exe()?)
        .arg("pdq-memory")
        .arg(file)
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Hashes one file and prints the most memory this process ever held, in bytes.
#[expect(clippy::print_stdout, reason = "the number is what was asked for")]
pub(crate) fn print_memory(run: &PdqMemory) -> anyhow::Result<()> {
    let bytes = std::fs::read(&run.file)?;
    unconfined::hash(&bytes, PdqProfile::Full, &Config::default())?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().strip_suffix(" kB"))
        .context("the system does not say how much memory was used")?;
    println!("{}", peak.trim().parse::<u64>()? * 1024);
    Ok(())
}

/// Keeps this process and those it starts on one core.
fn pin_to_one_core() {
    #[expect(
        unsafe_code,
        reason = "the kernel reads one set of cores, which lives across the call"
    )]
    let is_pinned = unsafe {
        let mut cores: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(0, &mut cores);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const cores) == 0
    };
    if !is_pinned {
        say("the process could not be kept on one core");
    }
}
