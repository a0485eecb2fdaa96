//! Lookups over loopback, as a client of Hasher-Matcher-Actioner makes them: answers a second, how
//! long the slowest of a hundred waits, and how soon a new hash is found.
//!
//! The server is pinned to one core and the clients to another, so that the figure is one core's.

mod client;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::json;
use vigie_desk::bank::{ImportForm, create_bank, import_bank};
use vigie_desk::user::{NewApiKey, add_api_key, list_api_keys};
use vigie_domain::{Permission, SignalType};

use self::client::Client;
use crate::peer::Peer;
use crate::server::Server;
use crate::table::{Sample, Table, say};
use crate::{desk, server};

/// Lines of one import: what a client would send at once.
const LIST_LINES: usize = 200_000;
/// Bits turned over in a query that is to be found.
const NEAR_BITS: usize = 12;
/// Longest wait for the index to be loaded.
const LOAD_MAX: Duration = Duration::from_mins(15);
/// New hashes whose finding is timed.
const POSTS: usize = 50;
/// Longest wait for a new hash to be found.
const FOUND_MAX: Duration = Duration::from_secs(5);

/// Lookups over loopback.
#[derive(Debug, Args)]
pub(crate) struct LookupRun {
    /// Hashes in the bank.
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    hashes: usize,
    /// Clients at once, each with one request under way.
    #[arg(long, default_value_t = 8, value_name = "N")]
    clients: usize,
    /// How long each measurement lasts.
    #[arg(long, default_value_t = 10, value_name = "S")]
    seconds: u64,
    /// How often each measurement is made.
    #[arg(long, default_value_t = 3, value_name = "N")]
    runs: usize,
    /// The program to be measured; beside this one when left out.
    #[arg(long, value_name = "FILE")]
    vigie: Option<PathBuf>,
    /// The Python whose `threatexchange` is the peer; without it there is none.
    #[arg(long, value_name = "FILE")]
    python: Option<PathBuf>,
    /// The script that is the peer.
    #[arg(long, value_name = "FILE", default_value = "bench/peer_lookup.py")]
    peer: PathBuf,
    /// Hashes the peer is asked to find among.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    peer_hashes: usize,
    /// A folder whose desk is made when it is not there, and kept.
    #[arg(long, value_name = "DIR")]
    desk: Option<PathBuf>,
    /// Make the desk, measure nothing.
    #[arg(long)]
    prepare: bool,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

/// Numbers that look random and are the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A made-up hash; strangers are about 128 bits apart, as those of pictures are.
    fn hash(&mut self) -> [u64; 4] {
        [self.next(), self.next(), self.next(), self.next()]
    }

    fn near(&mut self, hash: [u64; 4]) -> [u64; 4] {
        let mut near = hash;
        for _ in 0..NEAR_BITS {
            let bit = self.next() >> 56;
            near[usize::from(bit.to_le_bytes()[0] / 64)] ^= 1 << (bit % 64);
        }
        near
    }
}

fn hex(hash: [u64; 4]) -> String {
    hash.map(|word| format!("{word:016x}")).concat()
}

/// Lookups of which every second one has an answer: what the peer is asked too.
const HALF_KNOWN: &str = "every second one known";

/// The seed of the banked hashes.
const SEED: u64 = 0x5eed_0001;

pub(crate) async fn measure(run: &LookupRun) -> Result<()> {
    let program = server::program(run.vigie.as_deref())?;
    let temporary = tempfile::Builder::new().prefix("vigie-lookup-").tempdir()?;
    let folder = run
        .desk
        .clone()
        .unwrap_or_else(|| temporary.path().join("desk"));
    let key = prepare(run, &folder).await?;
    if run.prepare {
        return Ok(());
    }
    pin_to_last_core();
    let mut table = Table::new();
    let server = serve(&program, &folder, &key).await?;
    let of = |what: &str| format!("{what}, {} hashes", run.hashes);
    table.add(
        of("index loaded after"),
        "s",
        [server.ready_ms / 1e3].into_iter().collect(),
        "",
    );
    let mut report = serde_json::Map::new();
    let mut peer = start_peer(run)?;
    let (mut peer_rates, mut peer_slow) = (Sample::default(), Sample::default());
    for (name, known_in) in [("strangers", 0), (HALF_KNOWN, 2)] {
        let (mut rates, mut slow, mut middle) =
            (Sample::default(), Sample::default(), Sample::default());
        for turn in 0..run.runs {
            if let Some((peer, _)) = peer.as_mut().filter(|_| known_in > 0) {
                let said = peer.ask("")?;
                peer_rates.push(number_of(&said, "per_second")?);
                peer_slow.push(number_of(&said, "p99_ms")?);
            }
            let measured = flood(run, server.address, known_in, turn).await?;
            rates.push(measured.per_second);
            slow.push(measured.waits_us.quantile(0.99) / 1e3);
            middle.push(measured.waits_us.quantile(0.5) / 1e3);
        }
        report.insert(
            name.to_owned(),
            json!({
                "per_second": rates.quantile(0.5),
                "p50_ms": middle.quantile(0.5),
                "p99_ms": slow.quantile(0.5),
            }),
        );
        if known_in > 0 && peer.is_some() {
            let ratio = rates.quantile(0.5) / peer_rates.quantile(0.5);
            report.insert("ratio".to_owned(), json!(ratio));
            table.add("times the peer", "×", [ratio].into_iter().collect(), "");
        }
        table.add(of(&format!("lookups, {name}")), "/s", rates, "≥ 22,000");
        table.add(format!("the middle one waits, {name}"), "ms", middle, "");
        table.add(format!("p99, {name}"), "ms", slow, "≤ 1");
    }
    if let Some((peer, built_s)) = peer {
        let of = |what: &str| format!("peer: {what}, {} hashes", run.peer_hashes);
        report.insert(
            "peer".to_owned(),
            json!({
                "hashes": run.peer_hashes,
                "per_second": peer_rates.quantile(0.5),
                "p99_ms": peer_slow.quantile(0.5),
                "built_s": built_s,
            }),
        );
        table.add(of(HALF_KNOWN), "/s", peer_rates, "");
        table.add(of("p99"), "ms", peer_slow, "");
        let built = [built_s].into_iter().collect();
        table.add(of("index built in"), "s", built, "");
        peer.end();
    }
    let found = found_after(server.address).await?;
    report.insert(
        "found_ms".to_owned(),
        json!({"p50": found.quantile(0.5), "max": found.quantile(1.0)}),
    );
    table.add("a posted hash is found after", "ms", found, "≤ 50");
    let (resident, _) = server.resident_mib()?;
    report.insert("resident_mib".to_owned(), json!(resident));
    table.add("resident", "MiB", [resident].into_iter().collect(), "");
    drop(server);
    if run.json {
        Table::print_json(&report);
    } else {
        table.print();
    }
    Ok(())
}

/// Makes the desk with its bank, or finds it made; answers the id of the key listed clients act with.
async fn prepare(run: &LookupRun, folder: &Path) -> Result<String> {
    let is_new = !folder.join("keys").exists();
    std::fs::create_dir_all(folder)?;
    let opened = desk::open(folder).await?;
    if is_new {
        create_bank(&opened.desk, &opened.operator, "BENCH", "made up").await?;
        let mut dice = Dice(SEED);
        let begun = Instant::now();
        for first in (0..run.hashes).step_by(LIST_LINES) {
            let lines = LIST_LINES.min(run.hashes - first);
            let mut list = String::with_capacity(lines * 65);
            for _ in 0..lines {
                list.push_str(&hex(dice.hash()));
                list.push('\n');
            }
            let form = ImportForm::Values(SignalType::Pdq);
            let (desk, actor) = (&opened.desk, &opened.operator);
            let report = import_bank(desk, actor, "BENCH", form, "bench", list.as_bytes()).await?;
            ensure!(report.refused.is_empty(), "a made-up hash was refused");
            say(&format!(
                "{} of {} banked after {:.0} s",
                first + lines,
                run.hashes,
                begun.elapsed().as_secs_f64()
            ));
        }
        let new = NewApiKey {
            label: "lookups".to_owned(),
            scope: vec![Permission::MatchSignal, Permission::CurateBank],
            expires_at: None,
            owner: None,
        };
        add_api_key(&opened.desk, &opened.operator, new).await?;
    }
    let keys = list_api_keys(&opened.desk, &opened.operator).await?;
    let key = keys
        .first()
        .context("the desk has no key; remove its folder")?;
    let id = key.id.to_string();
    opened.close().await;
    Ok(id)
}

/// The measuring side stays on the last core; the server has the first.
fn pin_to_last_core() {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let pinned = Command::new("taskset")
        .args(["-a", "-c", "-p", &(cores - 1).to_string()])
        .arg(std::process::id().to_string())
        .stdout(Stdio::null())
        .status();
    if !pinned.is_ok_and(|status| status.success()) {
        say("taskset is not there: server and clients share the cores");
    }
}

/// Starts the server on the first core, and waits until its lookup service has its index.
async fn serve(program: &Path, folder: &Path, key: &str) -> Result<Server> {
    let pages = server::free_address()?;
    let address = server::free_address()?;
    let mut command = Command::new("taskset");
    command
        .args(["-c", "0"])
        .arg(program)
        .arg("--data")
        .arg(folder)
        .args(["serve", "--listen", &pages.to_string()])
        .env("VIGIE_WEB__HMA__LISTEN", address.to_string())
        .env("VIGIE_WEB__HMA__ACTS_AS_KEY", key)
        .current_dir(folder);
    Server::spawn(command, address, LOAD_MAX, is_loaded).await
}

async fn is_loaded(address: SocketAddr) -> bool {
    let Ok(mut client) = Client::open(address).await else {
        return false;
    };
    client
        .ask(b"GET /status HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .is_ok_and(|said| said.ends_with(b"I-AM-ALIVE"))
}

/// The peer, and how long it built its index: it measures a turn for each line it is told.
fn start_peer(run: &LookupRun) -> Result<Option<(Peer, f64)>> {
    let Some(python) = &run.python else {
        return Ok(None);
    };
    let mut command = Command::new("taskset");
    command
        .args(["-c", "0"])
        .arg(python)
        .arg(&run.peer)
        .args(["--hashes", &run.peer_hashes.to_string()])
        .args(["--seconds", &run.seconds.to_string()]);
    let mut peer = Peer::start(&mut command)?;
    let built_s = number_of(&peer.listen()?, "built_s")?;
    Ok(Some((peer, built_s)))
}

/// A number by its name, of a line of the peer's.
fn number_of(line: &str, name: &str) -> Result<f64> {
    let said: serde_json::Value = serde_json::from_str(line)?;
    said[name]
        .as_f64()
        .with_context(|| format!("the peer did not say {name}"))
}

fn lookup(hash: [u64; 4]) -> Vec<u8> {
    format!(
        "GET /m/raw_lookup?signal={}&signal_type=pdq HTTP/1.1\r\nhost: localhost\r\n\r\n",
        hex(hash)
    )
    .into_bytes()
}

struct Flood {
    per_second: f64,
    waits_us: Sample,
}

/// Clients ask for a while, each again as soon as it has its answer.
async fn flood(
    run: &LookupRun,
    address: SocketAddr,
    known_in: usize,
    turn: usize,
) -> Result<Flood> {
    let stop = Arc::new(AtomicBool::new(false));
    let found = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let clients: Vec<_> = (0..run.clients)
        .map(|client| {
            let (stop, found) = (Arc::clone(&stop), Arc::clone(&found));
            let hashes = run.hashes;
            tokio::spawn(async move {
                let mut banked = Dice(SEED);
                // Each client knows another stretch of the bank.
                let skip = (client * 997 + turn * 31) % hashes.max(1);
                for _ in 0..skip {
                    let _ = banked.hash();
                }
                let mut dice = Dice(0xbad_5eed + (client as u64) * 7_919 + turn as u64);
                let mut connection = Client::open(address).await?;
                let mut waits = Vec::new();
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    number += 1;
                    let is_known = known_in > 0 && number % known_in == 0;
                    let hash = if is_known {
                        let banked = banked.hash();
                        dice.near(banked)
                    } else {
                        dice.hash()
                    };
                    let request = lookup(hash);
                    let asked = Instant::now();
                    let answer = connection.ask(&request).await?;
                    waits.push(asked.elapsed().as_secs_f64() * 1e6);
                    ensure!(answer.starts_with(b"HTTP/1.1 200"), "a lookup was refused");
                    let is_found = !answer.ends_with(b"[]}");
                    ensure!(!is_known || is_found, "a known hash was not found");
                    found.fetch_add(u64::from(is_found), Ordering::Relaxed);
                }
                Ok(waits)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(run.seconds)).await;
    stop.store(true, Ordering::Relaxed);
    let mut waits = Vec::new();
    for client in clients {
        waits.extend(client.await??);
    }
    let elapsed = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate is printed")]
    let per_second = waits.len() as f64 / elapsed;
    Ok(Flood {
        per_second,
        waits_us: waits.into_iter().collect(),
    })
}

/// From the first byte of a `POST` to the first answer that finds it, in milliseconds.
async fn found_after(address: SocketAddr) -> Result<Sample> {
    let mut dice = Dice(0xadd_5eed);
    let mut poster = Client::open(address).await?;
    let mut asker = Client::open(address).await?;
    let mut found = Sample::default();
    for _ in 0..POSTS {
        let hash = dice.hash();
        let body = json!({"pdq": hex(hash)}).to_string();
        let post = format!(
            "POST /c/bank/BENCH/signal HTTP/1.1\r\nhost: localhost\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let request = lookup(hash);
        let begun = Instant::now();
        let added = poster.ask(post.as_bytes()).await?;
        ensure!(added.starts_with(b"HTTP/1.1 200"), "a hash was not taken");
        while asker.ask(&request).await?.ends_with(b"[]}") {
            ensure!(begun.elapsed() < FOUND_MAX, "a posted hash was never found");
        }
        found.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(found)
}
