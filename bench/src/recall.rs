//! How many copies are found, by kind of edit, and how many strangers with them.
//!
//! Plain is what others do: one PDQ of the whole picture, distance at most 31, both qualities at
//! least 50. Against it stand the codes of `vigie_match::copy`: parts and turns, and beyond the
//! published distance a second detector that must agree.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;
use vigie_match::copy::compare;
use vigie_match::{CopyCode, CopySide, Likeness, MATCH_DISTANCE_BITS_MAX, PdqResult};
use vigie_media::{Config, unconfined};

use crate::table::say;

/// How many copies are found, by kind of edit, and how many strangers.
#[derive(Debug, Args)]
pub(crate) struct RecallRun {
    /// Pictures already made: `originals`, `edits` and `strangers`.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// A Python that has Pillow and NumPy, to make them.
    #[arg(long, value_name = "FILE")]
    python: Option<PathBuf>,
    /// The script that makes them.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Folders of pictures they are made of.
    #[arg(long, value_name = "DIR")]
    packages: Vec<PathBuf>,
    /// Originals, each of which is edited in every way.
    #[arg(long, default_value_t = 80, value_name = "N")]
    originals: usize,
    /// Prints one JSON object instead of the tables.
    #[arg(long)]
    json: bool,
}

/// A picture as both sides see it.
struct Seen {
    name: String,
    plain: PdqResult,
    codes: Vec<CopyCode>,
}

/// Found and asked.
#[derive(Default, Clone, Copy)]
struct Share {
    plain: usize,
    two_step: usize,
    asked: usize,
}

pub(crate) fn measure(run: &RecallRun) -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let pictures = if let Some(pictures) = &run.pictures {
        pictures.clone()
    } else {
        make(run, home.path())?;
        home.path().to_owned()
    };
    let originals = see_all(&pictures.join("originals"), CopySide::Banked)?;
    let mut edits: BTreeMap<String, Share> = BTreeMap::new();
    for entry in std::fs::read_dir(pictures.join("edits"))? {
        let folder = entry?.path();
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let share = edits.entry(name).or_default();
        for edited in see_all(&folder, CopySide::Asked)? {
            let original = originals
                .iter()
                .find(|original| original.name == edited.name)
                .context("an edit has no original")?;
            share.add(original, &edited);
        }
    }
    let strangers = strangers(&pictures)?;
    if run.json {
        print_json(&edits, &strangers);
    } else {
        print_tables(&edits, &strangers);
    }
    Ok(())
}

fn make(run: &RecallRun, folder: &Path) -> anyhow::Result<()> {
    let (Some(python), Some(script)) = (&run.python, &run.script) else {
        anyhow::bail!("neither pictures nor a way to make them were given");
    };
    say("making pictures");
    let status = Command::new(python)
        .arg(script)
        .arg(folder)
        .arg(run.originals.to_string())
        .args(&run.packages)
        .status()?;
    ensure!(status.success(), "the pictures were not made");
    Ok(())
}

/// Every pair of different strangers, each once as the banked and once as the asked one.
fn strangers(pictures: &Path) -> anyhow::Result<Share> {
    let folder = pictures.join("strangers");
    let banked = see_all(&folder, CopySide::Banked)?;
    let asked = see_all(&folder, CopySide::Asked)?;
    let names = std::fs::read_to_string(pictures.join("strangers.tsv")).unwrap_or_default();
    let path = |name: &str| {
        let line = names.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.rsplit('/').next())
            .unwrap_or(name)
            .to_owned()
    };
    let mut share = Share::default();
    for one in &banked {
        for other in &asked {
            if one.name == other.name {
                continue;
            }
            let before = (share.plain, share.two_step);
            let by = share.add(one, other);
            if before != (share.plain, share.two_step) {
                say(&format!(
                    "strangers taken for copies: {} and {}: plain {}, {by}",
                    path(&one.name),
                    path(&other.name),
                    one.plain.hash.distance(&other.plain.hash),
                ));
            }
        }
    }
    Ok(share)
}

impl Share {
    /// Counts one pair; answers by which codes it was found.
    fn add(&mut self, banked: &Seen, asked: &Seen) -> String {
        let is_plain = banked.plain.is_comparable()
            && asked.plain.is_comparable()
            && banked.plain.hash.distance(&asked.plain.hash) <= MATCH_DISTANCE_BITS_MAX;
        let pair = find(&banked.codes, &asked.codes);
        self.asked += 1;
        self.plain += usize::from(is_plain);
        self.two_step += usize::from(is_plain || pair.is_some());
        pair.map_or_else(String::new, |(banked, asked)| {
            let agreement = banked.detail.agreement(&asked.detail);
            format!(
                "{:?} {:?} and {:?} (inverted: {}), distance {}, {} of {} steps",
                banked.part,
                banked.turn,
                asked.part,
                asked.is_inverted,
                banked.hash.distance(&asked.hash),
                agreement.equal,
                agreement.shared,
            )
        })
    }
}

fn find<'a>(banked: &'a [CopyCode], asked: &'a [CopyCode]) -> Option<(&'a CopyCode, &'a CopyCode)> {
    asked.iter().find_map(|asked| {
        let found = banked
            .iter()
            .find(|banked| compare(banked, asked) != Likeness::Unlike)?;
        Some((found, asked))
    })
}

fn see_all(folder: &Path, side: CopySide) -> anyhow::Result<Vec<Seen>> {
    let config = Config::default();
    let mut seen = Vec::new();
    let mut paths = std::fs::read_dir(folder)
        .with_context(|| format!("no folder {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path)?;
        let (plain, codes) = unconfined::copies(&bytes, side, &config)
            .with_context(|| path.display().to_string())?;
        seen.push(Seen {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            plain,
            codes,
        });
    }
    Ok(seen)
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Upper end of the 95 % interval of a rate of which `found` were seen in `asked`, by Wilson.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn upper_bound(found: usize, asked: usize) -> f64 {
    const Z: f64 = 1.96;
    let (n, p) = (asked as f64, found as f64 / asked as f64);
    let middle = p + Z * Z / (2.0 * n);
    let reach = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    (middle + reach) / (1.0 + Z * Z / n)
}

fn totals(edits: &BTreeMap<String, Share>) -> Share {
    edits.values().fold(Share::default(), |sum, share| Share {
        plain: sum.plain + share.plain,
        two_step: sum.two_step + share.two_step,
        asked: sum.asked + share.asked,
    })
}

#[expect(clippy::print_stdout, reason = "the tables are what was asked for")]
fn print_tables(edits: &BTreeMap<String, Share>, strangers: &Share) {
    let mut text = String::from("| edit | plain PDQ | codes of copies |\n|---|--:|--:|\n");
    let all = totals(edits);
    for (name, share) in edits
        .iter()
        .map(|(name, share)| (name.as_str(), share))
        .chain([("all", &all)])
    {
        let _ = writeln!(
            text,
            "| {name} | {:.0} % | {:.0} % |",
            percent(share.plain, share.asked),
            percent(share.two_step, share.asked)
        );
    }
    let _ = writeln!(
        text,
        "\n| pairs of strangers: {} | plain PDQ | codes of copies |\n|---|--:|--:|",
        strangers.asked
    );
    let _ = writeln!(
        text,
        "| taken for copies | {} | {} |",
        strangers.plain, strangers.two_step
    );
    let _ = writeln!(
        text,
        "| in a million, at most (95 %) | {:.1} | {:.1} |",
        1e6 * upper_bound(strangers.plain, strangers.asked),
        1e6 * upper_bound(strangers.two_step, strangers.asked)
    );
    print!("{text}");
}

#[expect(clippy::print_stdout, reason = "the object is what was asked for")]
fn print_json(edits: &BTreeMap<String, Share>, strangers: &Share) {
    let object = |share: &Share| json!({"asked": share.asked, "plain": share.plain, "two_step": share.two_step});
    let edits: serde_json::Map<_, _> = edits
        .iter()
        .map(|(name, share)| (name.clone(), object(share)))
        .collect();
    let report = json!({
        "edits": edits,
        "strangers": object(strangers),
        "strangers_upper_bound": upper_bound(strangers.two_step, strangers.asked),
    });
    println!("{report}");
}
