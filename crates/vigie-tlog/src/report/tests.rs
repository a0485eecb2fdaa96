//! A year of a small log, published, and every way to change it.

use std::collections::BTreeMap;

use vigie_domain::report::Value;
use vigie_domain::{Timestamp, time::DAY_MS, time::HOUR_MS};

use super::*;
use crate::{
    AppendState, CHECKPOINT_PATH, Leaf, LogKey, PUBLISHED_PATH, PublicRecord, commit_private,
    entry_bundles, leaf_hash, render_published,
};

type Files = BTreeMap<String, Vec<u8>>;

fn key() -> LogKey {
    LogKey::from_seed(&[7; 32], "desk.example/log").unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

fn leaf(at_minute: Timestamp, kind: &str, case: u32, outcome: Option<&str>) -> Vec<u8> {
    let record = PublicRecord {
        kind: kind.to_owned(),
        at_minute,
        desk: "zeta".to_owned(),
        outcome: outcome.map(str::to_owned),
        case_pseudonym: Some(format!("{case:032x}")),
        ..PublicRecord::default()
    };
    let commitment = commit_private(&[1; 32], &case.to_le_bytes());
    Leaf::new(record, commitment).unwrap().render()
}

/// Four acts of the year before, and 300 cases of 2025, of which two of three are gone a day later
/// and one of ten of those was taken back.
fn year() -> Vec<Vec<u8>> {
    let (before, first) = (at("2024-12-31T23:59:00Z"), at("2025-02-01T00:00:00Z"));
    let mut leaves = vec![leaf(before, "item_added", 999, None); 4];
    for case in 0..300_u32 {
        let taken = first.plus_ms(i64::from(case) * HOUR_MS);
        leaves.push(leaf(taken, "item_added", case, None));
        if case % 3 != 0 {
            let end = if case % 10 == 0 { "retracted" } else { "gone" };
            leaves.push(leaf(taken.plus_ms(DAY_MS), "line_closed", case, Some(end)));
        }
    }
    leaves
}

fn log(leaves: &[Vec<u8>]) -> Files {
    let mut tree = AppendState::new();
    let mut writes = tree.append(leaves.iter().map(|leaf| leaf_hash(leaf)));
    writes.extend(entry_bundles(0, leaves.len() as u64, leaves.iter().cloned()).unwrap());
    let mut files: Files = writes
        .into_iter()
        .map(|write| (write.path, write.bytes))
        .collect();
    let size = leaves.len() as u64;
    let note = key().sign_checkpoint(size, &tree.root());
    files.insert(CHECKPOINT_PATH.to_owned(), note.into_bytes());
    files.insert(
        PUBLISHED_PATH.to_owned(),
        render_published(size).into_bytes(),
    );
    files
}

/// The report of 2025 over these acts, and the log with the entry of it.
fn published(mut leaves: Vec<Vec<u8>>) -> (Files, Files) {
    let before = log(&leaves);
    let key = key();
    let count = count_log(&before, key.verifier_key(), &[], 2025, u64::MAX).unwrap();
    assert!(count.log.is_sound() && !count.is_partial);
    let checkpoint = String::from_utf8(before[CHECKPOINT_PATH].clone()).unwrap();
    let now = at("2026-02-01T08:00:00Z");
    let report = publish_report(&count, 2025, &checkpoint, &key, now);
    let digest = report.note_sha256.to_string();
    leaves.push(leaf(now, "report_published", 0, Some(&digest)));
    (report.files.into_iter().collect(), log(&leaves))
}

fn check(report: &Files, log: &Files) -> ReportCheck {
    verify_report(report, log, key().verifier_key()).unwrap()
}

/// Goal: an honest report stands; its figures are those counted by hand.
#[test]
fn an_honest_report_is_sound() {
    let (report, log) = published(year());
    let found = check(&report, &log);
    assert_eq!(found.defects, []);
    assert!(found.is_entered);
    assert_eq!(found.year, Some(2025));
    let body: Body = serde_json::from_slice(&report[JSON_PATH]).unwrap();
    let value = |name: &str| {
        let figure = body.figures.iter().find(|figure| figure.name == name);
        figure.unwrap().rows[0].value.clone()
    };
    assert_eq!(value("items_received"), Value::Count { count: 300 });
    let Value::Share { part, whole, .. } = value("precision") else {
        panic!("a share");
    };
    assert_eq!((part, whole), (180, 200));
    let Value::Time {
        began,
        ended,
        median_ms,
        ..
    } = value("time_to_gone")
    else {
        panic!("a time");
    };
    assert_eq!((began, ended, median_ms), (300, 180, Some(DAY_MS)));
}

/// Goal: nobody changes a byte of any file of a report unnoticed. Method: flip every one.
#[test]
fn every_changed_byte_of_a_report_is_found() {
    let acts = year()[..12].to_vec();
    let (report, log) = published(acts);
    assert!(check(&report, &log).is_sound());
    let mut flips = 0;
    for name in report.keys() {
        for place in (0..report[name].len()).step_by(7) {
            let mut wrong = report.clone();
            wrong.get_mut(name).unwrap()[place] ^= 1;
            let found = check(&wrong, &log);
            assert!(!found.is_sound(), "byte {place} of {name}");
            flips += 1;
        }
        let mut without = report.clone();
        without.remove(name);
        assert!(!check(&without, &log).is_sound(), "without {name}");
    }
    assert!(flips > 500, "{flips} bytes were tried");
}

/// Goal: a figure that is wrong everywhere, and signed by the log itself, is named all the same.
#[test]
fn a_wrong_figure_that_is_signed_is_named() {
    let leaves = year();
    let before = log(&leaves);
    let key = key();
    let mut count = count_log(&before, key.verifier_key(), &[], 2025, u64::MAX).unwrap();
    count.figures[0].rows[0].value = Value::Count { count: 299 };
    let checkpoint = String::from_utf8(before[CHECKPOINT_PATH].clone()).unwrap();
    let report = publish_report(&count, 2025, &checkpoint, &key, at("2026-02-01T08:00:00Z"));
    let report: Files = report.files.into_iter().collect();
    let named = ReportDefect::Figure {
        figure: "items_received".to_owned(),
        row: "all".to_owned(),
        said: r#"{"count":299}"#.to_owned(),
        counted: r#"{"count":300}"#.to_owned(),
    };
    let found = check(&report, &before);
    assert!(found.defects.contains(&named), "{:?}", found.defects);
    assert!(found.defects.contains(&ReportDefect::NotEntered));
}

/// Goal: an act that is changed, left out or added makes the report fall, though the log is signed
/// anew over it.
#[test]
fn a_changed_event_is_found() {
    let (report, whole) = published(year());
    let mut changed = year();
    changed[20] = leaf(
        at("2025-02-01T09:00:00Z"),
        "line_closed",
        9,
        Some("refused"),
    );
    let mut shortened = year();
    shortened.remove(20);
    let mut longer = year();
    longer.insert(20, changed[20].clone());
    for leaves in [changed, shortened, longer] {
        let found = check(&report, &log(&leaves));
        let is_fork = |defect: &ReportDefect| {
            use crate::Defect::{Forked, Shrunk};
            matches!(defect, ReportDefect::Log(Forked { .. } | Shrunk { .. }))
        };
        assert!(found.defects.iter().any(is_fork), "{:?}", found.defects);
    }
    // The bytes of one published entry, without the tree over it.
    let mut flipped = whole;
    flipped.get_mut("tile/entries/000").unwrap()[40] ^= 1;
    assert!(!check(&report, &flipped).is_sound());
}

/// Goal: a checkpoint of another key, or another of the same, is refused.
#[test]
fn a_changed_checkpoint_is_found() {
    let (mut report, log_now) = published(year());
    let other = LogKey::from_seed(&[8; 32], "desk.example/log").unwrap();
    for note in [
        other.sign_checkpoint(504, &leaf_hash(b"x")),
        key().sign_checkpoint(504, &leaf_hash(b"x")),
        key().sign_checkpoint(3, &leaf_hash(b"x")),
    ] {
        report.insert(CHECKPOINT_PATH.to_owned(), note.into_bytes());
        assert!(!check(&report, &log_now).is_sound());
    }
}

/// Goal: a report that stops counting before the year is over is found, though signed and entered.
#[test]
fn a_year_cut_short_is_found() {
    let (key, mut leaves) = (key(), year());
    let cut = log(&leaves[..100]);
    let count = count_log(&cut, key.verifier_key(), &[], 2025, u64::MAX).unwrap();
    let checkpoint = String::from_utf8(cut[CHECKPOINT_PATH].clone()).unwrap();
    let now = at("2026-02-01T08:00:00Z");
    let report = publish_report(&count, 2025, &checkpoint, &key, now);
    let digest = report.note_sha256.to_string();
    leaves.push(leaf(now, "report_published", 0, Some(&digest)));
    let found = check(&report.files.into_iter().collect(), &log(&leaves));
    let entries = year().len() as u64 - 100;
    assert_eq!(found.defects, [ReportDefect::LeftOut { entries }]);
}

/// Goal: on a desk where nothing happened since, the entry of the report itself may be under
/// embargo: the report stands, and is said not to be entered visibly yet.
#[test]
fn its_own_entry_may_be_under_embargo() {
    let (report, mut log_now) = published(year());
    let size = year().len() as u64;
    log_now.insert(
        PUBLISHED_PATH.to_owned(),
        render_published(size).into_bytes(),
    );
    let before = log(&year());
    log_now.retain(|path, _| !path.starts_with("tile/entries/"));
    let bundles = before
        .into_iter()
        .filter(|(path, _)| path.starts_with("tile/entries/"));
    log_now.extend(bundles);
    let found = check(&report, &log_now);
    assert_eq!(found.defects, []);
    assert!(!found.is_entered);
}

/// Goal: while acts of the year may be under embargo, nothing is called whole.
#[test]
fn a_year_under_embargo_is_partial() {
    let (report, mut log) = published(year());
    for path in log.keys().cloned().collect::<Vec<_>>() {
        if path.starts_with("tile/entries/") && path != "tile/entries/000" {
            log.remove(&path);
        }
    }
    log.insert(
        PUBLISHED_PATH.to_owned(),
        render_published(256).into_bytes(),
    );
    let count = count_log(&log, key().verifier_key(), &[], 2025, u64::MAX).unwrap();
    assert!(count.is_partial);
    let found = check(&report, &log);
    let withheld = |defect: &ReportDefect| matches!(defect, ReportDefect::Withheld { .. });
    assert!(found.defects.iter().any(withheld), "{:?}", found.defects);
}
