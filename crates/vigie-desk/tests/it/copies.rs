//! Copies that one hash misses, through the bank, the queue and the lookup of a bare hash.

use vigie_desk::bank::*;
use vigie_desk::signal::{ServiceLookup, explain_match, find_known, look_up};
use vigie_domain::*;
use vigie_match::{CopySide, CopySketch, Likeness, Plane, PlaneBuilder};

use crate::bank::{captured, operator, points};
use crate::world::World;

const WIDTH: usize = 480;
const HEIGHT: usize = 400;

/// A made-up scene: shapes and texture; another seed, another scene.
fn scene(seed: usize, x: usize, y: usize) -> u8 {
    let (u, v) = (x * 1000 / WIDTH, y * 1000 / HEIGHT);
    let blob = |n: usize| {
        let (cx, cy) = ((n * 379 + seed * 131) % 1000, (n * 613 + seed * 197) % 1000);
        let far = cx.abs_diff(u).pow(2) + cy.abs_diff(v).pow(2);
        usize::from(far < 9000 + n * 2500) * (30 + n * 17)
    };
    let value = (u / 12 + (0..6).map(blob).sum::<usize>() + (u * v / 7000) % 20) % 256;
    u8::try_from(value).unwrap()
}

fn drawn(width: usize, height: usize, pixel: impl Fn(usize, usize) -> u8) -> Plane {
    let mut builder = PlaneBuilder::new(width, height);
    for y in 0..height {
        let row: Vec<u8> = (0..width).flat_map(|x| [pixel(x, y); 3]).collect();
        builder.push_row_rgb(&row);
    }
    builder.finish()
}

fn copies(plane: &Plane, side: CopySide) -> Signal {
    Signal::Copies(CopySketch::new(side.codes(plane)).to_string())
}

/// The hash of the whole picture.
fn pdq(plane: &Plane) -> Signal {
    copies(plane, CopySide::Asked).parts().next().unwrap()
}

fn original() -> Plane {
    drawn(WIDTH, HEIGHT, |x, y| scene(3, x, y))
}

fn mirrored() -> Plane {
    drawn(WIDTH, HEIGHT, |x, y| scene(3, WIDTH - 1 - x, y))
}

/// A tenth less on each side.
fn cropped() -> Plane {
    drawn(WIDTH * 8 / 10, HEIGHT * 8 / 10, |x, y| {
        scene(3, x + WIDTH / 10, y + HEIGHT / 10)
    })
}

/// In a wide white frame.
fn framed() -> Plane {
    drawn(WIDTH + 120, HEIGHT + 80, |x, y| {
        let is_inside = (60..60 + WIDTH).contains(&x) && (40..40 + HEIGHT).contains(&y);
        if is_inside {
            scene(3, x - 60, y - 40)
        } else {
            250
        }
    })
}

fn banked(plane: &Plane) -> NewContent {
    NewContent {
        signals: vec![
            (pdq(plane), Transform::AsIs),
            (copies(plane, CopySide::Banked), Transform::AsIs),
        ],
        label: "poster of the Training Organisation Zeta".to_owned(),
        source: "desk".to_owned(),
        ..NewContent::default()
    }
}

async fn standing(w: &World, item: ItemId) -> Vec<Match> {
    let mut found = w.desk.store().matches_of(item).await.unwrap();
    found.retain(|one| one.suppressed_by.is_none());
    found
}

/// Goal: what was captured mirrored, cropped or framed is found when the picture is banked, once
/// each, under the name of the change; a stranger is not. Withdrawn, all are gone from the queue.
#[tokio::test(flavor = "multi_thread")]
async fn copies_are_found_and_named() {
    let w = World::new().await;
    let boss = operator(&w).await;
    create_bank(&w.desk, &boss, "zeta", "").await.unwrap();
    let edits = [
        ("/mirrored", mirrored(), Transform::FlipY),
        ("/cropped", cropped(), Transform::Crop),
        ("/framed", framed(), Transform::Trim),
    ];
    let mut items = Vec::new();
    for (path, plane, expected) in &edits {
        let item = captured(&w, path, copies(plane, CopySide::Asked)).await;
        items.push((item, *expected));
    }
    let other = drawn(WIDTH, HEIGHT, |x, y| scene(8, x, y));
    let stranger = captured(&w, "/stranger", copies(&other, CopySide::Asked)).await;

    let added = add_content(&w.desk, &boss, "zeta", banked(&original()))
        .await
        .unwrap();
    w.settle().await;

    for (item, expected) in &items {
        let found = standing(&w, *item).await;
        assert_eq!(found.len(), 1, "{expected:?}");
        assert_eq!(found[0].transform, *expected);
        assert!(points(&w, *item).await > 0, "{expected:?}");
        let explained = explain_match(&w.desk, &w.analyst, *item, 0).await.unwrap();
        let copy = explained.copy.unwrap();
        assert_eq!(copy.likeness, Likeness::Confirmed);
        assert_eq!(copy.distance_bits, found[0].distance_bits);
        assert!(copy.agreement.equal * 10 >= copy.agreement.shared * 9);
        assert_eq!(explained.profile, "copies");
    }
    assert_eq!(standing(&w, stranger).await, []);

    for entry in added.entries {
        let reason = "no longer distributed".to_owned();
        let command = EntryCommand::Withdraw { reason };
        move_entry(&w.desk, &boss, "zeta", entry.id, command)
            .await
            .unwrap();
    }
    w.settle().await;
    for (item, expected) in &items {
        assert_eq!(standing(&w, *item).await, [], "{expected:?}");
        assert_eq!(points(&w, *item).await, 0, "{expected:?}");
    }
}

/// Goal: a picture and its parts are one match; the hash alone finds the picture turned, with or
/// without its file in the bank; a narrow bank and a narrow question say no to far copies.
#[tokio::test(flavor = "multi_thread")]
async fn one_content_is_one_match() {
    let w = World::new().await;
    let boss = operator(&w).await;
    create_bank(&w.desk, &boss, "files", "").await.unwrap();
    create_bank(&w.desk, &boss, "hashes", "").await.unwrap();
    let plane = original();
    add_content(&w.desk, &boss, "files", banked(&plane))
        .await
        .unwrap();
    let mut bare = banked(&plane);
    bare.signals.truncate(1);
    add_content(&w.desk, &boss, "hashes", bare).await.unwrap();
    let known = async |signals: &[Signal], distance| {
        let found = find_known(&w.desk, &w.analyst, signals, distance).await;
        let mut told: Vec<(String, Transform)> = found
            .unwrap()
            .into_iter()
            .map(|one| (one.bank, one.transform))
            .collect();
        told.sort();
        told
    };
    let both = |transform| {
        vec![
            ("files".to_owned(), transform),
            ("hashes".to_owned(), transform),
        ]
    };

    let whole = [pdq(&plane), copies(&plane, CopySide::Asked)];
    assert_eq!(known(&whole, None).await, both(Transform::AsIs));
    let turned = [pdq(&mirrored()), copies(&mirrored(), CopySide::Asked)];
    assert_eq!(known(&turned, None).await, both(Transform::FlipY));
    assert_eq!(known(&turned[..1], None).await, both(Transform::FlipY));
    assert_eq!(
        known(&[pdq(&plane).inverted().unwrap()], None).await,
        both(Transform::Invert)
    );

    let cut = [copies(&cropped(), CopySide::Asked)];
    assert_eq!(
        known(&cut, None).await,
        [("files".to_owned(), Transform::Crop)]
    );
    // No part of this one is cut at the very same place.
    let cut = drawn(WIDTH * 86 / 100, HEIGHT * 86 / 100, |x, y| {
        scene(3, x + WIDTH * 7 / 100, y + HEIGHT * 7 / 100)
    });
    let cut = [copies(&cut, CopySide::Asked)];
    assert_eq!(known(&cut, Some(0)).await, []);

    // A client that has nothing but a hash asks once; the bank holds the turns of its files.
    let how = ServiceLookup {
        is_raw: true,
        ..ServiceLookup::default()
    };
    let found = look_up(&w.desk, &w.analyst, &turned[0], how).await.unwrap();
    assert_eq!(found.len(), 1);
}

/// Goal: what a negative bank holds as a whole is harmless in its parts too, and broken sketches
/// answer nothing.
#[tokio::test(flavor = "multi_thread")]
async fn harmless_pictures_are_harmless_in_parts() {
    let w = World::new().await;
    let boss = operator(&w).await;
    create_bank(&w.desk, &boss, "zeta", "").await.unwrap();
    let negative = BankSettings {
        role: Some(BankRole::Negative),
        ..BankSettings::default()
    };
    create_bank_with(&w.desk, &boss, "harmless", negative)
        .await
        .unwrap();
    add_content(&w.desk, &boss, "zeta", banked(&original()))
        .await
        .unwrap();
    let mut harmless = banked(&cropped());
    harmless.signals.truncate(1);
    let added = add_content(&w.desk, &boss, "harmless", harmless)
        .await
        .unwrap();
    // What suppresses takes two people.
    let entry = added.entries[0].id;
    move_entry(
        &w.desk,
        &w.analyst,
        "harmless",
        entry,
        EntryCommand::Activate,
    )
    .await
    .unwrap();

    let asked = [copies(&cropped(), CopySide::Asked)];
    let found = find_known(&w.desk, &w.analyst, &asked, None).await.unwrap();

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].suppressed_by.as_deref(), Some("harmless"));
    let broken = ["x", "[", "[\"whole,1,2,3\"]"].map(|text| Signal::Copies(text.to_owned()));
    let found = find_known(&w.desk, &w.analyst, &broken, None)
        .await
        .unwrap();
    assert!(found.is_empty(), "{found:?}");
}
