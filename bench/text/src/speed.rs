//! Texts in a second, ours and theirs in turn.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use anyhow::ensure;
use serde_json::json;
use vigie_match::text::TextSignature;
use vigie_text::train::Training;
use vigie_text::{LanguageReader, Model, Reader, Score, Scorer, TermList, TermSet};

use super::data::{self, Row};
use super::peer::Peer;
use super::{Arguments, Report, Sample};

/// Texts the peer is timed on, a turn: a second or so.
const PEER_TEXTS: usize = 4_000;
/// A word that is in so many texts or fewer is rare.
const RARE: usize = 3;
/// How often ours goes over the texts in one turn.
const PASSES: usize = 5;

/// Nanoseconds this thread has run. What else the machine does is not in them.
pub(crate) fn cpu_ns() -> u64 {
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

/// What is timed of ours, by name.
struct Bench {
    texts: Vec<Row>,
    one_label: Model,
    whole: Model,
    few_terms: TermSet,
    many_terms: TermSet,
}

impl Bench {
    fn new(arguments: &Arguments) -> anyhow::Result<Self> {
        let texts = data::read(&arguments.data, "speed.ndjson")?;
        ensure!(texts.len() >= 1000, "too few texts to be timed on");
        let examples: Vec<_> = texts.iter().map(data::example).collect();
        let quick = Training {
            is_quick: true,
            ..Training::default()
        };
        Ok(Self {
            one_label: quick.run(&examples)?,
            whole: Model::embedded()?,
            few_terms: terms(&texts, 5_000)?,
            many_terms: terms(&texts, 20_000)?,
            texts,
        })
    }

    /// Nanoseconds a text of `work` over all texts, several times.
    fn time(&self, mut work: impl FnMut(&[u8])) -> f64 {
        let started = cpu_ns();
        for _ in 0..PASSES {
            for row in &self.texts {
                work(row.text.as_bytes());
            }
        }
        per(cpu_ns() - started, PASSES * self.texts.len())
    }

    fn fold(&self) -> f64 {
        let mut reader = Reader::new();
        self.time(|text| {
            reader.read(text);
            black_box(reader.symbols());
        })
    }

    fn one_label(&self) -> f64 {
        let mut scorer = Scorer::new(&self.one_label);
        self.time(|text| {
            black_box(scorer.first_logit(text));
        })
    }

    fn all_labels(&self) -> f64 {
        let mut scorer = Scorer::new(&self.whole);
        let mut score = Score::default();
        self.time(|text| {
            scorer.score_into(text, &mut score);
            black_box(&score);
        })
    }

    /// Fold, every label and flag, language, terms and MinHash.
    fn whole(&self, terms: Option<&TermSet>) -> f64 {
        let mut scorer = Scorer::new(&self.whole);
        if let Some(terms) = terms {
            scorer = scorer.with_terms(terms);
        }
        let (mut score, mut hashes) = (Score::default(), Vec::new());
        self.time(|text| {
            scorer.score_into(text, &mut score);
            black_box(&score);
            scorer.shingles(&mut hashes);
            black_box(TextSignature::of(&hashes));
        })
    }

    fn language(&self) -> f64 {
        let mut reader = LanguageReader::default();
        self.time(|text| {
            black_box(reader.language(text));
        })
    }

    fn whichlang(&self) -> f64 {
        let started = cpu_ns();
        for _ in 0..PASSES {
            for row in &self.texts {
                black_box(whichlang::detect_language(&row.text));
            }
        }
        per(cpu_ns() - started, PASSES * self.texts.len())
    }

    /// Seconds to learn one label from all texts, cost chosen by cross-validation.
    fn training(&self) -> anyhow::Result<f64> {
        let examples: Vec<_> = self.texts.iter().map(data::example).collect();
        let quick = Training {
            is_quick: true,
            ..Training::default()
        };
        let started = cpu_ns();
        black_box(quick.run(&examples)?);
        Ok(per(cpu_ns() - started, 1) / 1e9)
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and counts below 2^52")]
fn per(ns: u64, count: usize) -> f64 {
    ns as f64 / count as f64
}

/// A list as people keep them, made of the texts: words that are rare in them, starts of words, pairs
/// of words that stand there, and as many that stand nowhere.
fn terms(texts: &[Row], count: usize) -> anyhow::Result<TermSet> {
    let words = |row: &'_ Row| -> Vec<String> {
        let is_letters = |word: &&str| word.chars().all(char::is_alphabetic);
        let words = row.text.split_whitespace().filter(is_letters);
        words.map(str::to_lowercase).collect()
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in texts.iter().flat_map(words) {
        *counts.entry(word).or_default() += 1;
    }
    let mut terms = BTreeSet::new();
    let mut number = 0;
    'all: for row in texts {
        for pair in words(row).windows(2) {
            let [first, second] = pair else { continue };
            if counts[first] > RARE || first.chars().count() < 4 {
                continue;
            }
            number += 1;
            let is_long = first.chars().count() >= 7;
            terms.insert(match number % 4 {
                0 => format!("{first} {second}"),
                1 => format!("{second} {first}x"),
                // The start of a short word is the start of many that are not rare.
                2 if is_long => format!("{first}*"),
                _ => format!("{first}x"),
            });
            if terms.len() == count {
                break 'all;
            }
        }
    }
    ensure!(terms.len() == count, "the texts have too few rare words");
    let mut text = String::from("name: bench\nversion: 1\ncategory: threat\n---\n");
    for term in terms {
        text.push_str(&term);
        text.push('\n');
    }
    Ok(TermSet::build(vec![TermList::parse(&text)?], "2026-11-23")?)
}

/// Name, goal of its ratio, and nanoseconds a text.
type Stage = (&'static str, &'static str, Box<dyn Fn(&Bench) -> f64>);

pub(crate) fn measure(arguments: &Arguments, report: &mut Report) -> anyhow::Result<()> {
    let bench = Bench::new(arguments)?;
    let mut peer = Peer::start(arguments)?;
    if let Some(peer) = &mut peer {
        let fit = json!({"do": "fit", "file": "speed.ndjson"});
        let seconds = peer.ask_number(&fit, "seconds")?;
        report.one("scikit-learn, training 20,000 texts", "s", seconds, "");
    }
    let stages: Vec<Stage> = vec![
        ("fold", "", Box::new(Bench::fold)),
        ("fold and one label", "≥ 400", Box::new(Bench::one_label)),
        (
            "fold, all labels and flags, language",
            "",
            Box::new(Bench::all_labels),
        ),
        (
            "full pass, no terms",
            "",
            Box::new(|bench| bench.whole(None)),
        ),
        (
            "full pass, 5,000 terms",
            "≥ 150",
            Box::new(|bench| bench.whole(Some(&bench.few_terms))),
        ),
        (
            "full pass, 20,000 terms",
            "≥ 100",
            Box::new(|bench| bench.whole(Some(&bench.many_terms))),
        ),
    ];
    let mut ours = vec![Sample::default(); stages.len()];
    let mut ratios = vec![Sample::default(); stages.len()];
    let (mut languages, mut whichlang) = (Sample::default(), Sample::default());
    let (mut theirs, mut training) = (Sample::default(), Sample::default());
    for _ in 0..arguments.runs {
        let mut peer_ns = None;
        if let Some(peer) = &mut peer {
            let score = json!({"do": "score", "file": "speed.ndjson", "count": PEER_TEXTS});
            let ns = peer.ask_number(&score, "ns")?;
            theirs.push(ns / 1e3);
            peer_ns = Some(ns);
        }
        for (index, (_, _, work)) in stages.iter().enumerate() {
            let ns = work(&bench);
            ours[index].push(ns / 1e3);
            if let Some(peer_ns) = peer_ns {
                ratios[index].push(peer_ns / ns);
            }
        }
        languages.push(bench.language() / 1e3);
        whichlang.push(bench.whichlang() / 1e3);
        training.push(bench.training()?);
    }
    let bytes: usize = bench.texts.iter().map(|row| row.text.len()).sum();
    report.one("bytes a text", "", per(bytes as u64, bench.texts.len()), "");
    if peer.is_some() {
        report.add("scikit-learn, one label, in batch", "µs a text", theirs, "");
    }
    let share = 1.0 - ours[3].quantile(0.5) / ours[4].quantile(0.5);
    for ((name, goal, _), (ours, ratio)) in stages.iter().zip(ours.into_iter().zip(ratios)) {
        report.add(name, "µs a text", ours, "");
        if peer.is_some() {
            report.add(&format!("{name}: ratio"), "×", ratio, goal);
        }
    }
    report.one(
        "share of 5,000 terms in the pass",
        "%",
        100.0 * share,
        "≤ 15",
    );
    let ratio = whichlang.quantile(0.5) / languages.quantile(0.5);
    report.add("language", "µs a text", languages, "");
    report.add("whichlang", "µs a text", whichlang, "");
    report.one("language: ratio to whichlang", "×", ratio, "≥ 1");
    report.add("training, 20,000 texts, one label", "s", training, "≤ 1");
    Ok(())
}

/// Each stage a few times, for a profiler that counts.
pub(crate) fn spin(arguments: &Arguments) -> anyhow::Result<()> {
    let bench = Bench::new(arguments)?;
    for (name, ns) in [
        ("fold", bench.fold()),
        ("one label", bench.one_label()),
        ("all labels", bench.all_labels()),
        ("full pass", bench.whole(None)),
        ("5,000 terms", bench.whole(Some(&bench.few_terms))),
        ("20,000 terms", bench.whole(Some(&bench.many_terms))),
        ("language", bench.language()),
        ("whichlang", bench.whichlang()),
    ] {
        crate::table::say(&format!("{name}: {ns:.0} ns a text"));
    }
    Ok(())
}
