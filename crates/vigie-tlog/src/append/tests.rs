//! Growth in any batches against the definition of the tree.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::ResumeError;
use crate::sample::{SampleLog, hashes, root_by_definition};
use crate::tile::hashes_of;

/// Sizes where the shape of the tree changes.
const SIZES: [u64; 12] = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 65_536, 65_793];

/// Goal: the root is that of RFC 6962's definition, at each change of shape.
#[test]
fn roots_are_those_of_the_definition() {
    let leaves = hashes(65_793);
    let mut state = AppendState::new();
    for size in SIZES {
        let size_now = usize::try_from(size).unwrap();
        let from = usize::try_from(state.size()).unwrap();
        state.append(leaves[from..size_now].iter().copied());
        assert_eq!(
            state.root(),
            root_by_definition(&leaves[..size_now]),
            "{size}"
        );
    }
}

/// Goal: exactly the tiles of the tree are written, each hash by its definition.
#[test]
fn tiles_hold_what_the_specification_says() {
    let leaves = hashes(66_000);
    let files: BTreeMap<_, _> = AppendState::new()
        .append(leaves.iter().copied())
        .into_iter()
        .map(|write| (write.path, write.bytes))
        .collect();
    assert_eq!(files.len(), Tile::all(66_000).count());
    for tile in Tile::all(66_000) {
        let span = 256usize.pow(u32::from(tile.level));
        let first = usize::try_from(tile.index).unwrap() * 256 * span;
        let expected: Vec<_> = (0..usize::from(tile.width))
            .map(|i| root_by_definition(&leaves[first + i * span..first + (i + 1) * span]))
            .collect();
        assert_eq!(hashes_of(&files[&tile.path()]), expected, "{tile:?}");
    }
}

/// Goal: a tree continued from its files is the tree that never stopped.
#[test]
fn a_tree_is_resumed_from_its_edge() {
    for size in SIZES {
        let log = SampleLog::grown(&[size / 2, size]);
        let resumed = AppendState::resume(log.head(), &log.files).unwrap();
        assert_eq!(resumed.root(), log.state.root(), "{size}");
        let (mut left, mut right) = (resumed, log.state.clone());
        let more = hashes(600);
        assert_eq!(left.append(more.clone()), right.append(more));
        assert_eq!(left.root(), right.root());
    }
}

/// Goal: a damaged, a missing and a foreign edge are told apart before anything is appended.
#[test]
fn a_damaged_edge_is_not_continued() {
    let log = SampleLog::grown(&[300]);
    let mut damaged = log.files.clone();
    damaged.get_mut("tile/0/001.p/44").unwrap()[40] ^= 1;
    let answer = AppendState::resume(log.head(), &damaged);
    assert!(
        matches!(answer, Err(ResumeError::RootDiffers { size: 300 })),
        "{answer:?}"
    );

    let mut short = log.files.clone();
    short.get_mut("tile/1/000.p/1").unwrap().pop();
    let answer = AppendState::resume(log.head(), &short)
        .unwrap_err()
        .to_string();
    assert_eq!(answer, "`tile/1/000.p/1` is 31 bytes instead of 32");

    let mut missing = log.files.clone();
    missing.remove("tile/0/001.p/44");
    let answer = AppendState::resume(log.head(), &missing)
        .unwrap_err()
        .to_string();
    assert_eq!(answer, "`tile/0/001.p/44` is missing");
}

/// Goal: an edge whose partial tile was replaced by its full one is read from that.
#[test]
fn a_full_tile_stands_in_for_a_partial_one() {
    let mut log = SampleLog::grown(&[200]);
    let head = log.head().clone();
    log.grow(300);
    log.files.remove("tile/0/000.p/200");
    assert_eq!(
        AppendState::resume(&head, &log.files).unwrap().root(),
        head.root
    );
}

proptest! {
    /// Goal: how the leaves are batched changes neither root nor the tiles of the last size,
    /// and no path is ever written twice.
    #[test]
    fn batches_do_not_matter(mut sizes in prop::collection::vec(0u64..1200, 1..8)) {
        sizes.sort_unstable();
        let last = *sizes.last().unwrap();
        sizes.dedup();
        let stepped = SampleLog::grown(&sizes);
        let at_once = SampleLog::grown(&[last]);
        prop_assert_eq!(stepped.state.root(), at_once.state.root());
        for tile in Tile::all(last) {
            prop_assert_eq!(&stepped.files[&tile.path()], &at_once.files[&tile.path()]);
        }
    }
}
