//! Lists read and written, videos aligned, and the published fingerprints.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::pdq::PdqHash;

/// Pictures of a made-up film: picture `n` is the same in every film, unlike any other.
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

/// The same picture after re-encoding: `bits` of it differ.
fn worn(hash: PdqHash, bits: usize) -> PdqHash {
    let mut bytes = hash.to_bytes();
    for bit in 0..bits {
        bytes[bit * 7 % 32] ^= 1 << (bit / 32 % 8);
    }
    PdqHash::from_bytes(bytes)
}

fn feature(time_ms: u32, hash: PdqHash) -> VideoFeature {
    let pdq = PdqResult { hash, quality: 100 };
    VideoFeature { time_ms, pdq }
}

/// A film that shows a new picture every second from picture `first` on.
fn film(first: u64, seconds: u32) -> VideoSketch {
    let frame = |second: u32| feature(second * 1000, picture(first + u64::from(second)));
    VideoSketch::new((0..seconds).map(frame).collect())
}

fn seconds(segment: &VideoSegment) -> [u32; 4] {
    [
        segment.query_start_ms,
        segment.query_end_ms,
        segment.reference_start_ms,
        segment.reference_end_ms,
    ]
    .map(|time| (time + 500) / 1000)
}

#[test]
fn the_same_film_matches_in_full() {
    let found = compare(&film(0, 60), &film(0, 60)).unwrap();

    assert_eq!((found.query_percent, found.reference_percent), (100, 100));
    assert_eq!(found.segments.len(), 1);
    assert_eq!(found.distance_bits, 0);
    assert!(found.is_match());
}

#[test]
fn strangers_do_not_match() {
    assert_eq!(compare(&film(0, 300), &film(10_000, 300)), None);
}

/// Goal: an excerpt says where it was taken from, and how much of either film it is.
#[test]
fn an_excerpt_is_found_where_it_lies() {
    let excerpt = film(40, 30);

    let found = compare(&excerpt, &film(0, 120)).unwrap();

    assert_eq!(seconds(&found.segments[0]), [0, 30, 40, 70]);
    assert_eq!((found.query_percent, found.reference_percent), (100, 25));
}

/// Goal: two excerpts put together in the wrong order are two segments.
#[test]
fn a_montage_is_several_segments() {
    let later = (0..20).map(|s| feature(s * 1000, picture(80 + u64::from(s))));
    let stranger = (20..30).map(|s| feature(s * 1000, picture(5000 + u64::from(s))));
    let earlier = (30..45).map(|s| feature(s * 1000, picture(u64::from(s))));
    let montage = VideoSketch::new(later.chain(stranger).chain(earlier).collect());

    let found = compare(&montage, &film(0, 120)).unwrap();

    let mut places: Vec<[u32; 4]> = found.segments.iter().map(seconds).collect();
    places.sort_unstable();
    assert_eq!(places, [[0, 20, 80, 100], [30, 45, 30, 45]]);
    assert_eq!(found.query_percent, 77);
}

/// Goal: a copy that runs up to a tenth faster or slower is one segment over its whole length.
#[test]
fn a_changed_pace_is_followed() {
    for percent in [90, 95, 105, 110] {
        // Sampled once a second: each sample shows what the original shows then.
        let frames = (0..200_u32).map(|s| {
            let original = u64::from((s * percent + 50) / 100);
            feature(s * 1000, picture(original))
        });
        let found = compare(&VideoSketch::new(frames.collect()), &film(0, 300)).unwrap();

        assert_eq!(found.segments.len(), 1, "{percent}");
        assert!(found.query_percent >= 98, "{percent}: {found:?}");
        let [_, _, _, end] = seconds(&found.segments[0]);
        assert!(end.abs_diff(200 * percent / 100) <= 1, "{percent}: {end}");
    }
}

/// Goal: frames in another order are no copy, however many of them are alike.
#[test]
fn the_order_counts_at_the_wide_distance() {
    let worn_film = |order: &dyn Fn(u32) -> u64| {
        let frame = |s: u32| feature(s * 1000, worn(picture(order(s)), 50));
        VideoSketch::new((0..60).map(frame).collect())
    };

    let in_order = compare(&worn_film(&|s| u64::from(s)), &film(0, 60)).unwrap();
    assert_eq!(in_order.distance_bits_max, ALIGNED_DISTANCE_BITS_MAX);
    assert_eq!(in_order.query_percent, 100);

    let shuffled = worn_film(&|s| u64::from(s * 23 % 60));
    assert_eq!(compare(&shuffled, &film(0, 60)), None);
}

/// Goal: a title card that many films open with is no match by itself.
#[test]
fn one_picture_in_common_is_no_match() {
    let with_card = |first: u64| {
        let mut frames = film(first, 60).features().to_vec();
        for frame in &mut frames[..4] {
            frame.pdq.hash = picture(999_999);
        }
        VideoSketch::new(frames)
    };

    assert_eq!(compare(&with_card(0), &with_card(1000)), None);
}

/// Goal: three cards that two films share, here and there, are no match either.
#[test]
fn scattered_pictures_are_no_match() {
    let with_cards = |first: u64, places: [usize; 3]| {
        let mut frames = film(first, 120).features().to_vec();
        for (card, place) in places.into_iter().enumerate() {
            frames[place].pdq.hash = picture(999_990 + card as u64);
        }
        VideoSketch::new(frames)
    };
    let (a, b) = (with_cards(0, [0, 60, 119]), with_cards(1000, [90, 5, 50]));
    assert_eq!(compare(&a, &b), None);
}

/// Goal: a still scene does not stretch a match over more time than it lasts.
#[test]
fn a_still_scene_keeps_its_length() {
    let still =
        |from: u32, length: u32| (from..from + length).map(|s| feature(s * 1000, picture(77)));
    let query = VideoSketch::new(still(0, 100).collect());
    let mut frames = film(1000, 300).features().to_vec();
    frames.splice(100..110, still(100, 10));

    let found = compare(&query, &VideoSketch::new(frames));

    // Ten seconds of the known film are this picture; they cannot be a hundred of the asked one.
    assert_eq!(found, None);
}

#[test]
fn key_frames_match_a_list_of_seconds() {
    let frames =
        [0, 7, 12, 22, 31, 40, 49, 58].map(|s| feature(s * 1000 + 300, picture(u64::from(s))));

    let found = compare(&VideoSketch::new(frames.to_vec()), &film(0, 60)).unwrap();

    assert_eq!((found.query_percent, found.segments.len()), (100, 1));
    assert!(found.reference_percent >= 90, "{found:?}");
}

#[test]
fn flat_frames_are_not_compared() {
    let film_60 = film(0, 60);
    let flat = film_60.features().iter().map(|frame| VideoFeature {
        pdq: PdqResult {
            quality: 49,
            ..frame.pdq
        },
        ..*frame
    });
    assert_eq!(
        compare(&VideoSketch::new(flat.collect()), &film(0, 60)),
        None
    );
    assert_eq!(
        compare(&VideoSketch::default(), &VideoSketch::default()),
        None
    );
}

#[test]
fn pruning_keeps_the_time() {
    let still = (0..100).map(|s| feature(s * 1000, picture(1 + u64::from(s) / 50)));
    let sketch = VideoSketch::new(still.collect());

    let pruned = sketch.pruned(4);

    assert!(pruned.len() < 15, "{}", pruned.len());
    let found = compare(&pruned, &sketch).unwrap();
    assert!(
        found.query_percent >= 95 && found.reference_percent >= 95,
        "{found:?}"
    );
}

#[test]
fn lists_name_what_is_wrong() {
    let hash = picture(1).to_string();
    let json = |text: &str| text.parse::<VideoSketch>().unwrap_err();

    assert_eq!(json(""), VideoListError::Shape { at: 0 });
    assert_eq!(json("[\"a\" \"b\"]"), VideoListError::Fields { frame: 0 });
    assert_eq!(json("[\"a\\n\"]"), VideoListError::Shape { at: 3 });
    assert_eq!(json("[] x"), VideoListError::Shape { at: 3 });
    let text = format!("[\"{hash},100,0.000\",\"{hash},101,1.0\"]");
    assert_eq!(json(&text), VideoListError::Quality { frame: 1 });
    let text = format!("[\"{hash},100,-1\"]");
    assert_eq!(json(&text), VideoListError::Time { frame: 0 });
    let text = format!("[\"{hash},100,nan\"]");
    assert_eq!(json(&text), VideoListError::Time { frame: 0 });
    let text = format!("[\"{},100,0\"]", &hash[1..]);
    assert!(matches!(json(&text), VideoListError::Hash { frame: 0, .. }));
    assert_eq!("[]".parse(), Ok(VideoSketch::default()));
}

/// Goal: times as python-threatexchange writes them past a thousand seconds are read.
#[test]
fn times_in_scientific_notation_are_read() {
    let text = format!("[\"{},100,1.23e+03\"]", picture(1));
    let sketch: VideoSketch = text.parse().unwrap();
    assert_eq!(sketch.features()[0].time_ms, 1_230_000);
}

proptest! {
    #[test]
    fn lists_survive_the_round_trip(
        frames in prop::collection::vec((0_u32..10_000_000, any::<u64>(), 0_u8..=100), 0..40),
    ) {
        let frames = frames.into_iter().map(|(time_ms, n, quality)| VideoFeature {
            time_ms,
            pdq: PdqResult { hash: picture(n), quality },
        });
        let sketch = VideoSketch::new(frames.collect());
        prop_assert_eq!(sketch.to_string().parse::<VideoSketch>().unwrap(), sketch.clone());
        let lines = sketch.render_lines(25.0);
        prop_assert_eq!(VideoSketch::parse_lines(&lines).unwrap(), sketch);
    }

    #[test]
    fn no_text_is_too_strange(text in "[\\[\\]\",\\\\ a-f0-9.]{0,80}") {
        let _ = text.parse::<VideoSketch>();
        let _ = VideoSketch::parse_lines(&text);
    }

    #[test]
    fn any_excerpt_is_found(start in 0_u64..100, length in 5_u32..60, worn_bits in 0_usize..31) {
        let frame = |s: u32| feature(s * 1000, worn(picture(start + u64::from(s)), worn_bits));
        let excerpt = VideoSketch::new((0..length).map(frame).collect());

        let found = compare(&excerpt, &film(0, 200)).unwrap();

        prop_assert_eq!(found.query_percent, 100);
        let begin = u32::try_from(start).unwrap() * 1000;
        prop_assert!(found.segments[0].reference_start_ms.abs_diff(begin) <= 500);
    }

    #[test]
    fn any_lists_compare_without_panic(
        a in prop::collection::vec((0_u32..u32::MAX, 0_u64..4), 0..30),
        b in prop::collection::vec((0_u32..u32::MAX, 0_u64..4), 0..30),
    ) {
        let sketch = |frames: Vec<(u32, u64)>| {
            VideoSketch::new(frames.into_iter().map(|(t, n)| feature(t, picture(n))).collect())
        };
        if let Some(found) = compare(&sketch(a), &sketch(b)) {
            prop_assert!(found.query_percent <= 100 && found.reference_percent <= 100);
        }
    }
}

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("VIGIE_SHARED_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join("match").join(path);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stderr, reason = "a test says why it did nothing")]
    {
        eprintln!("skipped: no shared data");
    }
    None
}

/// Goal: every published list is read and written back to the byte.
#[test]
fn published_lists_round_trip() {
    let Some(folder) = shared("vpdq/sample-hashes") else {
        return;
    };
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let sketch = VideoSketch::parse_lines(&text).unwrap();
        assert_eq!(sketch.render_lines(30.0).trim(), text.trim(), "{path:?}");
        read += 1;
    }
    assert!(read > 20, "{read}");
}

/// Goal: the published lists of one film match in full, those of different films do not.
#[test]
fn published_lists_match_as_they_should() {
    let Some(folder) = shared("vpdq/sample-hashes") else {
        return;
    };
    let read = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let frames = VideoSketch::parse_lines(&text).unwrap().features().to_vec();
        // One a second, as the desk keeps them.
        VideoSketch::new(frames.into_iter().step_by(30).collect())
    };
    let original = read("chair-orig-22-sd-bar.txt");
    for copy in [
        "chair-22-sd-grey-bar.txt",
        "chair-22-sd-sepia-bar.txt",
        "chair-22-with-small-logo-bar.txt",
        "chair-22-with-large-logo-bar.txt",
    ] {
        let found = compare(&read(copy), &original).unwrap_or_else(|| panic!("{copy}"));
        let segment = found.segments[0];
        assert!(found.query_percent >= 60, "{copy}: {found:?}");
        let shift = segment.reference_start_ms.abs_diff(segment.query_start_ms);
        assert!(shift <= 1000, "{copy}: {found:?}");
    }
    for stranger in ["doorknob-hd-no-bar.txt", "pattern-hd-no-bar.txt"] {
        assert_eq!(compare(&read(stranger), &original), None, "{stranger}");
    }
}

fn published(name: &str) -> Option<(Vec<u8>, TmkSketch)> {
    let path = shared("tmk/sample-hashes")?.join(name);
    let bytes = std::fs::read(path).unwrap();
    let sketch = TmkSketch::parse(&bytes).unwrap();
    Some((bytes, sketch))
}

/// Goal: published fingerprints are read, written back to the byte, and score as one video.
#[test]
fn published_fingerprints_round_trip() {
    for name in [
        "chair-19-sd-bar.tmk",
        "chair-orig-22-sd-bar.tmk",
        "doorknob-hd-no-bar.tmk",
    ] {
        let Some((bytes, sketch)) = published(name) else {
            return;
        };
        assert_eq!(sketch.render(), bytes, "{name}");
        let scores = sketch.score(&sketch);
        assert!((scores.level_1 - 1.0).abs() < 1e-5, "{scores:?}");
        assert!((scores.level_2 - 1.0).abs() < 1e-5, "{scores:?}");
    }
}

/// Goal: the weights we compute are those of the published files.
#[test]
fn the_weights_are_the_published_ones() {
    let Some((bytes, _)) = published("chair-19-sd-bar.tmk") else {
        return;
    };
    let mut hasher = TmkHasher::default();
    hasher.push_rgb(&noise(1)).unwrap();
    let ours = hasher.finish().unwrap().render();
    let terms = 12 + 9 * 4..12 + 9 * 4 + 32 * 4;
    let read = |bytes: &[u8]| -> Vec<f32> {
        bytes[terms.clone()]
            .as_chunks::<4>()
            .0
            .iter()
            .map(|word| f32::from_le_bytes(*word))
            .collect()
    };
    for (a, b) in read(&ours).iter().zip(read(&bytes)) {
        assert!((a - b).abs() <= b.abs() * 1e-4 + 1e-12, "{a} {b}");
    }
}

#[test]
fn fingerprints_of_strangers_differ() {
    let (Some((_, chair)), Some((_, pattern))) = (
        published("chair-orig-22-sd-bar.tmk"),
        published("pattern-hd-no-bar.tmk"),
    ) else {
        return;
    };
    assert!(!chair.score(&pattern).is_match());
}

#[test]
fn broken_fingerprints_are_refused() {
    let mut hasher = TmkHasher::default();
    assert!(matches!(
        hasher.push_rgb(&[0; 3]),
        Err(TmkError::FrameLength { .. })
    ));
    for at in 0..5 {
        hasher.push_rgb(&noise(at)).unwrap();
    }
    let good = hasher.finish().unwrap().render();
    assert_eq!(good.len(), 263_344);
    assert_eq!(TmkHasher::default().finish(), Err(TmkError::Empty));
    assert_eq!(
        TmkSketch::parse(&good[1..]),
        Err(TmkError::Length { found: 263_343 })
    );
    let with = |at: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[at] = value;
        TmkSketch::parse(&bytes)
    };
    assert_eq!(with(0, b'X'), Err(TmkError::Magic));
    assert_eq!(with(12, 14), Err(TmkError::Parameters));
    assert_eq!(with(32, 0), Err(TmkError::Parameters));
    let mut bytes = good.clone();
    bytes[1000..1004].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(TmkSketch::parse(&bytes), Err(TmkError::NotANumber));
}

/// A frame of made-up noise.
fn noise(seed: u64) -> Vec<u8> {
    (0..TMK_SIDE as u64 * TMK_SIDE as u64 * 3 / 32)
        .flat_map(|at| picture(seed * 100_000 + at).to_bytes())
        .collect()
}
