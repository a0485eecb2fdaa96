//! The index that a process leaves to the next: taken over, brought up to date, and not believed.

use std::path::PathBuf;

use vigie_desk::bank::*;
use vigie_desk::exhibit::request_capture;
use vigie_desk::log::list_newest;
use vigie_desk::signal::{find_known, keep_index, verify_index};
use vigie_domain::*;

use crate::bank::{captured, operator};
use crate::world::World;

/// A made-up hash, like no other.
fn hash(n: u8) -> Signal {
    let mut state = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let bytes = std::array::from_fn(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    });
    Signal::Pdq {
        hash: Sha256(bytes),
        quality: 100,
    }
}

async fn world() -> (World, Actor) {
    let w = World::with(|config| config.index.kept_entries_min = 1).await;
    let admin = operator(&w).await;
    create_bank(&w.desk, &admin, "ZETA", "made up")
        .await
        .unwrap();
    (w, admin)
}

async fn bank(w: &World, admin: &Actor, n: u8) -> BankEntryId {
    let new = NewContent {
        signals: vec![(hash(n), Transform::AsIs)],
        label: format!("poster {n} of the Training Organisation Zeta"),
        source: "desk".to_owned(),
        ..NewContent::default()
    };
    let banked = add_content(&w.desk, admin, "ZETA", new).await.unwrap();
    banked.entries[0].id
}

async fn knows(w: &World, n: u8) -> bool {
    let known = find_known(&w.desk, &w.analyst, &[hash(n)], None).await;
    !known.unwrap().is_empty()
}

fn files(w: &World, ending: &str) -> Vec<PathBuf> {
    let folder = w.data_dir().join("index").join(w.desk.id().to_string());
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect()
}

/// Bytes of a file of the index that are read when it is opened, and some.
const HEADER_BYTES: usize = 512;

/// Goal: the next process has what was kept, and what came and went since.
#[tokio::test]
async fn what_was_kept_is_taken_over_and_brought_up_to_date() {
    let (mut w, admin) = world().await;
    let first = bank(&w, &admin, 1).await;
    bank(&w, &admin, 2).await;
    w.settle().await;
    assert!(knows(&w, 1).await);
    assert!(keep_index(&w.desk).await.unwrap());
    assert_eq!(files(&w, "vix").len(), 1);
    assert!(!keep_index(&w.desk).await.unwrap(), "nothing is new");

    w.restart();
    bank(&w, &admin, 3).await;
    let reason = "not of the organisation".to_owned();
    let withdrawal = EntryCommand::Withdraw { reason };
    move_entry(&w.desk, &admin, "ZETA", first, withdrawal)
        .await
        .unwrap();
    let expected = [(1, false), (2, true), (3, true), (4, false)];
    for (n, is_known) in expected {
        assert_eq!(knows(&w, n).await, is_known, "{n}");
    }
    assert_eq!(verify_index(&w.desk).await.unwrap(), 0);
    // Of two that were kept, one went and one came: worth writing anew, in place of the old.
    assert!(keep_index(&w.desk).await.unwrap());
    assert_eq!(files(&w, "vix").len(), 1);
    w.restart();
    for (n, is_known) in expected {
        assert_eq!(knows(&w, n).await, is_known, "{n}");
    }
}

/// Does something to the files.
type Spoil = fn(&World);

/// Goal: files of another history, cut files and files that are none are left alone.
#[tokio::test]
async fn what_cannot_be_used_is_made_anew() {
    let (mut w, admin) = world().await;
    bank(&w, &admin, 1).await;
    w.settle().await;
    let cases: [(&str, Spoil); 4] = [
        ("another history", |w| {
            let path = &files(w, "json")[0];
            let mut kept: serde_json::Value =
                serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            kept["leaf"][1] = serde_json::json!("00".repeat(32));
            kept["forms"] = serde_json::Value::Null;
            std::fs::write(path, kept.to_string()).unwrap();
        }),
        ("no manifest that can be read", |w| {
            std::fs::write(&files(w, "json")[0], "{").unwrap();
        }),
        ("a file outside of the folder", |w| {
            let path = &files(w, "json")[0];
            let text = std::fs::read_to_string(path).unwrap();
            std::fs::write(path, text.replace("forms-", "../forms-")).unwrap();
        }),
        ("a file that was cut", |w| {
            let path = &files(w, "vix")[0];
            let bytes = std::fs::read(path).unwrap();
            std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
    ];
    for (what, spoil) in cases {
        assert!(knows(&w, 1).await, "{what}");
        assert!(keep_index(&w.desk).await.unwrap(), "{what}");
        spoil(&w);
        w.restart();
        assert!(knows(&w, 1).await, "{what}");
    }
}

/// Goal: a damaged file answers nothing for long: it is withdrawn, what it had answered is asked
/// again, and the log says so.
#[tokio::test]
async fn a_damaged_index_is_withdrawn_and_what_it_answered_is_asked_again() {
    let (mut w, admin) = world().await;
    bank(&w, &admin, 1).await;
    w.settle().await;
    assert!(knows(&w, 1).await);
    assert!(keep_index(&w.desk).await.unwrap());
    // The header stays: a file is taken over by it, and the rest read later.
    let file = &files(&w, "vix")[0];
    let mut bytes = std::fs::read(file).unwrap();
    bytes[HEADER_BYTES..].fill(0xff);
    std::fs::write(file, bytes).unwrap();
    w.restart();
    assert!(!knows(&w, 1).await);

    let item = captured(&w, "/seen", hash(1)).await;
    request_capture(&w.desk, &w.analyst, item).await.unwrap();
    w.settle().await;
    assert!(w.desk.store().matches_of(item).await.unwrap().is_empty());

    assert_eq!(verify_index(&w.desk).await.unwrap(), 1);
    assert!(knows(&w, 1).await);
    assert_eq!(w.desk.store().matches_of(item).await.unwrap().len(), 1);
    assert!(files(&w, "json").is_empty());
    let told = list_newest(&w.desk, &admin, 5).await.unwrap();
    let mut events = told.iter().filter_map(|one| one.record.as_ref());
    assert!(events.any(|record| record.event.kind() == "index.rebuilt"));
    assert_eq!(verify_index(&w.desk).await.unwrap(), 0, "nothing is left");
}
