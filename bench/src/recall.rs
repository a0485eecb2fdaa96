//! How many copies are found, by kind of edit, and how many strangers with them.
//!
//! Plain is what others do: one PDQ of the whole picture, distance at most 31, both qualities at
//! least 50; its sixteen forms are that hash turned and inverted by its bits. Against them stand the codes of `vigie_match::copy`: parts and turns, and beyond the
//! published distance a second detector that must agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;
use vigie_match::copy::CANDIDATE_DISTANCE_BITS_MAX;
use vigie_match::{
    CopyForm, CopyFound, CopySide, CopySketch, HammingIndex, MATCH_DISTANCE_BITS_MAX, PdqHash,
    PdqResult,
};
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

/// A picture as one side sees it.
struct Seen {
    name: String,
    plain: PdqResult,
    sketch: CopySketch,
}

/// Pairs of file names that a person saw to be one drawing, recoloured or drawn over: the filter
/// that makes the strangers let them pass. They are counted by themselves, for every side.
const ONE_DRAWING: &str = include_str!("../one_drawing.tsv");

/// Found and asked.
#[derive(Default, Clone, Copy)]
struct Share {
    plain: usize,
    /// By the hash alone, in every form, as a client asks that has no file.
    forms: usize,
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
            share.asked += 1;
            share.add(original, &edited);
        }
    }
    let (strangers, one_drawing) = strangers(&pictures)?;
    if run.json {
        print_json(&edits, &strangers, &one_drawing);
    } else {
        print_tables(&edits, &strangers, &one_drawing);
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
///
/// The index names the pairs that are near enough in any form; all others are not alike.
fn strangers(pictures: &Path) -> anyhow::Result<(Share, Share)> {
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
    let entries = (0_u64..).zip(&banked).flat_map(|(number, seen)| {
        let codes = seen.sketch.codes().iter().map(|code| code.hash);
        codes
            .chain([seen.plain.hash])
            .map(move |hash| (hash, number))
    });
    let index = HammingIndex::from_entries(entries.collect())?;
    let is_one_drawing = |one: &str, other: &str| {
        ONE_DRAWING.lines().any(|line| {
            line.split_once('\t')
                .is_some_and(|pair| pair == (one, other) || pair == (other, one))
        })
    };
    let (mut share, mut one_drawing) = (Share::default(), Share::default());
    for other in &asked {
        share.asked += banked.iter().filter(|one| one.name != other.name).count();
        let hashes = other.sketch.codes().iter().map(|code| code.hash);
        let hashes = hashes.chain([other.plain.hash]);
        let forms: Vec<PdqHash> = hashes
            .flat_map(|hash| CopyForm::all().map(move |form| form.undo(hash)))
            .collect();
        let near = index.search_batch(&forms, CANDIDATE_DISTANCE_BITS_MAX);
        let near: BTreeSet<u64> = near.iter().flatten().map(|hit| hit.id).collect();
        for number in near {
            let one = &banked[usize::try_from(number)?];
            if one.name == other.name {
                continue;
            }
            let paths = (path(&one.name), path(&other.name));
            if is_one_drawing(&paths.0, &paths.1) {
                share.asked -= 1;
                one_drawing.asked += 1;
                one_drawing.add(one, other);
                continue;
            }
            let before = (share.plain, share.forms, share.two_step);
            let found = share.add(one, other);
            if before != (share.plain, share.forms, share.two_step) {
                say(&format!(
                    "strangers taken for copies: {} and {}: plain {}, {found:?}",
                    paths.0,
                    paths.1,
                    one.plain.hash.distance(&other.plain.hash),
                ));
            }
        }
    }
    Ok((share, one_drawing))
}

impl Share {
    /// Counts one pair; answers by which codes it was found.
    fn add(&mut self, banked: &Seen, asked: &Seen) -> Option<CopyFound> {
        let is_comparable = banked.plain.is_comparable() && asked.plain.is_comparable();
        let is_near = |form: CopyForm| {
            let distance = banked.plain.hash.distance(&form.undo(asked.plain.hash));
            is_comparable && distance <= MATCH_DISTANCE_BITS_MAX
        };
        let is_plain = is_near(CopyForm::PLAIN);
        let found = banked.sketch.find(&asked.sketch);
        self.plain += usize::from(is_plain);
        self.forms += usize::from(CopyForm::all().any(is_near));
        self.two_step += usize::from(is_plain || found.is_some());
        found
    }
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
            sketch: CopySketch::new(codes),
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
        forms: sum.forms + share.forms,
        two_step: sum.two_step + share.two_step,
        asked: sum.asked + share.asked,
    })
}

#[expect(clippy::print_stdout, reason = "the tables are what was asked for")]
fn print_tables(edits: &BTreeMap<String, Share>, strangers: &Share, one_drawing: &Share) {
    let mut text =
        String::from("| edit | plain PDQ | its 16 forms | codes of copies |\n|---|--:|--:|--:|\n");
    let all = totals(edits);
    for (name, share) in edits
        .iter()
        .map(|(name, share)| (name.as_str(), share))
        .chain([("all", &all)])
    {
        let _ = writeln!(
            text,
            "| {name} | {:.0} % | {:.0} % | {:.0} % |",
            percent(share.plain, share.asked),
            percent(share.forms, share.asked),
            percent(share.two_step, share.asked)
        );
    }
    let _ = writeln!(
        text,
        "\n| pairs of strangers: {} | plain PDQ | its 16 forms | codes of copies |\n|---|--:|--:|--:|",
        strangers.asked
    );
    let _ = writeln!(
        text,
        "| taken for copies | {} | {} | {} |",
        strangers.plain, strangers.forms, strangers.two_step
    );
    let _ = writeln!(
        text,
        "| in a million, at most (95 %) | {:.1} | {:.1} | {:.1} |",
        1e6 * upper_bound(strangers.plain, strangers.asked),
        1e6 * upper_bound(strangers.forms, strangers.asked),
        1e6 * upper_bound(strangers.two_step, strangers.asked)
    );
    let _ = writeln!(
        text,
        "| pairs of one drawing, {} of them | {} | {} | {} |",
        one_drawing.asked, one_drawing.plain, one_drawing.forms, one_drawing.two_step
    );
    print!("{text}");
}

#[expect(clippy::print_stdout, reason = "the object is what was asked for")]
fn print_json(edits: &BTreeMap<String, Share>, strangers: &Share, one_drawing: &Share) {
    let object = |share: &Share| json!({"asked": share.asked, "plain": share.plain, "forms": share.forms, "two_step": share.two_step});
    let edits: serde_json::Map<_, _> = edits
        .iter()
        .map(|(name, share)| (name.clone(), object(share)))
        .collect();
    let report = json!({
        "edits": edits,
        "strangers": object(strangers),
        "one_drawing": object(one_drawing),
        "strangers_upper_bound": upper_bound(strangers.two_step, strangers.asked),
    });
    println!("{report}");
}
