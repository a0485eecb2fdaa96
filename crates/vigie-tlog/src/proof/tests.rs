//! Proofs: every one of a small tree, a second library's opinion, and what must not pass.

use super::*;
use crate::sample::{SampleLog, hashes, root_by_definition};
use crate::source::TileHashes;
use crate::tile::{Tile, consistency_tiles, inclusion_tiles};

fn sizes() -> impl Iterator<Item = u64> {
    (0..40).chain([255, 256, 257, 300])
}

/// Goal: each leaf of each size is proved, by both verifiers, out of the tiles of a later tree.
#[test]
fn every_leaf_is_proved() {
    let log = SampleLog::grown(&[300]);
    let tiles = TileHashes::new(&log.files, 300);
    let leaves = hashes(300);
    for size in sizes() {
        let root = root_by_definition(&leaves[..usize::try_from(size).unwrap()]);
        assert_eq!(tiles.root(size).unwrap(), root);
        for index in 0..size {
            let leaf = leaves[usize::try_from(index).unwrap()];
            let proof = tiles.inclusion_proof(index, size).unwrap();
            verify_inclusion(index, size, &leaf, &proof, &root).unwrap();
            let theirs = proof.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect();
            let (root, leaf) = (tlog_tiles::Hash(root.0), tlog_tiles::Hash(leaf.0));
            tlog_tiles::check_record(&theirs, size, root, index, leaf).unwrap();
        }
    }
}

/// Goal: each pair of sizes is proved to be one history, by both verifiers.
#[test]
fn every_growth_is_proved() {
    let log = SampleLog::grown(&[300]);
    let tiles = TileHashes::new(&log.files, 300);
    let leaves = hashes(300);
    let root = |size: u64| root_by_definition(&leaves[..usize::try_from(size).unwrap()]);
    for new_size in sizes() {
        for old_size in (0..=new_size).filter(|size| *size < 40 || *size > 250) {
            let proof = tiles.consistency_proof(old_size, new_size).unwrap();
            let (old_root, new_root) = (root(old_size), root(new_size));
            verify_consistency(old_size, &old_root, new_size, &new_root, &proof).unwrap();
            if old_size > 0 {
                let theirs = proof.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect();
                let (old, new) = (tlog_tiles::Hash(old_root.0), tlog_tiles::Hash(new_root.0));
                tlog_tiles::check_tree(&theirs, new_size, new, old_size, old).unwrap();
            }
        }
    }
}

/// Goal: no altered proof passes: another hash, one more, one less, another place or size.
#[test]
fn altered_proofs_are_refused() {
    let log = SampleLog::grown(&[300]);
    let tiles = TileHashes::new(&log.files, 300);
    let leaves = hashes(300);
    let root = log.head().root;
    for index in [0, 1, 127, 255, 256, 298, 299] {
        let leaf = leaves[usize::try_from(index).unwrap()];
        let proof = tiles.inclusion_proof(index, 300).unwrap();
        let refused = |index, size, leaf, proof: &[Sha256]| {
            verify_inclusion(index, size, &leaf, proof, &root).is_err()
        };
        for place in 0..proof.len() {
            let mut other = proof.clone();
            other[place].0[place % 32] ^= 0x10;
            assert!(refused(index, 300, leaf, &other));
        }
        assert!(refused(index, 300, leaf, &proof[..proof.len() - 1]));
        assert!(refused(index, 300, leaf, &[&proof[..], &[leaf]].concat()));
        assert!(refused(index ^ 1, 300, leaf, &proof));
        assert!(refused(300, 300, leaf, &proof));
        assert!(refused(index, 0, leaf, &proof));
        assert!(refused(index, 300, leaves[100], &proof));
    }
    for old_size in [1, 2, 128, 255, 256, 257, 299] {
        let old_root = tiles.root(old_size).unwrap();
        let proof = tiles.consistency_proof(old_size, 300).unwrap();
        let refused = |old_size, old_root, proof: &[Sha256]| {
            verify_consistency(old_size, &old_root, 300, &root, proof).is_err()
        };
        for place in 0..proof.len() {
            let mut other = proof.clone();
            other[place].0[31 - place % 32] ^= 1;
            assert!(refused(old_size, old_root, &other));
        }
        assert!(refused(old_size, old_root, &proof[1..]));
        assert!(refused(old_size, old_root, &[&proof[..], &[root]].concat()));
        assert!(refused(old_size, root, &proof));
        assert!(refused(301, old_root, &proof));
        assert!(refused(0, old_root, &[]));
        assert!(refused(300, old_root, &[]));
    }
}

/// Goal: a rewritten past has no proof, whatever tiles the liar shows.
#[test]
fn a_rewritten_past_is_not_consistent() {
    let honest = SampleLog::grown(&[200]);
    let mut leaves = hashes(300);
    leaves.swap(3, 4);
    let files = crate::AppendState::new()
        .append(leaves.iter().copied())
        .into_iter()
        .map(|write| (write.path, write.bytes))
        .collect::<std::collections::BTreeMap<_, _>>();
    let proof = TileHashes::new(&files, 300)
        .consistency_proof(200, 300)
        .unwrap();
    let root = root_by_definition(&leaves);
    let answer = verify_consistency(200, &honest.head().root, 300, &root, &proof);
    assert!(matches!(answer, Err(ProofError::RootDiffers)));
}

/// Goal: the tiles named beforehand are all a proof reads, also in a tree of three levels.
#[test]
fn the_named_tiles_suffice() {
    let log = SampleLog::grown(&[65_900]);
    let only = |tiles: Vec<Tile>| -> std::collections::BTreeMap<String, Vec<u8>> {
        tiles
            .iter()
            .map(|tile| (tile.path(), log.files[&tile.path()].clone()))
            .collect()
    };
    for index in [0, 255, 256, 40_000, 65_535, 65_536, 65_899] {
        let named = only(inclusion_tiles(index, 65_900));
        assert!(named.len() <= 4, "{}", named.len());
        let proof = TileHashes::new(&named, 65_900)
            .inclusion_proof(index, 65_900)
            .unwrap();
        let leaf = crate::leaf_hash(&crate::sample::entry(index));
        verify_inclusion(index, 65_900, &leaf, &proof, &log.head().root).unwrap();

        let named = only(consistency_tiles(index + 1, 65_900));
        TileHashes::new(&named, 65_900)
            .consistency_proof(index + 1, 65_900)
            .unwrap();
    }
}

/// Goal: questions outside the tree are answered with what is wrong with them.
#[test]
fn questions_outside_the_tree_are_refused() {
    let log = SampleLog::grown(&[10]);
    let tiles = TileHashes::new(&log.files, 10);
    let sentence = |answer: Result<Vec<Sha256>, ProofError>| answer.unwrap_err().to_string();
    assert_eq!(
        sentence(tiles.inclusion_proof(10, 10)),
        "10 is beyond a tree of 10"
    );
    assert_eq!(
        sentence(tiles.inclusion_proof(0, 11)),
        "11 is beyond a tree of 10"
    );
    assert_eq!(
        sentence(tiles.consistency_proof(5, 4)),
        "5 is beyond a tree of 4"
    );
    assert!(tiles.root(11).is_err());
}
