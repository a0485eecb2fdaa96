//! The outsider's check: sound logs of every shape pass, and no changed byte does.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::sample::{SampleLog, entry, key};

fn check(log: &SampleLog, files: &BTreeMap<String, Vec<u8>>) -> Result<Report, VerifyError> {
    verify_log(files, key().verifier_key(), &log.heads, &mut |_, _| ())
}

fn is_found(log: &SampleLog, files: &BTreeMap<String, Vec<u8>>) -> bool {
    check(log, files).map_or(true, |report| !report.is_sound())
}

/// Goal: every shape of tree passes, and every entry is handed over once, in order.
#[test]
fn sound_logs_pass() {
    for size in [
        0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000,
    ] {
        let log = SampleLog::grown(&[size / 3, size]);
        let mut seen = 0;
        let mut count = |index: u64, bytes: &[u8]| {
            assert_eq!((index, bytes), (seen, entry(seen).as_slice()));
            seen += 1;
        };
        let key = key();
        let report = verify_log(&log.files, key.verifier_key(), &log.heads, &mut count).unwrap();
        assert_eq!(report.defects, []);
        assert_eq!((report.entries, report.entries_embargoed), (size, 0));
        assert_eq!(report.tiles, Tile::all(size).count() as u64);
        assert_eq!(report.older_checkpoints, 2);
        assert_eq!(seen, size);
    }
}

/// Goal: a changed byte in any file is found, also in the partial tiles kept from older heads.
/// Method: a full and two partial tiles on level 0, each byte of each file in turn.
#[test]
fn a_changed_byte_anywhere_is_found() {
    let log = SampleLog::grown(&[40, 290]);
    assert!(check(&log, &log.files).unwrap().is_sound());
    let mut files = log.files.clone();
    let mut flips = 0;
    for (path, bytes) in &log.files {
        // The narrower bundle of an older size is a copy no reader of this head opens, and the
        // number of published entries is a hint that nothing is concluded from.
        if path == "tile/entries/000.p/40" || path == PUBLISHED_PATH {
            continue;
        }
        for place in 0..bytes.len() {
            let flip = 1 << (place % 8);
            files.get_mut(path).unwrap()[place] ^= flip;
            assert!(is_found(&log, &files), "{path}, byte {place}");
            files.get_mut(path).unwrap()[place] ^= flip;
            flips += 1;
        }
    }
    assert!(flips > 10_000, "{flips}");
}

/// Goal: a missing, an empty, a longer and a shorter file are found, whichever it is.
#[test]
fn a_lost_file_is_found() {
    let log = SampleLog::grown(&[290]);
    for path in log.files.keys().filter(|path| *path != PUBLISHED_PATH) {
        let changed = |change: fn(&mut Vec<u8>)| {
            let mut files = log.files.clone();
            change(files.get_mut(path).unwrap());
            files
        };
        assert!(is_found(&log, &changed(Vec::clear)), "{path}");
        assert!(is_found(&log, &changed(|bytes| bytes.push(0))), "{path}");
        assert!(
            is_found(&log, &changed(|bytes| bytes.truncate(bytes.len() - 1))),
            "{path}"
        );
        let mut files = log.files.clone();
        files.remove(path);
        assert!(is_found(&log, &files), "{path}");
    }
}

/// Goal: entries under embargo are counted, those that came out of it are checked, one by one.
#[test]
fn embargoed_entries_are_counted() {
    let mut log = SampleLog::grown(&[100]);
    log.grow(700);
    for published in [100, 300, 512, 513, 700] {
        log.publish(published);
        let report = check(&log, &log.files).unwrap();
        assert_eq!(report.defects, []);
        assert_eq!(
            (report.entries, report.entries_embargoed),
            (published, 700 - published)
        );
    }
    log.files.remove(PUBLISHED_PATH);
    assert_eq!(check(&log, &log.files).unwrap().entries, 700);
}

/// Goal: without the number of published entries, whole bundles at the end may be missing, but
/// a hole before a readable one may not; with the number, nothing may.
#[test]
fn an_embargo_has_no_holes() {
    let mut log = SampleLog::grown(&[700]);
    log.files.remove("tile/entries/002.p/188");
    let told = check(&log, &log.files).unwrap();
    let missing = "`tile/entries/002.p/188` is missing";
    assert_eq!(told.defects[0].to_string(), missing);

    log.files.remove(PUBLISHED_PATH);
    let report = check(&log, &log.files).unwrap();
    assert!(report.is_sound());
    assert_eq!((report.entries, report.entries_embargoed), (512, 188));

    log.files.remove("tile/entries/000");
    let report = check(&log, &log.files).unwrap();
    let hole = "256 entries are missing before `tile/entries/001`, which is readable";
    assert_eq!(report.defects[0].to_string(), hole);
    assert_eq!((report.entries, report.entries_embargoed), (256, 188));
}

/// Goal: a defect is named where it is.
#[test]
fn defects_are_named() {
    #[track_caller]
    fn case(path: &str, place: usize, expected: &[&str]) {
        let log = SampleLog::grown(&[66_000]);
        let mut files = log.files.clone();
        files.get_mut(path).unwrap()[place] ^= 0x80;
        let report = verify_log(&files, key().verifier_key(), &[], &mut |_, _| ()).unwrap();
        let sentences: Vec<String> = report.defects.iter().map(ToString::to_string).collect();
        assert_eq!(sentences, expected);
        assert_eq!(report.defects_found, expected.len() as u64);
    }
    case(
        "tile/0/200",
        32 * 7,
        &[
            "`tile/0/200` does not hash to its entry in `tile/1/000`",
            "entry 51207 in `tile/entries/200` does not hash to its leaf",
        ],
    );
    case(
        "tile/1/000",
        32 * 9,
        &[
            "`tile/1/000` does not hash to its entry in `tile/2/000.p/1`",
            "`tile/0/009` does not hash to its entry in `tile/1/000`",
        ],
    );
    case(
        "tile/2/000.p/1",
        0,
        &[
            "the tiles at the right edge do not give the signed root",
            "`tile/1/000` does not hash to its entry in `tile/2/000.p/1`",
        ],
    );
    case(
        "tile/entries/003",
        2,
        &["entry 768 in `tile/entries/003` does not hash to its leaf"],
    );
    case(
        "tile/entries/003",
        0,
        &["`tile/entries/003`: the bundle ends inside entry 0"],
    );
}

/// Goal: a forked, a shrunk and a foreign log are found by whoever kept an older head.
#[test]
fn history_cannot_be_rewritten() {
    let kept = SampleLog::grown(&[200]).heads;
    let mut rewritten = SampleLog::grown(&[]);
    let leaves = (0..300).map(|index| leaf_hash(&entry(index + u64::from(index == 5))));
    for write in rewritten.state.append(leaves) {
        rewritten.files.insert(write.path, write.bytes);
    }
    let note = key().sign_checkpoint(300, &rewritten.state.root());
    rewritten
        .files
        .insert(CHECKPOINT_PATH.to_owned(), note.into_bytes());
    let defects = |log: &SampleLog, older: &[Checkpoint]| {
        verify_log(&log.files, key().verifier_key(), older, &mut |_, _| ())
            .unwrap()
            .defects
    };
    assert_eq!(defects(&rewritten, &[]), []);
    assert_eq!(
        defects(&rewritten, &kept),
        [Defect::Forked { older_size: 200 }]
    );
    let short = SampleLog::grown(&[100]);
    assert_eq!(
        defects(&short, &kept),
        [Defect::Shrunk {
            older_size: 200,
            size: 100
        }]
    );
    let same_size = Checkpoint {
        root: leaf_hash(b"x"),
        ..short.head().clone()
    };
    assert_eq!(
        defects(&short, &[same_size]),
        [Defect::Forked { older_size: 100 }]
    );
}

/// Goal: without a checkpoint, or with another log's, nothing else is looked at.
#[test]
fn a_log_needs_its_checkpoint() {
    let log = SampleLog::grown(&[3]);
    let mut files = log.files.clone();
    files.remove(CHECKPOINT_PATH);
    assert!(matches!(
        check(&log, &files),
        Err(VerifyError::NoCheckpoint)
    ));
    let other = crate::LogKey::from_seed(&[1; 32], "other.example").unwrap();
    let answer = verify_log(&log.files, other.verifier_key(), &[], &mut |_, _| ()).unwrap_err();
    assert_eq!(
        answer.to_string(),
        "the note carries no signature of `other.example`"
    );
}

/// Goal: a source that fails is an error, not a defect of the log.
#[test]
fn a_failing_source_is_not_a_defect() {
    struct Broken(BTreeMap<String, Vec<u8>>);
    impl LogSource for Broken {
        fn read(&self, path: &str) -> Result<Option<Vec<u8>>, crate::SourceError> {
            if path == "tile/0/000" {
                return Err("the disk is gone".into());
            }
            self.0.read(path)
        }
    }
    let broken = Broken(SampleLog::grown(&[300]).files);
    let answer = verify_log(&broken, key().verifier_key(), &[], &mut |_, _| ()).unwrap_err();
    assert_eq!(answer.to_string(), "`tile/0/000` cannot be read");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Goal: a changed byte in a log of any size and growth is found.
    #[test]
    fn any_changed_byte_is_found(
        mut sizes in prop::collection::vec(1u64..900, 1..4),
        file: prop::sample::Index,
        place: prop::sample::Index,
        flip in 1u8..,
    ) {
        sizes.sort_unstable();
        sizes.dedup();
        let log = SampleLog::grown(&sizes);
        let last = *sizes.last().unwrap();
        let current = |path: &&String| {
            let bundle = Bundle::parse_path(path);
            bundle.is_none_or(|bundle| Bundle::at(bundle.index, last) == Some(bundle))
                && *path != PUBLISHED_PATH
        };
        let paths: Vec<&String> = log.files.keys().filter(current).collect();
        let path = paths[file.index(paths.len())];
        let mut files = log.files.clone();
        let bytes = files.get_mut(path).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= flip;
        prop_assert!(is_found(&log, &files), "{} byte {}", path, place);
    }
}
