//! The text engine, beside scikit-learn (and `whichlang` for languages).
//!
//! Both sides read the same texts in one process each, on one core, in turn, and count the processor
//! time of their own thread. Quality is measured on texts held out, in the same folds, and every
//! figure of merit is computed here from the scores of both.
//!
//! A crate for weight: measuring text must not wait for a release build of the whole house.

mod data;
mod evade;
mod near;
mod peer;
mod quality;
mod speed;
#[path = "../../src/table.rs"]
#[expect(
    dead_code,
    reason = "shared with the bench of the desk, which uses all of it"
)]
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde_json::Map;

use crate::table::{Sample, Table, say};

/// The text engine, beside scikit-learn and whichlang.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Folder that `script/train tasks` filled.
    #[arg(long, value_name = "DIR", global = true, default_value = ".")]
    data: PathBuf,
    /// A Python that has scikit-learn; without one only ours is measured.
    #[arg(long, value_name = "FILE", global = true)]
    python: Option<PathBuf>,
    /// The script that asks scikit-learn.
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        default_value = "bench/peer_text.py"
    )]
    peer: PathBuf,
    /// How often each side is timed.
    #[arg(long, default_value_t = 5, value_name = "N", global = true)]
    runs: usize,
    /// Prints one JSON object instead of the table.
    #[arg(long, global = true)]
    json: bool,
}

/// What is measured.
#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    /// Texts in a second, and training.
    Speed,
    /// Average precision on texts held out, on each task.
    Tasks,
    /// Templates never seen, counter-speech, news, evasions, explanations, languages.
    Model,
    /// Near-duplicates: copies found, strangers taken for copies.
    Near,
    /// Ours alone, over and over, for a profiler.
    Spin,
}

/// Where figures go: the table for people, and one JSON object.
#[derive(Default)]
struct Report {
    table: Table,
    json: Map<String, serde_json::Value>,
}

impl Report {
    fn add(&mut self, what: &str, unit: &'static str, sample: Sample, goal: &'static str) {
        self.json.insert(
            what.to_owned(),
            serde_json::json!({"median": sample.quantile(0.5), "unit": unit, "goal": goal}),
        );
        self.table.add(what, unit, sample, goal);
    }

    fn one(&mut self, what: &str, unit: &'static str, value: f64, goal: &'static str) {
        self.add(what, unit, [value].into_iter().collect(), goal);
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match measure(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn measure(arguments: &Arguments) -> anyhow::Result<()> {
    say(&crate::table::machine(&arguments.data));
    let mut report = Report::default();
    match arguments.what {
        What::Speed => speed::measure(arguments, &mut report)?,
        What::Tasks => quality::tasks(arguments, &mut report)?,
        What::Model => quality::model(arguments, &mut report)?,
        What::Near => near::measure(arguments, &mut report)?,
        What::Spin => speed::spin(arguments)?,
    }
    if arguments.json {
        Table::print_json(&report.json);
    } else {
        report.table.print();
    }
    Ok(())
}
