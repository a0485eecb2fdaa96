//! Paths, shapes and bundles against the examples of the specification and a second library.

use proptest::prelude::*;

use super::*;

/// Goal: the example of the specification, and the paths around each change of form.
#[test]
fn paths_are_those_of_the_specification() {
    #[track_caller]
    fn case(level: u8, index: u64, width: u16, path: &str) {
        let tile = Tile {
            level,
            index,
            width,
        };
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::parse_path(path), Some(tile));
    }
    case(0, 1_234_067, 256, "tile/0/x001/x234/067");
    case(3, 1_234_067, 12, "tile/3/x001/x234/067.p/12");
    case(0, 0, 1, "tile/0/000.p/1");
    case(1, 999, 256, "tile/1/999");
    case(63, 1000, 255, "tile/63/x001/000.p/255");
    let bundle = Bundle {
        index: 1_234_067,
        width: 3,
    };
    assert_eq!(bundle.path(), "tile/entries/x001/x234/067.p/3");
    assert_eq!(Bundle::parse_path(&bundle.path()), Some(bundle));
}

/// Goal: no second spelling of a path, and nothing that is not a path.
#[test]
fn other_spellings_are_refused() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/+0/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/0/000.p/",
        "tile/0/../000",
        "tile/-1/000",
        "tile/entries/000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(Tile::parse_path(path), None, "{path}");
    }
    assert_eq!(Bundle::parse_path("tile/0/000"), None);
    assert_eq!(Bundle::parse_path("tile/entries/x000/000"), None);
}

/// Goal: the trees the specification describes in words.
#[test]
fn trees_have_the_tiles_of_the_specification() {
    #[track_caller]
    fn count(size: u64, level: u8) -> (usize, Vec<u16>) {
        let tiles: Vec<_> = Tile::all(size).filter(|tile| tile.level == level).collect();
        let partial = tiles
            .iter()
            .map(|tile| tile.width)
            .filter(|width| *width < 256);
        (
            tiles.iter().filter(|tile| tile.width == 256).count(),
            partial.collect(),
        )
    }
    assert_eq!(count(70_000, 0), (273, vec![112]));
    assert_eq!(count(70_000, 1), (1, vec![17]));
    assert_eq!(count(70_000, 2), (0, vec![1]));
    assert_eq!(count(70_000, 3), (0, vec![]));
    assert_eq!(count(256, 0), (1, vec![]));
    assert_eq!(count(256, 1), (0, vec![1]));
    assert_eq!(Tile::all(0).count(), 0);
    assert_eq!(Tile::edge(u64::MAX).len(), 8);
}

/// Goal: another library cuts the tree the same way (its paths also name the height).
#[test]
fn a_second_library_names_the_same_tiles() {
    for size in [
        1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000,
    ] {
        let mut theirs: Vec<String> = tlog_tiles::Tile::new_tiles(8, 0, size)
            .iter()
            .map(|tile| tile.path().replacen("tile/8/", "tile/", 1))
            .collect();
        let mut ours: Vec<String> = Tile::all(size).map(|tile| tile.path()).collect();
        theirs.sort();
        ours.sort();
        assert_eq!(ours, theirs, "{size}");
    }
}

/// Goal: bundles are what was put in, and each broken one says how.
#[test]
fn bundles_come_back_or_say_why_not() {
    let bytes = render_bundle([&b"one"[..], b"", b"three"]).unwrap();
    assert_eq!(bytes, b"\0\x03one\0\0\0\x05three");
    assert_eq!(
        parse_bundle(&bytes, 3).unwrap(),
        [&b"one"[..], b"", b"three"]
    );
    let count = |expected, actual| Err(BundleError::Count { expected, actual });
    assert_eq!(parse_bundle(&bytes, 2), count(2, 3));
    assert_eq!(parse_bundle(&bytes, 4), count(4, 3));
    assert_eq!(
        parse_bundle(&bytes[..9], 3),
        Err(BundleError::Truncated { entry: 2 })
    );
    assert_eq!(
        parse_bundle(&bytes[..6], 3),
        Err(BundleError::Truncated { entry: 1 })
    );
    let too_large = BundleError::TooLarge {
        entry: 0,
        size_bytes: 65_536,
    };
    assert_eq!(render_bundle([vec![0; 65_536]]), Err(too_large));
}

/// Goal: publishing in steps writes what publishing at once does, partial bundles apart.
#[test]
fn bundles_are_written_as_they_are_published() {
    let entries = |from: u64, to: u64| (from..to).map(|i| i.to_string());
    let paths = |before, after_| -> Vec<String> {
        let writes = entry_bundles(before, after_, entries(before / 256 * 256, after_)).unwrap();
        writes.into_iter().map(|write| write.path).collect()
    };
    assert_eq!(paths(0, 3), ["tile/entries/000.p/3"]);
    assert_eq!(paths(3, 256), ["tile/entries/000"]);
    assert_eq!(paths(256, 256), [""; 0]);
    assert_eq!(
        paths(300, 513),
        ["tile/entries/001", "tile/entries/002.p/1"]
    );
    let short = entry_bundles(0, 3, entries(0, 2));
    assert_eq!(
        short,
        Err(BundleError::Count {
            expected: 3,
            actual: 2
        })
    );
}

/// Goal: the number of published entries has one spelling.
#[test]
fn published_has_one_spelling() {
    assert_eq!(parse_published(b"0\n"), Some(0));
    assert_eq!(
        parse_published(render_published(70_000).as_bytes()),
        Some(70_000)
    );
    for bytes in [
        &b""[..],
        b"\n",
        b"1",
        b"01\n",
        b"+1\n",
        b"-1\n",
        b"1\n\n",
        b"\xff\n",
    ] {
        assert_eq!(parse_published(bytes), None, "{bytes:?}");
    }
}

proptest! {
    /// Goal: no bytes make the parsers panic, and what they accept they would have written.
    #[test]
    fn hostile_bytes_never_stop_the_line(bytes: Vec<u8>, width in 1u16..=256, text in "[tile/0-9x.p]*") {
        if let Ok(entries) = parse_bundle(&bytes, width) {
            prop_assert_eq!(render_bundle(entries).unwrap(), bytes);
        }
        if let Some(tile) = Tile::parse_path(&text) {
            prop_assert_eq!(tile.path(), text);
        }
    }

    /// Goal: any tile finds its way back from its path.
    #[test]
    fn every_tile_has_a_path(level in 0u8..64, index: u64, width in 1u16..=256) {
        let tile = Tile { level, index, width };
        prop_assert_eq!(Tile::parse_path(&tile.path()), Some(tile));
    }
}
