//! Documents compared: three pages are enough, look-alikes are not.

use proptest::prelude::*;

use super::*;
use crate::pdq::PdqHash;

fn picture(n: u64) -> PdqHash {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    let mut bytes = [0; 32];
    for byte in &mut bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = state.to_be_bytes()[3];
    }
    PdqHash::from_bytes(bytes)
}

fn worn(hash: PdqHash, bits: usize) -> PdqHash {
    let mut bytes = hash.to_bytes();
    for bit in 0..bits {
        bytes[bit * 7 % 32] ^= 1 << (bit / 32 % 8);
    }
    PdqHash::from_bytes(bytes)
}

fn page(hash: PdqHash) -> PageFeature {
    let pdq = PdqResult { hash, quality: 100 };
    PageFeature { pdq, text: None }
}

fn with_text(hash: PdqHash, text: &str) -> PageFeature {
    PageFeature {
        text: PageText::of(text),
        ..page(hash)
    }
}

fn document(numbers: impl IntoIterator<Item = u64>) -> DocumentSketch {
    DocumentSketch::new(numbers.into_iter().map(|n| page(picture(n))).collect())
}

/// Sentences of made-up words about page `n`.
fn words(n: u64, sentences: u64) -> String {
    let syllables = [
        "ga", "ri", "har", "mo", "be", "scu", "win", "lo", "ter", "na", "sil", "ud",
    ];
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut syllable = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        syllables[usize::try_from(state >> 33).unwrap() % syllables.len()]
    };
    let mut text = String::new();
    for _ in 0..sentences * 6 {
        text.extend([syllable(), syllable(), syllable(), " "]);
    }
    text
}

#[test]
fn any_three_pages_are_enough() {
    let magazine = document(0..40);

    let found = compare(&document([31, 4, 17]), &magazine).unwrap();

    assert_eq!((found.query_percent, found.reference_percent), (100, 7));
    let numbers: Vec<u32> = found.pages.iter().map(|page| page.reference_page).collect();
    assert_eq!(numbers, [32, 5, 18]);
    let among_others = document([900, 31, 901, 4, 902, 17, 903]);
    assert_eq!(compare(&among_others, &magazine).unwrap().query_percent, 42);
}

#[test]
fn two_pages_of_many_are_not() {
    assert_eq!(
        compare(&document([900, 4, 17, 901]), &document(0..40)),
        None
    );
    assert_eq!(compare(&document(100..140), &document(0..40)), None);
}

#[test]
fn a_leaflet_is_recognised_by_all_it_has() {
    let leaflet = document([1, 2]);
    assert!(compare(&leaflet, &leaflet).is_some());
    assert_eq!(compare(&document([1, 9]), &leaflet), None);
}

/// Goal: scans that are a little off are found by their order; the same pages shuffled are not.
#[test]
fn scans_are_found_by_their_order() {
    let scan = |order: &[u64]| {
        let pages = order.iter().map(|n| page(worn(picture(*n), 42)));
        DocumentSketch::new(pages.collect())
    };

    let found = compare(&scan(&[3, 4, 9, 20]), &document(0..40)).unwrap();
    assert_eq!(found.pages.len(), 4);
    assert_eq!(found.distance_bits, 42);
    assert_eq!(compare(&scan(&[20, 9, 4, 3]), &document(0..40)), None);
}

/// Goal: pages that all look alike are no match between books, and are one between copies.
#[test]
fn look_alike_pages_need_their_words() {
    let book = |first: u64, has_text: bool| {
        let pages = (0..30).map(|n| {
            if has_text {
                with_text(picture(1), &words(first + n, 30))
            } else {
                page(picture(1))
            }
        });
        DocumentSketch::new(pages.collect())
    };

    assert_eq!(compare(&book(0, false), &book(100, false)), None);
    assert_eq!(compare(&book(0, true), &book(100, true)), None);
    let found = compare(&book(0, true), &book(0, true)).unwrap();
    assert_eq!((found.query_percent, found.distinct), (100, 30));
}

/// Goal: the words find pages that were set in another layout.
#[test]
fn words_find_another_layout() {
    let set = |shift: u64| {
        let pages = (0..6).map(|n| with_text(picture(shift + n), &words(n, 40)));
        DocumentSketch::new(pages.collect())
    };
    let found = compare(&set(0), &set(500)).unwrap();
    assert_eq!(found.pages.len(), 6);
    assert!(
        found
            .pages
            .iter()
            .all(|page| page.text_percent == Some(100))
    );
}

#[test]
fn few_words_have_no_sketch() {
    assert_eq!(PageText::of("page 12"), None);
    assert_eq!(PageText::of(""), None);
    let half = format!("{}{}", words(1, 20), words(2, 20));
    let percent = PageText::of(&half)
        .unwrap()
        .resemblance_percent(&PageText::of(&words(1, 20)).unwrap());
    assert!((25..=75).contains(&percent), "{percent}");
}

#[test]
fn lists_name_what_is_wrong() {
    let hash = picture(1).to_string();
    let read = |text: &str| text.parse::<DocumentSketch>().unwrap_err();
    assert_eq!(read("["), DocumentListError::Shape { at: 1 });
    assert_eq!(read("[\"a,b\"]"), DocumentListError::Fields { page: 0 });
    let text = format!("[\"{hash},100,-\",\"{hash},100,xyz\"]");
    assert_eq!(read(&text), DocumentListError::Text { page: 1 });
    let text = format!("[\"{hash},1000,-\"]");
    assert_eq!(read(&text), DocumentListError::Quality { page: 0 });
    assert!(matches!(
        read("[\"a,1,-\"]"),
        DocumentListError::Hash { page: 0, .. }
    ));
}

proptest! {
    #[test]
    fn lists_survive_the_round_trip(
        pages in prop::collection::vec((any::<u64>(), 0_u8..=100, any::<bool>()), 0..20),
    ) {
        let pages = pages.into_iter().map(|(n, quality, has_text)| PageFeature {
            pdq: PdqResult { hash: picture(n), quality },
            text: has_text.then(|| PageText::of(&words(n, 20))).flatten(),
        });
        let sketch = DocumentSketch::new(pages.collect());
        prop_assert_eq!(sketch.to_string().parse::<DocumentSketch>().unwrap(), sketch);
    }

    #[test]
    fn any_documents_compare_without_panic(
        a in prop::collection::vec(0_u64..6, 0..20),
        b in prop::collection::vec(0_u64..6, 0..20),
    ) {
        if let Some(found) = compare(&document(a), &document(b)) {
            prop_assert!(found.query_percent <= 100 && found.reference_percent <= 100);
        }
    }
}
