//! Measures what the desk promises about speed, on desks of its own; prints, asserts nothing.
//!
//! A crate for weight: it spawns and floods servers, which no test and no build of the program
//! needs. It opens desks below a temporary folder only, and ends only processes it started.

mod desk;
mod http;
mod intake;
mod lookup;
mod memory;
mod pdq;
mod peer;
mod queue;
mod recall;
mod server;
mod session;
mod table;
mod video;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::table::Table;

#[derive(Debug, Parser)]
#[command(about = "Measures the desk on desks of its own")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Intake, start, memory, the queue page, and many people at once.
    Desk(DeskRun),
    /// Lookups over loopback, as clients of Hasher-Matcher-Actioner make them.
    Lookup(lookup::LookupRun),
    /// Hashing pictures, beside PyPI `pdqhash` with Pillow.
    Pdq(pdq::PdqRun),
    /// How many copies are found, by kind of edit, and how many strangers.
    Recall(recall::RecallRun),
    /// Hashing videos by their key frames, beside PyPI `vpdq`, and what is found.
    Video(video::VideoRun),
    /// Peak memory of hashing one file.
    #[command(hide = true)]
    PdqMemory(pdq::PdqMemory),
}

/// Intake, start, memory, the queue page, and many people at once.
#[derive(Debug, Args)]
pub(crate) struct DeskRun {
    /// Items of the large desk.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    items: usize,
    /// People at work at once.
    #[arg(long, default_value_t = 200, value_name = "N")]
    sessions: usize,
    /// Requests they make together, in one run.
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    requests: usize,
    /// How often each measurement is made.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// The program to be measured; beside this one when left out.
    #[arg(long, value_name = "FILE")]
    vigie: Option<PathBuf>,
    /// Where the temporary desks are made.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Only the intake and the queue: nothing is served.
    #[arg(long)]
    without_server: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads could be started")
        .and_then(|runtime| match &arguments.command {
            Command::Desk(run) => runtime.block_on(measure(run)),
            Command::Lookup(run) => runtime.block_on(lookup::measure(run)),
            Command::Pdq(run) => runtime.block_on(pdq::measure(run)),
            Command::Video(run) => runtime.block_on(video::measure(run)),
            Command::Recall(run) => recall::measure(run),
            Command::PdqMemory(run) => pdq::print_memory(run),
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            table::say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

async fn measure(run: &DeskRun) -> anyhow::Result<()> {
    let parent = run.folder.clone().unwrap_or_else(std::env::temp_dir);
    let home = tempfile::Builder::new()
        .prefix("vigie-bench-")
        .tempdir_in(&parent)
        .with_context(|| format!("no folder could be made in {}", parent.display()))?;
    let mut table = Table::new();
    table::say(&table::machine(home.path()));

    let small = home.path().join("small");
    let large = home.path().join("large");
    intake::measure(run, &small, &large, &mut table).await?;
    queue::measure(run, &large, &mut table).await?;
    if !run.without_server {
        let program = server::program(run.vigie.as_deref())?;
        memory::measure(run, &program, &small, "a small desk", &mut table).await?;
        memory::measure(run, &program, &large, "the large desk", &mut table).await?;
        session::measure(run, &program, &large, &mut table).await?;
    }
    table.print();
    Ok(())
}
