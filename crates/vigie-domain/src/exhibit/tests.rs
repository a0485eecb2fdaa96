//! What counts as the same object, seen again.

use super::*;
use crate::sample::{exhibit, pdq, record};

fn showing(records: Vec<ExhibitRecord>) -> Exhibit {
    Exhibit {
        records,
        ..exhibit()
    }
}

/// A picture of these bytes, with a PDQ of so many bits.
fn picture(content: u8, bits: usize) -> Exhibit {
    let mut primary = record(RecordRole::Primary, "image/png", content);
    primary.signals = vec![pdq(bits, 100)];
    showing(vec![primary])
}

/// A page of these bytes and this text, showing pictures.
fn page(content: u8, text: Option<u64>, pictures: &[(u64, usize)]) -> Exhibit {
    let mut records = vec![record(RecordRole::Primary, "text/html", content)];
    for (size_bytes, bits) in pictures {
        let mut media = record(RecordRole::Requisite, "image/png", 0xEE);
        (media.size_bytes, media.signals) = (*size_bytes, vec![pdq(*bits, 100)]);
        records.push(media);
    }
    Exhibit {
        text_sketch: text,
        ..showing(records)
    }
}

#[track_caller]
fn case(before: &Exhibit, after: &Exhibit, same: bool) {
    assert_eq!(before.shows_same_object(after, 31), same);
}

/// Goal: the same bytes are the same object, whatever else changed.
#[test]
fn the_same_bytes_are_the_same_object() {
    case(&picture(1, 0), &picture(1, 200), true);
    case(&page(1, Some(1), &[]), &page(1, Some(2), &[(10, 5)]), true);
    case(&showing(Vec::new()), &showing(Vec::new()), false);
    case(&picture(1, 0), &showing(Vec::new()), false);
    let redirect = showing(vec![record(RecordRole::Redirect, "text/html", 1)]);
    case(&redirect, &redirect, false);
}

/// Goal: a picture is the same within its distance, to the bit.
#[test]
fn a_picture_is_the_same_within_its_distance() {
    case(&picture(1, 0), &picture(2, 0), true);
    case(&picture(1, 0), &picture(2, 31), true);
    case(&picture(1, 0), &picture(2, 32), false);
    let mut poor = picture(2, 0);
    poor.records[0].signals = vec![pdq(0, 49)];
    case(&picture(1, 0), &poor, false);
}

/// Goal: a page is told by its largest picture, else by its words.
#[test]
fn a_page_is_told_by_picture_then_words() {
    case(
        &page(1, None, &[(10, 200), (500, 0)]),
        &page(2, None, &[(500, 10), (20, 100)]),
        true,
    );
    case(
        &page(1, None, &[(500, 0)]),
        &page(2, None, &[(500, 100)]),
        false,
    );
    case(&page(1, Some(7), &[]), &page(2, Some(7), &[]), true);
    case(&page(1, Some(7), &[]), &page(2, Some(8), &[]), false);
    case(&page(1, None, &[]), &page(2, None, &[]), false);
    case(&page(1, Some(7), &[]), &page(2, None, &[]), false);
    // An advertisement came to words that were assessed.
    case(&page(1, Some(7), &[]), &page(2, Some(7), &[(500, 0)]), true);
}

/// Goal: the words beside a picture do not stand for it when it is gone or another.
#[test]
fn words_do_not_stand_for_a_picture() {
    case(
        &page(1, Some(7), &[(500, 0)]),
        &page(2, Some(7), &[]),
        false,
    );
    case(
        &page(1, Some(7), &[(500, 0)]),
        &page(2, Some(7), &[(500, 100)]),
        false,
    );
}

/// Goal: media are the primary and what the page shows, not words, redirects or what we made.
#[test]
fn media_are_what_a_person_would_look_at() {
    let records = vec![
        record(RecordRole::Redirect, "image/png", 1),
        record(RecordRole::Primary, "text/html", 2),
        record(RecordRole::Requisite, "video/mp4", 3),
        record(RecordRole::Requisite, "text/css", 4),
        record(RecordRole::Derived, "image/png", 5),
        record(RecordRole::Metadata, "application/json", 6),
    ];
    let shown = showing(records);
    let media: Vec<_> = shown.media().map(|record| record.sha256.0[0]).collect();
    assert_eq!(media, [3]);
    assert_eq!(shown.primary().map(|record| record.sha256.0[0]), Some(2));
}
