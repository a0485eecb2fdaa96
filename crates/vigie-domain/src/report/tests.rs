//! The table of figures, and the counting of it.

use std::collections::BTreeSet;

use super::*;
use crate::audit_event::AuditEvent;
use crate::time::{DAY_MS, HOUR_MS};
use crate::{ComplaintOutcome, Language};

const CASE: &str = "0a";

fn act<'a>(kind: &'a str, day: i64, case: &'a str, outcome: &'a str) -> Act<'a> {
    Act {
        kind,
        at: Timestamp::from_ms(day * DAY_MS),
        case: Some(case),
        instrument: None,
        outcome: Some(outcome),
    }
}

fn counted(acts: &[Act<'_>], name: &str) -> Vec<Row> {
    let mut tally = Tally::new(Timestamp::from_ms(365 * DAY_MS));
    for act in acts {
        tally.add(act);
    }
    let figures = tally.finish();
    let found = figures.into_iter().find(|figure| figure.name == name);
    found.unwrap().rows
}

/// Goal: a figure cannot count what does not exist, and each says what it is in three languages.
#[test]
fn every_figure_names_kinds_of_the_log_and_says_what_it_is() {
    let kinds: BTreeSet<String> = AuditEvent::CATALOGUE
        .iter()
        .map(|(kind, _)| kind.replace('.', "_"))
        .collect();
    let mut names = BTreeSet::new();
    for figure in FIGURES {
        assert!(names.insert(figure.name), "{} twice", figure.name);
        assert!(!figure.laws.is_empty());
        for kind in figure.rule.kinds() {
            assert!(kinds.contains(kind), "{}: no act `{kind}`", figure.name);
        }
        let sentences = [Language::Ar, Language::Fr, Language::En].map(|l| figure.sentence(l));
        assert_eq!(BTreeSet::from(sentences).len(), 3, "{}", figure.name);
    }
}

/// Goal: the words figures count by are those the acts carry.
#[test]
fn rows_are_the_words_of_the_house() {
    for outcome in ComplaintOutcome::ALL {
        let decided = act("complaint_decided", 1, CASE, outcome.name());
        let rows = counted(&[decided], "complaints_decided");
        let hit = rows.iter().find(|row| row.row == outcome.name()).unwrap();
        assert_eq!(hit.value, Value::Count { count: 1 });
    }
    for instrument in crate::Instrument::ALL {
        let sent = Act {
            instrument: Some(instrument.name()),
            ..act("referral_sent", 1, CASE, "")
        };
        let rows = counted(&[sent], "referrals_sent");
        let hit = rows
            .iter()
            .find(|row| row.row == instrument.name())
            .unwrap();
        assert_eq!(hit.value, Value::Count { count: 1 });
    }
}

/// Goal: nothing happened is printed as zeros, row by row, and a share of nothing is no number.
#[test]
fn zero_rows_are_kept() {
    let rows = counted(&[], "complaints_decided");
    let words: Vec<&str> = rows.iter().map(|row| row.row.as_str()).collect();
    assert_eq!(words, ["upheld", "partly_upheld", "rejected", "other"]);
    assert!(
        rows.iter()
            .all(|row| row.value == Value::Count { count: 0 })
    );
    let share = &counted(&[], "precision")[0].value;
    let empty = Value::Share {
        part: 0,
        whole: 0,
        ppm: None,
        low_ppm: 0,
        high_ppm: 1_000_000,
    };
    assert_eq!(*share, empty);
}

/// Goal: an act with a word nobody foresaw is counted all the same.
#[test]
fn unknown_words_are_counted_as_other() {
    let rows = counted(&[act("line_closed", 1, CASE, "melted")], "lines_closed");
    let other = rows.iter().find(|row| row.row == "other").unwrap();
    assert_eq!(other.value, Value::Count { count: 1 });
}

/// Goal: what was taken back lowers the precision; what never left does not count.
#[test]
fn precision_counts_what_was_taken_back() {
    let ends = ["gone", "refused", "retracted", "no_answer", "sent_back"];
    let acts: Vec<Act<'_>> = ends.map(|end| act("line_closed", 1, CASE, end)).into();
    let Value::Share {
        part, whole, ppm, ..
    } = counted(&acts, "precision")[0].value
    else {
        panic!("precision is a share");
    };
    assert_eq!((part, whole, ppm), (3, 4, Some(750_000)));
}

/// Goal: the median is of the cases, open ones included. Method: gone after 1, 2 and 4 days, and
/// one open: half are gone at the second.
#[test]
fn times_count_open_cases() {
    let cases = [
        ("0a", Some(1)),
        ("0b", Some(2)),
        ("0c", Some(4)),
        ("0d", None),
    ];
    let mut acts: Vec<Act<'_>> = Vec::new();
    for (case, end) in cases {
        acts.push(act("item_added", 10, case, ""));
        acts.extend(end.map(|days| act("line_closed", 10 + days, case, "gone")));
    }
    // Ends that are none of these, and an end without a beginning, change nothing.
    acts.push(act("line_closed", 20, "0d", "refused"));
    acts.push(act("line_closed", 20, "0e", "gone"));
    let Value::Time {
        began,
        ended,
        median_ms,
        p90_ms,
    } = counted(&acts, "time_to_gone")[0].value
    else {
        panic!("a time");
    };
    assert_eq!((began, ended), (4, 3));
    assert_eq!((median_ms, p90_ms), (Some(48 * HOUR_MS), None));
}

/// Goal: a year has its own days and no other, leap years too.
#[test]
fn a_year_is_a_calendar_year() {
    let days = |year| {
        let (from, until) = year_bounds(year).unwrap();
        until.since_ms(from) / DAY_MS
    };
    assert_eq!((days(2023), days(2024)), (365, 366));
    assert_eq!(year_bounds(0), None);
    assert_eq!(year_bounds(10_000), None);
}
