//! The table that is printed: what, how much, how much was promised.

use std::fmt::Write as _;
use std::path::Path;

/// One measurement, made several times.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
        self.0.sort_by(f64::total_cmp);
    }

    /// The value below which this share of all lies; nearest rank, nothing interpolated.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank below the number of samples"
        )]
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    }

    /// Every value times `factor`: another unit.
    pub(crate) fn scaled(&self, factor: f64) -> Self {
        self.0.iter().map(|value| value * factor).collect()
    }

    fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    fn least(&self) -> f64 {
        self.quantile(0.0)
    }

    fn most(&self) -> f64 {
        self.quantile(1.0)
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }
}

struct Line {
    what: String,
    unit: &'static str,
    sample: Sample,
    goal: &'static str,
}

/// Lines in the order they were measured.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<Line>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a line, and says it at once: a long run that is stopped was not for nothing.
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        unit: &'static str,
        sample: Sample,
        goal: &'static str,
    ) {
        let line = Line {
            what: what.into(),
            unit,
            sample,
            goal,
        };
        say(&format!(
            "{}: {} {}",
            line.what,
            rounded(line.sample.median()),
            line.unit
        ));
        self.lines.push(line);
    }

    /// Prints what was measured as one JSON object instead.
    #[expect(clippy::print_stdout, reason = "the object is what was asked for")]
    pub(crate) fn print_json(report: &serde_json::Map<String, serde_json::Value>) {
        println!("{}", serde_json::Value::Object(report.clone()));
    }

    /// Prints it to standard output, as Markdown.
    #[expect(clippy::print_stdout, reason = "the table is what was asked for")]
    pub(crate) fn print(&self) {
        let mut text = String::from(
            "| what | unit | median | least | most | runs | goal |\n|---|---|--:|--:|--:|--:|---|\n",
        );
        for line in &self.lines {
            let sample = &line.sample;
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                line.what,
                line.unit,
                rounded(sample.median()),
                rounded(sample.least()),
                rounded(sample.most()),
                sample.0.len(),
                line.goal
            );
        }
        print!("{text}");
    }
}

fn rounded(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Words for whoever waits; data go to standard output.
#[expect(clippy::print_stderr, reason = "a program that reports progress")]
pub(crate) fn say(words: &str) {
    eprintln!("{words}");
}

/// Processor, cores, memory, system and file system of this machine, on one line.
pub(crate) fn machine(folder: &Path) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        text.lines()
            .find(|line| line.starts_with(key))
            .and_then(|line| line.split_once(':'))
            .map_or_else(|| "?".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let processor = value(&read("/proc/cpuinfo"), "model name");
    let memory = value(&read("/proc/meminfo"), "MemTotal");
    let system = read("/proc/sys/kernel/osrelease");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!(
        "machine: {cores} cores, {processor}, {memory}, Linux {}, desks in {}; load before: {}",
        system.trim(),
        folder.display(),
        read("/proc/loadavg").split(' ').next().unwrap_or("?"),
    )
}
