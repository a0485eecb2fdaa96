//! What scores are worth on texts held out: tasks beside scikit-learn, templates never seen, evasions,
//! explanations, languages.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::ensure;
use serde_json::json;
use vigie_text::evaluate::{area_under_curve, average_precision};
use vigie_text::train::{Example, Training};
use vigie_text::{Column, LanguageReader, Model, Score, Scorer};

use super::data::{self, Row};
use super::evade::{EVASIONS, Sequence};
use super::peer::Peer;
use super::table::Sample;
use super::{Arguments, Report};

/// Tasks of the folder that `script/train tasks` fills.
const TASKS: [&str; 10] = [
    "hatecheck ar",
    "hatecheck fr",
    "hatecheck en",
    "mlma ar",
    "mlma fr",
    "mlma en",
    "mpold",
    "davidson",
    "dyn21",
    "surge",
];
/// Tasks whose texts are evaded, one a language.
const EVADED: [&str; 3] = ["mpold", "hatecheck fr", "dyn21"];
/// Rows of the model that is made for the measurement: as many as in the program's.
const ROWS_MAX: usize = 12_000;
/// Share of threats that is to be found when counter-speech is counted.
const RECALL_WANTED: f64 = 0.7;
/// Words deleted to see whether an explanation is true.
const DELETED: usize = 3;
/// Texts whose explanation is tried.
const EXPLAINED_MAX: usize = 1_000;

#[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
fn share(count: usize, of: usize) -> f64 {
    count as f64 / of.max(1) as f64
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() * share(1, values.len())
}

/// Average precision of each fold, averaged: scores of different models are not compared.
fn folded_precision(rows: &[Row], scores: &[f32]) -> f64 {
    let mut folds: BTreeMap<usize, Vec<(f32, bool)>> = BTreeMap::new();
    for (row, score) in rows.iter().zip(scores) {
        folds.entry(row.fold).or_default().push((*score, row.label));
    }
    let of: Vec<f64> = folds.values().map(|own| average_precision(own)).collect();
    mean(&of)
}

/// A model for each fold, that has not seen it.
fn models(rows: &[Row], prior: Option<&Model>) -> anyhow::Result<BTreeMap<usize, Model>> {
    let folds: BTreeSet<usize> = rows.iter().map(|row| row.fold).collect();
    let mut models = BTreeMap::new();
    for fold in folds {
        let taught = rows.iter().filter(|row| row.fold != fold);
        let taught: Vec<Example> = taught.map(data::example).collect();
        let training = Training {
            prior,
            is_quick: true,
            rows_max: None,
        };
        models.insert(fold, training.run(&taught)?);
    }
    Ok(models)
}

/// The score of each text, changed first, by the model of its fold.
fn scores(
    rows: &[Row],
    models: &BTreeMap<usize, Model>,
    change: impl Fn(&str) -> String,
) -> Vec<f32> {
    let mut scorers: BTreeMap<usize, Scorer<'_>> = models
        .iter()
        .map(|(fold, model)| (*fold, Scorer::new(model)))
        .collect();
    rows.iter()
        .map(|row| {
            let scorer = scorers.get_mut(&row.fold);
            scorer.map_or(0.0, |scorer| {
                scorer.first_logit(change(&row.text).as_bytes())
            })
        })
        .collect()
}

/// A model of everything but the texts of a task: what a desk would start from.
fn prior(task: &str, rows: &[Row], all: &[Row]) -> anyhow::Result<Model> {
    let own: BTreeSet<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let others = all.iter().filter(|row| !row.author.starts_with(task));
    let examples: Vec<Example> = others
        .filter(|row| !own.contains(row.text.as_str()))
        .map(data::whole_example)
        .collect();
    let training = Training {
        prior: None,
        is_quick: true,
        rows_max: Some(ROWS_MAX),
    };
    Ok(training.run(&examples)?)
}

pub(crate) fn tasks(arguments: &Arguments, report: &mut Report) -> anyhow::Result<()> {
    let mut peer = Peer::start(arguments)?;
    let mut all = data::read(&arguments.data, "taught.ndjson")?;
    all.extend(data::read(&arguments.data, "held out.ndjson")?);
    let (mut alone, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut lossless, mut lossy) = (0.0_f64, 0.0_f64);
    for task in TASKS {
        let file = format!("task {task}.ndjson");
        let rows = data::read(&arguments.data, &file)?;
        let from_nothing = models(&rows, None)?;
        let precision =
            100.0 * folded_precision(&rows, &scores(&rows, &from_nothing, str::to_owned));
        report.one(&format!("{task}: from nothing"), "%", precision, "");
        alone.push(precision);
        let prior = prior(task, &rows, &all)?;
        let models = models(&rows, Some(&prior))?;
        let clean = 100.0 * folded_precision(&rows, &scores(&rows, &models, str::to_owned));
        report.one(
            &format!("{task}: from a model of the others"),
            "%",
            clean,
            "",
        );
        ours.push(clean);
        if let Some(peer) = &mut peer {
            let answer = peer.ask(&json!({"do": "cross", "file": file}))?;
            let own: Vec<f32> = serde_json::from_value(answer["scores"].clone())?;
            ensure!(own.len() == rows.len(), "the peer scored other texts");
            let precision = 100.0 * folded_precision(&rows, &own);
            report.one(&format!("{task}: scikit-learn"), "%", precision, "");
            theirs.push(precision);
        }
        if !EVADED.contains(&task) {
            continue;
        }
        for evasion in &EVASIONS {
            let evaded = scores(&rows, &models, |text| evasion.of(text));
            let cost = clean - 100.0 * folded_precision(&rows, &evaded);
            let (worst, goal) = if evasion.is_lossless {
                (&mut lossless, "0")
            } else {
                (&mut lossy, "≤ 2")
            };
            *worst = worst.max(cost);
            report.one(
                &format!("{task}, {}: cost", evasion.name),
                "points",
                cost,
                goal,
            );
        }
    }
    report.one("mean of the tasks, from nothing", "%", mean(&alone), "");
    report.one(
        "mean of the tasks, from a model of the others",
        "%",
        mean(&ours),
        "",
    );
    if !theirs.is_empty() {
        let peer = mean(&theirs);
        report.one("mean of the tasks: scikit-learn", "%", peer, "");
        report.one("gain, from nothing", "points", mean(&alone) - peer, "≥ 3");
        report.one(
            "gain, from a model of the others",
            "points",
            mean(&ours) - peer,
            "≥ 3",
        );
    }
    report.one("worst cost of a lossless evasion", "points", lossless, "0");
    report.one("worst cost of another evasion", "points", lossy, "≤ 2");
    Ok(())
}

/// A text of the held-out file with its score.
struct Judged<'r> {
    row: &'r Row,
    score: Score,
}

impl Judged<'_> {
    fn is(&self, start: &str) -> bool {
        self.row.functionality.starts_with(start)
    }
}

fn judge<'r>(model: &Model, rows: &'r [Row]) -> Vec<Judged<'r>> {
    let mut scorer = Scorer::new(model);
    rows.iter()
        .map(|row| Judged {
            row,
            score: scorer.score(row.text.as_bytes()),
        })
        .collect()
}

/// The rank that finds the wanted share of threats.
fn rank_at_recall<'j>(judged: impl Iterator<Item = &'j Judged<'j>>) -> f64 {
    let threats = judged.filter(|own| own.is("threat_"));
    let mut ranks: Vec<f64> = threats.map(|own| own.score.rank).collect();
    ranks.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let missed = (ranks.len() as f64 * (1.0 - RECALL_WANTED)) as usize;
    ranks.get(missed).copied().unwrap_or(f64::MAX)
}

pub(crate) fn model(arguments: &Arguments, report: &mut Report) -> anyhow::Result<()> {
    let taught = data::read(&arguments.data, "taught.ndjson")?;
    let examples: Vec<Example> = taught.iter().map(data::whole_example).collect();
    let training = Training {
        rows_max: Some(ROWS_MAX),
        ..Training::default()
    };
    let model = training.run(&examples)?;
    let held_out = data::read(&arguments.data, "held out.ndjson")?;
    let judged = judge(&model, &held_out);
    let ranks = templates(&judged, report);
    functionalities(&judged, report);
    benign(arguments, &model, &ranks, report)?;
    explanations(&model, &judged, report);
    languages(arguments, report);
    Ok(())
}

/// Templates never seen, by language: order, and counter-speech among threats.
fn templates(judged: &[Judged<'_>], report: &mut Report) -> BTreeMap<String, f64> {
    let mut ranks = BTreeMap::new();
    for language in ["ar", "fr", "en"] {
        let own = || judged.iter().filter(move |own| own.row.lang == language);
        let scored: Vec<(f32, bool)> = own()
            .filter_map(|own| {
                let hate = own.row.labels.get(&Column::Dehumanisation)?;
                #[expect(clippy::cast_possible_truncation, reason = "a rank, to order by")]
                Some((own.score.rank as f32, *hate))
            })
            .collect();
        let area = area_under_curve(&scored);
        report.one(
            &format!("unseen templates {language}: area"),
            "",
            area,
            "≥ 0.85",
        );
        let rank = rank_at_recall(own());
        let is_counter = |own: &&Judged<'_>| own.is("counter_quote") || own.is("counter_ref");
        let counter: Vec<&Judged<'_>> = own().filter(is_counter).collect();
        let flagged = counter.iter().filter(|own| own.score.rank >= rank).count();
        report.one(
            &format!(
                "counter-speech {language} flagged where 70 % of threats are ({} texts)",
                counter.len()
            ),
            "%",
            100.0 * share(flagged, counter.len()),
            "≤ 20",
        );
        ranks.insert(language.to_owned(), rank);
    }
    ranks
}

/// Share of each functionality that is flagged at the thresholds of the model.
fn functionalities(judged: &[Judged<'_>], report: &mut Report) {
    let mut by_name: BTreeMap<&str, Vec<&Judged<'_>>> = BTreeMap::new();
    for own in judged {
        by_name.entry(&own.row.functionality).or_default().push(own);
    }
    for (name, own) in by_name {
        let flagged = own.iter().filter(|own| !own.score.flagged.is_empty());
        let rate = 100.0 * share(flagged.count(), own.len());
        report.one(&format!("{name}: flagged of {}", own.len()), "%", rate, "");
    }
}

/// Texts that harm nobody: what they are, their file, the share of them that may be flagged.
const BENIGN: [(&str, &str, &str); 5] = [
    ("news", "news.ndjson", "≤ 0.5"),
    ("religious and political text", "benign.ndjson", ""),
    ("parallel news", "benign news.ndjson", "≤ 0.5"),
    ("parallel scripture", "benign scripture.ndjson", ""),
    ("parallel law", "benign law.ndjson", ""),
];

/// A share with its Wilson interval of 95 in 100, as least, median and most of a sample.
fn share_interval(count: usize, of: usize) -> Sample {
    const Z: f64 = 1.96;
    let (p, n) = (share(count, of), share(of, 1).max(1.0));
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let ends = [(middle - half).max(0.0), p, middle + half];
    ends.into_iter().map(|end| 100.0 * end).collect()
}

/// News, and religious, legal and political texts that harm nobody.
///
/// The parallel ones say the same in three languages; those that were not fetched are left out.
fn benign(
    arguments: &Arguments,
    model: &Model,
    ranks: &BTreeMap<String, f64>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut all: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (what, file, goal) in BENIGN {
        if !arguments.data.join(file).is_file() {
            super::say(&format!("{what}: skipped, see script/train benign --fetch"));
            continue;
        }
        let rows = data::read(&arguments.data, file)?;
        let judged = judge(model, &rows);
        for (language, rank) in ranks {
            let own: Vec<&Judged<'_>> = judged
                .iter()
                .filter(|own| own.row.lang == *language)
                .collect();
            let flagged = own
                .iter()
                .filter(|own| !own.score.flagged.is_empty())
                .count();
            let ranked = own.iter().filter(|own| own.score.rank >= *rank).count();
            if what.starts_with("parallel") {
                let (hits, texts) = all.entry(language).or_default();
                *hits += flagged;
                *texts += own.len();
            }
            report.add(
                &format!("{what} {language} flagged of {}", own.len()),
                "%",
                share_interval(flagged, own.len()),
                goal,
            );
            report.add(
                &format!("{what} {language} above 70 % of threats"),
                "%",
                share_interval(ranked, own.len()),
                "",
            );
        }
    }
    for (language, (hits, texts)) in all {
        report.add(
            &format!("all parallel texts {language} flagged of {texts}"),
            "%",
            share_interval(hits, texts),
            "",
        );
    }
    Ok(())
}

/// Whether the words named for a score are those it hangs on.
fn explanations(model: &Model, judged: &[Judged<'_>], report: &mut Report) {
    let mut scorer = Scorer::new(model);
    let Some(position) = model.position(Column::Dehumanisation) else {
        return;
    };
    let (mut held, mut tried) = (0, 0);
    let positives = judged
        .iter()
        .filter(|own| own.row.labels.get(&Column::Dehumanisation) == Some(&true));
    for own in positives.take(EXPLAINED_MAX) {
        let text = own.row.text.as_str();
        let Some(told) = scorer.explain(text.as_bytes(), Column::Dehumanisation, None) else {
            continue;
        };
        if told.words.len() < 2 * DELETED || told.top_for.len() < DELETED {
            continue;
        }
        tried += 1;
        let without = |starts: &[u32]| -> String {
            let words = told
                .words
                .iter()
                .filter(|word| !starts.contains(&word.start));
            words
                .map(|word| word.text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let top: Vec<u32> = told
            .top_for
            .iter()
            .take(DELETED)
            .map(|word| word.start)
            .collect();
        let mut chance = Sequence(data::number(text));
        let mut any = Vec::new();
        while any.len() < DELETED {
            let start = told.words[chance.draw(told.words.len())].start;
            if !any.contains(&start) {
                any.push(start);
            }
        }
        let of_top = scorer.logits(without(&top).as_bytes())[position];
        let of_any = scorer.logits(without(&any).as_bytes())[position];
        held += usize::from(of_top <= of_any);
    }
    report.one(
        &format!("top three words matter more than three others, of {tried}"),
        "%",
        100.0 * share(held, tried),
        "≥ 95",
    );
}

/// Languages of texts the table was not made from.
fn languages(arguments: &Arguments, report: &mut Report) {
    let mut reader = LanguageReader::default();
    for (what, file) in [
        ("posts", "language posts.ndjson"),
        ("catalogues", "language.ndjson"),
    ] {
        let Ok(rows) = data::read(&arguments.data, file) else {
            super::say("languages: skipped, no catalogues; see script/train languages --fetch");
            return;
        };
        let mut by_language: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for row in &rows {
            let (hits, all) = by_language.entry(&row.lang).or_default();
            *hits += usize::from(reader.language(row.text.as_bytes()) == row.lang);
            *all += 1;
        }
        for (language, (hits, all)) in by_language {
            let goal = match (what, language) {
                ("posts", _) => "≥ 99",
                (_, "fa" | "ur") => "≥ 97",
                _ => "",
            };
            let rate = 100.0 * share(hits, all);
            report.one(
                &format!("language {language}, of {all} {what}"),
                "%",
                rate,
                goal,
            );
        }
    }
}
