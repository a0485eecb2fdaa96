//! Terms on folded text, benign phrases, expiry, refusals.

use super::*;
use crate::fold::Reader;
use crate::label::Column;

const LIST: &str = "name: test\nversion: 3\nowner: nobody\ncategory: threat\nexpires: 2027-01-01\n---\n\
burn the house\nslaughter*\nقتل*\nقنبلة\n! burn the house down with laughter\n/sh[o0]+t them/\n";

fn set() -> TermSet {
    TermSet::build(vec![TermList::parse(LIST).unwrap()], "2026-11-23").unwrap()
}

fn found(text: &str) -> Vec<(String, Option<String>)> {
    let matches = set().find(&mut Reader::new(), text.as_bytes());
    let shown = |found: TermMatch| {
        (
            text[found.start as usize..found.end as usize].to_owned(),
            found.suppressed_by,
        )
    };
    matches.into_iter().map(shown).collect()
}

/// Goal: terms are found where they stand in the original, through evasions and particles.
#[test]
fn terms_are_found_in_the_original() {
    #[track_caller]
    fn case(text: &str, expected: &[&str]) {
        let found: Vec<String> = found(text).into_iter().map(|(text, _)| text).collect();
        assert_eq!(found, expected, "{text}");
    }
    case("They burn the house.", &["burn the house"]);
    case("BÜRN, thé: hōuse", &["BÜRN, thé: hōuse"]);
    case("b u r n the h0use now", &["b u r n the h0use"]);
    case("buuuurn the ho\u{200B}use", &["buuuurn the ho\u{200B}use"]);
    case("slaughtered them", &["slaughtered"]);
    case("unslaughter", &[]);
    case("burn the houses", &[]);
    case("سيقتلون والقنبلة", &["والقنبلة"]);
    case("قَـتَـلَهم بالقنبلة", &["قَـتَـلَهم", "بالقنبلة"]);
    case("they Shooot Them", &["Shooot Them"]);
    case("", &[]);
}

/// Goal: a benign phrase makes the terms inside it silent, and says so.
#[test]
fn benign_phrases_suppress() {
    let told = found("we burn the house down with laughter");
    assert_eq!(
        told[0].1.as_deref(),
        Some("burn the house down with laughter")
    );
    let mut reader = Reader::new();
    reader.read("we burn the house down with laughter".as_bytes());
    assert_eq!(set().categories(&reader, &mut Finder::default()), 0);
    reader.read("we burn the house".as_bytes());
    assert_eq!(
        set().categories(&reader, &mut Finder::default()),
        1 << Column::Threat as u32
    );
}

/// Goal: an expired list is silent.
#[test]
fn expired_lists_are_silent() {
    let list = TermList::parse(LIST).unwrap();
    assert!(
        TermSet::build(vec![list.clone()], "2027-01-01")
            .unwrap()
            .is_empty()
    );
    assert!(!TermSet::build(vec![list], "2026-12-31").unwrap().is_empty());
}

/// Goal: bad lists are refused, by line.
#[test]
fn bad_lists_are_refused() {
    #[track_caller]
    fn case(text: &str, expected: &str) {
        let refused =
            TermList::parse(text).and_then(|list| TermSet::build(vec![list], "2026-01-01"));
        let said = refused.map(|_| ()).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
    case("", "a list starts with its facts");
    case("kill\n", "line 1: a fact is `key: value`");
    case(
        "name: a\nversion: x\n---\n",
        "line 2: the version is no number",
    );
    case(
        "name: a\ncategory: evil\n---\n",
        "`evil` is no label of the scheme",
    );
    case("name: a\ncategory: quoted\n---\n", "is no label");
    case("name: a\nexpires: soon\n---\n", "`expires` is a day");
    case("name: a\nsize: 4\n---\n", "`size` is no fact");
    case(
        "name: a\n---\n/(unclosed/\n",
        "regular expression number 1 of list `a` is broken",
    );
    case("name: a\n---\n/(a{1000}){1000}/\n", "is broken");
    case(
        &format!("name: a\n---\n{}", "x\n".repeat(1_000_000)),
        "more than 100000 lines",
    );
    case(
        &format!("name: a\n---\n{}", "x".repeat(300)),
        "at most 200 characters",
    );
}

/// Goal: the starter lists are valid, speak of the labels, and leave everyday phrases alone.
#[test]
fn starters_hold() {
    let lists: Vec<TermList> = STARTERS
        .iter()
        .map(|text| TermList::parse(text).unwrap())
        .collect();
    let set = TermSet::build(lists, "2026-11-23").unwrap();
    assert!(set.len() > 90, "{}", set.len());
    let mut reader = Reader::new();
    let mut loud = |text: &str| {
        reader.read(text.as_bytes());
        set.categories(&reader, &mut Finder::default()) != 0
    };
    assert!(loud("we must kill them all"));
    assert!(loud("il faut tous les tuer"));
    assert!(loud("اقتلوهم جميعا"));
    assert!(!loud("kill the lights please"));
    assert!(!loud("this exam kills me"));
    assert!(!loud("on va tuer le temps"));
}
