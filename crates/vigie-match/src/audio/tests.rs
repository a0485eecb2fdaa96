//! Fingerprints read and written, and soundtracks aligned.

use proptest::prelude::*;

use super::*;

/// Codes of made-up music: like real ones, most bits stay from one code to the next.
fn music(seed: u64, length: usize) -> Vec<u32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state >> 32).unwrap()
    };
    let mut code = next();
    (0..length)
        .map(|_| {
            code ^= next() & next() & next();
            code
        })
        .collect()
}

/// The same after re-encoding: one bit in `rarity` differs.
fn worn(codes: &[u32], rarity: u32) -> Vec<u32> {
    let noise = music(99, codes.len() * 8);
    let worn = codes.iter().enumerate().map(|(at, code)| {
        let flips = (0..32_u32).filter(|bit| {
            let draw = noise[at * 8 + usize::try_from(*bit).unwrap() / 4].rotate_left(bit * 7);
            draw.wrapping_mul(0x9e37_79b9).is_multiple_of(rarity)
        });
        flips.fold(*code, |code, bit| code ^ 1 << bit)
    });
    worn.collect()
}

fn sketch(codes: &[u32]) -> AudioSketch {
    AudioSketch::new(codes.to_vec())
}

#[test]
fn the_same_sound_matches_in_full() {
    let song = sketch(&music(1, 1500));
    let found = compare(&song, &song).unwrap();
    assert_eq!((found.query_percent, found.reference_percent), (100, 100));
    assert_eq!(found.segments[0].error_percent, 0);
}

#[test]
fn strangers_do_not_match() {
    for seed in 2..8 {
        let found = compare(&sketch(&music(1, 1500)), &sketch(&music(seed, 3000)));
        assert_eq!(found, None, "{seed}");
    }
}

/// Goal: an excerpt, re-encoded, says where it was taken from.
#[test]
fn an_excerpt_is_found_where_it_lies() {
    let song = music(1, 3000);
    let excerpt = sketch(&worn(&song[1000..1400], 12));

    let found = compare(&excerpt, &sketch(&song)).unwrap();

    assert_eq!(found.query_percent, 100);
    assert_eq!(found.segments.len(), 1);
    let begin = found.segments[0].reference_start_ms;
    assert!(begin.abs_diff(time_ms(1000)) < 500, "{begin}");
    assert!((1..20).contains(&found.segments[0].error_percent));
}

/// Goal: what was put between two excerpts is not counted.
#[test]
fn a_montage_is_several_segments() {
    let song = music(1, 3000);
    let montage = [&song[2000..2300], &music(5, 400)[..], &song[100..400]].concat();

    let found = compare(&sketch(&montage), &sketch(&song)).unwrap();

    assert_eq!(found.segments.len(), 2, "{found:?}");
    assert!((57..=63).contains(&found.query_percent), "{found:?}");
    assert!((18..=22).contains(&found.reference_percent), "{found:?}");
}

#[test]
fn a_changed_tempo_is_followed() {
    let song = music(1, 3000);
    for percent in [91, 95, 105, 109] {
        let copy: Vec<u32> = (0..1500).map(|at| song[at * percent / 100]).collect();

        let found = compare(&sketch(&worn(&copy, 25)), &sketch(&song)).unwrap();

        assert!(found.query_percent >= 90, "{percent}: {found:?}");
    }
}

/// Goal: silence matches nothing, not even silence.
#[test]
fn silence_says_nothing() {
    let silence = sketch(&[627_964_279; 2000]);
    assert_eq!(compare(&silence, &silence), None);
    assert_eq!(compare(&sketch(&[]), &silence), None);
    assert_eq!(
        compare(&sketch(&music(1, 10)), &sketch(&music(1, 10))),
        None
    );
}

/// Goal: the bytes are those the C++ library packs. Source: its unit tests.
#[test]
fn the_packing_is_the_published_one() {
    let cases: [(&[u32], &[u8]); 6] = [
        (&[1], &[1]),
        (&[7], &[73, 0]),
        (&[1 << 6], &[7, 0]),
        (&[1 << 8], &[7, 2]),
        (&[1, 0], &[65, 0]),
        (&[1, 1], &[1, 0]),
    ];
    for (codes, bytes) in cases {
        assert_eq!(text::pack(codes), bytes, "{codes:?}");
    }
    assert_eq!(sketch(&[1]).to_string(), "AQAAAQE");
}

#[test]
fn broken_texts_are_refused() {
    let read = |text: &str| text.parse::<AudioSketch>().unwrap_err();
    assert_eq!(read(""), AudioTextError::Truncated);
    assert_eq!(read("AQAAAQ"), AudioTextError::Truncated);
    assert_eq!(read("A*AAAQ"), AudioTextError::Character { at: 1 });
    assert_eq!(read("AAAAAQE"), AudioTextError::Algorithm { found: 0 });
    assert!(matches!(read("Af____E"), AudioTextError::TooMany { .. }));
}

proptest! {
    #[test]
    fn texts_survive_the_round_trip(codes in prop::collection::vec(any::<u32>(), 0..60)) {
        let sketch = AudioSketch::new(codes);
        prop_assert_eq!(sketch.to_string().parse::<AudioSketch>().unwrap(), sketch);
    }

    #[test]
    fn no_text_is_too_strange(text in "AQAA[A-Za-z0-9_-]{0,60}") {
        let _ = text.parse::<AudioSketch>();
    }

    #[test]
    fn any_codes_compare_without_panic(
        a in prop::collection::vec(0_u32..50, 0..300),
        b in prop::collection::vec(0_u32..50, 0..300),
    ) {
        if let Some(found) = compare(&AudioSketch::new(a), &AudioSketch::new(b)) {
            prop_assert!(found.query_percent <= 100 && found.reference_percent <= 100);
        }
    }
}
