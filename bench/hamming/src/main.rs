//! The index of hashes, beside faiss (the engine of Hasher-Matcher-Actioner) and `mih-rs`.
//!
//! All run on one core, in turn, and each counts the processor time of its own thread. Before
//! anything is timed, what each finds is compared: the same hashes at the same distances.
//!
//! A crate for weight: it is built for the very processor it runs on, so that the peer written in Rust
//! is at its best too, and nothing else of the house has to be built that way.

mod data;
mod peer;
#[path = "../../src/table.rs"]
#[expect(
    dead_code,
    reason = "shared with the bench of the desk, which uses all of it"
)]
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use serde_json::{Map, Value, json};
use vigie_match::index::{HammingIndex, Searcher, Segment, file};
use vigie_match::{MATCH_DISTANCE_BITS_MAX, PdqHash};

use self::peer::{FourIndexes, Peer};
use crate::table::{Sample, Table, say};

/// The index of hashes, beside faiss and mih-rs.
#[derive(Debug, Parser)]
struct HammingRun {
    /// A Python that has `faiss` and `numpy`.
    #[arg(long, value_name = "FILE")]
    python: PathBuf,
    /// The script that asks faiss.
    #[arg(long, value_name = "FILE")]
    peer: PathBuf,
    /// Numbers of hashes.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "1000000,10000000",
        value_name = "N,…"
    )]
    hashes: Vec<usize>,
    /// How often each side is measured.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// Largest number of hashes at which the peers with hash tables take part; they need 300 to 600
    /// bytes a hash.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    tables_up_to: usize,
    /// Where the lists lie while they are used.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Prints one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

/// Queries of a run; ours make all of them, the peers as many as take a second or so.
const QUERIES: usize = 10_000;
/// Queries of a batch.
const BATCH: usize = 1000;
/// Queries whose finds are compared.
const COMPARED: usize = 1000;
/// Comparisons that faiss makes in some tenths of a second.
const PEER_WORK: usize = 400_000_000;
/// Entries of the delta when its cost is measured; from 4,096 on it is merged.
const DELTA: usize = 4000;
/// Largest number of hashes at which the delta is measured.
const DELTA_UP_TO: usize = 10_000_000;
/// Bytes a hash while the index is built: the list, the index, and what is needed beside it.
const BUILDING_BYTES: u64 = 32 + 110 + 8;
/// Bytes a hash of all tables of the peers together.
const TABLES_BYTES: u64 = 1500;

fn main() -> ExitCode {
    match measure(&HammingRun::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn measure(run: &HammingRun) -> anyhow::Result<()> {
    let parent = run.folder.clone().unwrap_or_else(std::env::temp_dir);
    let home = tempfile::Builder::new()
        .prefix("vigie-bench-")
        .tempdir_in(&parent)
        .with_context(|| format!("no folder could be made in {}", parent.display()))?;
    say(&crate::table::machine(home.path()));
    let mut table = Table::new();
    let mut report = Map::new();
    for len in &run.hashes {
        let size = Size::new(*len, run, home.path())?;
        report.insert(len.to_string(), size.measure(&mut table)?);
    }
    if run.json {
        Table::print_json(&report);
    } else {
        table.print();
    }
    Ok(())
}

/// Everything of one number of hashes.
struct Size<'a> {
    run: &'a HammingRun,
    len: usize,
    folder: PathBuf,
    hashes: Vec<[u8; 32]>,
    queries: Vec<PdqHash>,
}

/// Microseconds a query, one by one and in batches.
#[derive(Default)]
struct Times {
    single: Sample,
    batch: Sample,
}

impl Times {
    fn report(&self) -> Value {
        json!({"single_us": self.single.quantile(0.5), "batch_us": self.batch.quantile(0.5)})
    }
}

impl<'a> Size<'a> {
    fn new(len: usize, run: &'a HammingRun, home: &std::path::Path) -> anyhow::Result<Self> {
        ensure!(len > 0, "an index of no hashes says nothing");
        check_memory(len, run.tables_up_to)?;
        let folder = home.join(len.to_string());
        std::fs::create_dir(&folder)?;
        say(&format!("{len} hashes"));
        let hashes = data::hashes(len);
        let queries = data::queries(&hashes, QUERIES);
        std::fs::write(folder.join("base"), hashes.as_flattened())?;
        std::fs::write(folder.join("queries"), queries.as_flattened())?;
        let queries = queries.into_iter().map(PdqHash::from_bytes).collect();
        Ok(Self {
            run,
            len,
            folder,
            hashes,
            queries,
        })
    }

    fn measure(mut self, table: &mut Table) -> anyhow::Result<Value> {
        let (segment, build_us) = self.build()?;
        say(&format!("built, {build_us:.2} µs a hash"));
        if self.len > self.run.tables_up_to.max(DELTA_UP_TO) {
            self.hashes = Vec::new(); // Nobody needs them any more, and they take gigabytes.
        }
        let mut peers = self.start_peers()?;
        std::fs::remove_file(self.folder.join("base"))?;
        for peer in &mut peers {
            self.compare(&segment, peer)?;
        }
        let mih = if self.len <= self.run.tables_up_to {
            let mih = FourIndexes::build(&self.hashes)?;
            self.compare_mih(&segment, &mih)?;
            Some(mih)
        } else {
            None
        };

        let mut ours = Times::default();
        let mut theirs: Vec<Times> = peers.iter().map(|_| Times::default()).collect();
        let mut four = Sample::default();
        for _ in 0..self.run.runs {
            let (single, batch) = self.ask(&segment);
            ours.single.push(single);
            ours.batch.push(batch);
            for (peer, times) in peers.iter_mut().zip(&mut theirs) {
                let count = (PEER_WORK / self.len).clamp(4, BATCH);
                times.single.push(peer.ask("single", count)?);
                times.batch.push(peer.ask("batch", count.max(8))?);
            }
            if let Some(mih) = &mih {
                let count = 2000;
                let mut searchers = mih.searchers();
                let started = cpu_ns();
                let mut found = 0;
                for query in &self.queries[..count] {
                    found += mih
                        .search(&mut searchers, query, MATCH_DISTANCE_BITS_MAX)
                        .len();
                }
                ensure!(found > 0, "nothing was found");
                four.push(per(started, count));
            }
        }

        let n = data::short(self.len);
        let mut report = Map::new();
        #[expect(clippy::cast_precision_loss, reason = "bytes, shown to one decimal")]
        let bytes = segment.as_bytes().len() as f64 / self.len as f64;
        table.add(
            format!("{n}: bytes a hash"),
            "B",
            one(bytes),
            goal(self.len, BYTES),
        );
        table.add(
            format!("{n}: build, a hash"),
            "µs",
            one(build_us),
            goal(self.len, BUILD),
        );
        report.insert("bytes_per_hash".to_owned(), json!(bytes));
        report.insert("build_us_per_hash".to_owned(), json!(build_us));
        report.insert("ours".to_owned(), ours.report());
        table.add(format!("{n}: a query"), "µs", ours.single.clone(), "");
        table.add(
            format!("{n}: a query of a batch"),
            "µs",
            ours.batch.clone(),
            "",
        );
        for (peer, times) in peers.iter().zip(&theirs) {
            report.insert(peer.kind.to_owned(), times.report());
            let (kind, single, batch) = (peer.kind, &times.single, &times.batch);
            table.add(format!("{n}: {kind}, a query"), "µs", single.clone(), "");
            table.add(format!("{n}: {kind}, of a batch"), "µs", batch.clone(), "");
            let goals = match kind {
                "flat" => [SINGLE_FLAT, BATCH_FLAT],
                "multihash16" => [SINGLE_16, ["", "", ""]],
                _ => [SINGLE_11, ["", "", ""]],
            };
            let times_faster = |a: &Sample, b: &Sample| one(a.quantile(0.5) / b.quantile(0.5));
            let ratio = times_faster(single, &ours.single);
            table.add(
                format!("{n}: {kind} / ours, a query"),
                "×",
                ratio,
                goal(self.len, goals[0]),
            );
            let ratio = times_faster(batch, &ours.batch);
            table.add(
                format!("{n}: {kind} / ours, of a batch"),
                "×",
                ratio,
                goal(self.len, goals[1]),
            );
        }
        if mih.is_some() {
            report.insert("mih_us".to_owned(), json!(four.quantile(0.5)));
            let ratio = one(four.quantile(0.5) / ours.single.quantile(0.5));
            table.add(format!("{n}: mih-rs, a query"), "µs", four, "");
            table.add(
                format!("{n}: mih-rs / ours, a query"),
                "×",
                ratio,
                goal(self.len, SINGLE_MIH),
            );
        }
        for peer in peers {
            peer.end();
        }
        self.measure_file(segment, table, &mut report)?;
        self.measure_delta(table, &mut report)?;
        Ok(Value::Object(report))
    }

    /// The index, and microseconds of one core for each hash.
    fn build(&self) -> anyhow::Result<(Segment, f64)> {
        let started = cpu_ns();
        let segment = Segment::build(&self.hashes[..])?;
        Ok((segment, per(started, self.len)))
    }

    fn start_peers(&self) -> anyhow::Result<Vec<Peer>> {
        let kinds: &[&'static str] = if self.len <= self.run.tables_up_to {
            &["flat", "multihash16", "multihash11"]
        } else {
            &["flat"]
        };
        let start = |kind: &&'static str| Peer::start(self.run, kind, &self.folder);
        kinds.iter().map(start).collect()
    }

    /// Microseconds a query, one by one and in batches.
    fn ask(&self, segment: &Segment) -> (f64, f64) {
        let mut searcher = Searcher::default();
        let started = cpu_ns();
        for query in &self.queries {
            searcher.search(segment, query, MATCH_DISTANCE_BITS_MAX);
        }
        let single = per(started, self.queries.len());
        let started = cpu_ns();
        for batch in self.queries.chunks(BATCH) {
            searcher.search_batch(segment, batch, MATCH_DISTANCE_BITS_MAX);
        }
        (single, per(started, self.queries.len()))
    }

    /// Holds what both find against each other, at the usual distance and one bit further.
    fn compare(&self, segment: &Segment, peer: &mut Peer) -> anyhow::Result<()> {
        let count = (PEER_WORK * 8 / self.len).clamp(40, COMPARED);
        let mut searcher = Searcher::default();
        for distance in [MATCH_DISTANCE_BITS_MAX, MATCH_DISTANCE_BITS_MAX + 1] {
            if peer.kind != "flat" && distance > MATCH_DISTANCE_BITS_MAX {
                continue; // Its tables are exact up to 31 bits only.
            }
            let theirs = peer.hits(count, distance, &self.folder.join("hits"))?;
            let mut ours: Vec<[u32; 3]> = searcher
                .search_batch(segment, &self.queries[..count], distance)
                .iter()
                .map(|found| [found.query, found.position, found.distance_bits])
                .collect();
            ours.sort_unstable();
            ensure!(
                !ours.is_empty(),
                "nothing was found, so nothing was compared"
            );
            ensure!(
                ours == theirs,
                "{} finds {} at {distance} bits, the index {}",
                peer.kind,
                theirs.len(),
                ours.len()
            );
            for (number, query) in (0_u32..).zip(&self.queries[..count]) {
                let single = searcher.search(segment, query, distance).len();
                let batch = ours.iter().filter(|found| found[0] == number).count();
                ensure!(
                    single == batch,
                    "query {number} finds {single} alone and {batch} in a batch"
                );
            }
        }
        say(&format!(
            "{}: the same hits as {}",
            data::short(self.len),
            peer.kind
        ));
        Ok(())
    }

    fn compare_mih(&self, segment: &Segment, mih: &FourIndexes) -> anyhow::Result<()> {
        let mut searchers = mih.searchers();
        let mut searcher = Searcher::default();
        for query in &self.queries[..COMPARED] {
            let mut ours: Vec<u32> = searcher
                .search(segment, query, MATCH_DISTANCE_BITS_MAX)
                .iter()
                .map(|found| found.position)
                .collect();
            ours.sort_unstable();
            ensure!(
                ours == mih.search(&mut searchers, query, MATCH_DISTANCE_BITS_MAX),
                "mih-rs finds something else"
            );
        }
        Ok(())
    }

    /// Opening a file that lies in the page cache, and its first and later answers.
    fn measure_file(
        &self,
        segment: Segment,
        table: &mut Table,
        report: &mut Map<String, Value>,
    ) -> anyhow::Result<()> {
        let size_bytes = segment.as_bytes().len() as u64;
        if available_bytes().is_some_and(|available| available < size_bytes) {
            say("not enough memory for the index and its file at once: the file is left out");
            return Ok(());
        }
        let path = self.folder.join("index");
        file::write(&segment, &path)?;
        drop(segment);
        let mut opening = Sample::default();
        for _ in 0..self.run.runs {
            let started = std::time::Instant::now();
            let segment = file::open(&path)?;
            Searcher::default().search(&segment, &self.queries[0], MATCH_DISTANCE_BITS_MAX);
            opening.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let n = data::short(self.len);
        report.insert("open_ms".to_owned(), json!(opening.quantile(0.5)));
        table.add(
            format!("{n}: opening a warm file, first answer"),
            "ms",
            opening,
            "≤ 20 ms",
        );
        let segment = file::open(&path)?;
        self.ask(&segment); // Fills the page tables.
        let (mut single, mut batch) = (Sample::default(), Sample::default());
        for _ in 0..self.run.runs {
            let (one, many) = self.ask(&segment);
            single.push(one);
            batch.push(many);
        }
        report.insert("mapped_us".to_owned(), json!(single.quantile(0.5)));
        table.add(format!("{n}: mapped, a query"), "µs", single, "");
        table.add(format!("{n}: mapped, of a batch"), "µs", batch, "");
        Ok(())
    }

    /// What a delta costs a search, and what an insertion costs.
    fn measure_delta(
        &mut self,
        table: &mut Table,
        report: &mut Map<String, Value>,
    ) -> anyhow::Result<()> {
        if self.len > DELTA_UP_TO {
            return Ok(()); // The entries with their ids would need as much memory as the index.
        }
        let entries = self.hashes.iter().zip(0_u64..);
        let entries = entries
            .map(|(hash, id)| (PdqHash::from_bytes(*hash), id))
            .collect();
        let index = HammingIndex::from_entries(entries)?;
        let ask = |sample: &mut Sample| {
            let started = cpu_ns();
            for query in &self.queries {
                index.search(query, MATCH_DISTANCE_BITS_MAX);
            }
            sample.push(per(started, self.queries.len()));
        };
        let (mut before, mut after) = (Sample::default(), Sample::default());
        (0..self.run.runs).for_each(|_| ask(&mut before));
        let new = data::hashes_from(DELTA, 99);
        let started = cpu_ns();
        for (hash, id) in new.iter().zip(1_u64 << 40..) {
            index.insert(PdqHash::from_bytes(*hash), id);
        }
        let insertion = per(started, DELTA);
        (0..self.run.runs).for_each(|_| ask(&mut after));
        let n = data::short(self.len);
        let cost = 100.0 * (after.quantile(0.5) / before.quantile(0.5) - 1.0);
        report.insert("insertion_us".to_owned(), json!(insertion));
        report.insert("delta_cost_percent".to_owned(), json!(cost));
        table.add(format!("{n}: live index, a query"), "µs", before, "");
        table.add(
            format!("{n}: the same with a delta of {DELTA}"),
            "µs",
            after,
            "",
        );
        table.add(
            format!("{n}: what the delta costs"),
            "%",
            one(cost),
            "≤ 10 %",
        );
        table.add(format!("{n}: an insertion"), "µs", one(insertion), "");
        Ok(())
    }
}

/// What is wanted at 1, 10 and 100 million.
type Goals = [&'static str; 3];
const SINGLE_FLAT: Goals = ["≥ 450", "≥ 2,000", "≥ 4,000"];
const BATCH_FLAT: Goals = ["≥ 450", "≥ 2,500", "≥ 5,000"];
const SINGLE_16: Goals = ["≥ 430", "≥ 3,500", ""];
const SINGLE_11: Goals = ["≥ 110", "", ""];
const SINGLE_MIH: Goals = ["≥ 28", "≥ 50", ""];
const BYTES: Goals = ["≤ 110", "≤ 100", "≤ 92"];
const BUILD: Goals = ["≤ 0.5", "≤ 0.5", "≤ 1"];

fn goal(len: usize, goals: Goals) -> &'static str {
    match len {
        1_000_000 => goals[0],
        10_000_000 => goals[1],
        100_000_000 => goals[2],
        _ => "",
    }
}

/// Says in time what would otherwise end in the middle.
fn check_memory(len: usize, tables_up_to: usize) -> anyhow::Result<()> {
    let tables = if len <= tables_up_to { TABLES_BYTES } else { 0 };
    let needed = len as u64 * (BUILDING_BYTES + tables);
    let Some(available) = available_bytes() else {
        return Ok(()); // Not Linux: nobody says how much there is.
    };
    ensure!(
        needed <= available,
        "{len} hashes need {} MB of memory, {} MB are available: ask for fewer with --hashes",
        needed >> 20,
        available >> 20
    );
    Ok(())
}

/// Memory that can be had without swapping; `None` where the system does not say.
fn available_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim()
        .trim_end_matches(" kB")
        .parse::<u64>()
        .ok()
        .map(|kb| kb << 10)
}

fn one(value: f64) -> Sample {
    std::iter::once(value).collect()
}

/// Microseconds of this thread since `started`, for each of `count`.
#[expect(clippy::cast_precision_loss, reason = "a time, shown to three digits")]
fn per(started: u64, count: usize) -> f64 {
    cpu_ns().saturating_sub(started) as f64 / 1e3 / count as f64
}

/// Nanoseconds this thread has run. What else the machine does is not in them.
fn cpu_ns() -> u64 {
    #[expect(
        unsafe_code,
        reason = "the kernel writes one time, which lives across the call"
    )]
    let time = unsafe {
        let mut time: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time);
        time
    };
    u64::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000
        + u64::try_from(time.tv_nsec).unwrap_or(0)
}
