//! Videos, sounds and documents are recognised as wholes, and a match says which part it is.

use std::fmt::Write as _;

use vigie_desk::bank::*;
use vigie_desk::signal::{explain_match, find_known};
use vigie_domain::*;

use crate::bank::{captured, operator};
use crate::world::World;

/// Hash of the made-up picture `n`: like no other.
fn picture(n: u64) -> String {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for _ in 0..4 {
        for _ in 0..3 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        let _ = write!(text, "{state:016x}");
    }
    text
}

/// A film that shows a new picture each second from picture `first` on.
fn film(first: u64, seconds: u64) -> Signal {
    let frames: Vec<String> = (0..seconds)
        .map(|second| format!("\"{},100,{second}.000\"", picture(first + second)))
        .collect();
    Signal::Vpdq(format!("[{}]", frames.join(", ")))
}

/// A document of these pages.
fn pages(numbers: &[u64]) -> Signal {
    let pages: Vec<String> = numbers
        .iter()
        .map(|n| format!("\"{},100,-\"", picture(*n)))
        .collect();
    Signal::Pages(format!("[{}]", pages.join(", ")))
}

fn content(signal: Signal) -> NewContent {
    NewContent {
        signals: vec![(signal, Transform::AsIs)],
        label: "film of the Training Organisation Zeta".to_owned(),
        source: "desk".to_owned(),
        ..NewContent::default()
    }
}

/// Goal: what was captured before is found when a film is banked, with its seconds and shares; and
/// a document by three of its pages.
#[tokio::test(flavor = "multi_thread")]
async fn a_banked_film_is_found_in_an_excerpt() {
    let w = World::new().await;
    let boss = operator(&w).await;
    create_bank(&w.desk, &boss, "films", "").await.unwrap();
    let excerpt = captured(&w, "/excerpt", film(40, 20)).await;
    let stranger = captured(&w, "/stranger", film(5_000, 60)).await;
    let scans = captured(&w, "/scans", pages(&[3, 9, 14])).await;

    for signal in [film(0, 100), pages(&(0..30).collect::<Vec<u64>>())] {
        add_content(&w.desk, &boss, "films", content(signal))
            .await
            .unwrap();
    }
    w.settle().await;

    let matches = w.desk.store().matches_of(excerpt).await.unwrap();
    let overlap = matches[0].overlap.clone().unwrap();
    assert_eq!((overlap.item_percent, overlap.banked_percent), (100, 20));
    let stretch = overlap.stretches[0];
    assert_eq!(
        (stretch.item_start_ms, stretch.banked_start_ms),
        (0, 39_500)
    );
    let explained = explain_match(&w.desk, &w.analyst, excerpt, 0)
        .await
        .unwrap();
    assert_eq!(explained.profile, "vpdq");
    assert!(explained.item_picture.is_some());

    let matches = w.desk.store().matches_of(scans).await.unwrap();
    let overlap = matches[0].overlap.clone().unwrap();
    assert_eq!(overlap.pages, [(1, 4), (2, 10), (3, 15)]);

    let matches = w.desk.store().matches_of(stranger).await.unwrap();
    assert!(matches.is_empty(), "{matches:?}");
}

/// Goal: an entry that cannot be read, or is withdrawn, answers nothing; the rest still does.
#[tokio::test(flavor = "multi_thread")]
async fn strange_sketches_are_survived() {
    let w = World::new().await;
    let boss = operator(&w).await;
    create_bank(&w.desk, &boss, "films", "").await.unwrap();
    for text in ["[", "no list", "[\"abc,1,2\"]"] {
        let signal = Signal::Vpdq(text.to_owned());
        let _ = add_content(&w.desk, &boss, "films", content(signal)).await;
    }
    add_content(&w.desk, &boss, "films", content(film(0, 30)))
        .await
        .unwrap();

    let known = find_known(&w.desk, &w.analyst, &[film(0, 30)], None)
        .await
        .unwrap();

    assert_eq!(known.len(), 1);
    let asked = [
        Signal::Chromaprint("*".to_owned()),
        Signal::Pages("x".to_owned()),
    ];
    let known = find_known(&w.desk, &w.analyst, &asked, None).await.unwrap();
    assert!(known.is_empty(), "{known:?}");
}
