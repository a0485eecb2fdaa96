//! The index that changes: insertions, removals, merges, searches meanwhile, and reopening.

use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;

/// One hash with `bits` of the first's bits turned, spread over all words.
fn turned(hash: PdqHash, bits: usize, start: usize) -> PdqHash {
    let mut bytes = hash.to_bytes();
    for step in 0..bits {
        let at = (start + step * 37) % 256;
        bytes[at / 8] ^= 1 << (at % 8);
    }
    PdqHash::from_bytes(bytes)
}

/// Goal: an entry at exactly the distance asked for is found, one bit further it is not.
#[test]
fn the_distance_is_a_sharp_edge() {
    let query = PdqHash::from_bytes([0x5a; 32]);
    for distance in 0..=63_u32 {
        let index = HammingIndex::new();
        let bits = usize::try_from(distance).unwrap();
        index.insert(turned(query, bits, 11), 1);
        index.insert(turned(query, bits + 1, 11), 2);
        let expected = vec![Hit {
            distance_bits: distance,
            id: 1,
        }];
        for is_merged in [false, true] {
            assert_eq!(
                index.search(&query, distance),
                expected,
                "{distance} {is_merged}"
            );
            assert_eq!(
                index.search(&query, distance + 1).len(),
                2,
                "{distance} {is_merged}"
            );
            index.merge();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Goal: equal to brute force at every distance, after insertions, merges and removals.
    #[test]
    fn equals_brute_force(
        seed: [u8; 32],
        acts in prop::collection::vec((0_usize..70, 0_usize..256, 0_u64..12, 0_u8..12), 0..60),
        distance in 0_u32..=63,
    ) {
        let query = PdqHash::from_bytes(seed);
        let index = HammingIndex::new();
        let mut entries: Vec<(PdqHash, u64)> = Vec::new();
        for (bits, start, id, act) in acts {
            match act {
                0 => index.merge(),
                1 | 2 => {
                    let held = entries.iter().filter(|entry| entry.1 == id).count();
                    prop_assert_eq!(index.remove(id), held);
                    entries.retain(|entry| entry.1 != id);
                }
                _ => {
                    let entry = (turned(query, bits, start), id);
                    index.insert(entry.0, entry.1);
                    if !entries.contains(&entry) {
                        entries.push(entry);
                    }
                }
            }
        }
        prop_assert_eq!(index.len(), entries.len());
        for distance in [distance, distance + 1] {
            let expected = brute_force(&entries, &query, distance);
            for kernel in kernels() {
                prop_assert_eq!(&index.search_with(kernel, &query, distance), &expected);
                let batch = index.search_batch_with(kernel, &[query, query], distance);
                prop_assert_eq!(&batch, &[expected.clone(), expected.clone()]);
            }
        }
    }
}

/// Goal: the places of a page that hold nothing yet are no entries; all that hold something are.
/// Method: empty places are zero, and so is the query; pages of every filling.
#[test]
fn empty_places_are_no_entries() {
    let query = PdqHash::default();
    let index = HammingIndex::new();
    index.insert(PdqHash::from_bytes([0xff; 32]), 1000);
    for id in 0..260 {
        for kernel in kernels() {
            let hits = index.search_with(kernel, &query, 31);
            assert_eq!(hits.len(), usize::try_from(id).unwrap(), "{kernel:?}");
            let batch = index.search_batch_with(kernel, &[query], 31);
            assert_eq!(batch, [hits], "{kernel:?}");
        }
        index.insert(query, id);
    }
}

/// Goal: a large delta, several segments and removals from all of them answer as one list would.
#[test]
fn many_entries_over_several_segments() {
    let mut numbers = Numbers(21);
    let mut entries: Vec<(PdqHash, u64)> = (0..6000).map(|id| (numbers.hash(), id)).collect();
    let index = HammingIndex::from_entries(entries.clone()).unwrap();
    for id in 6000..15_000 {
        let near = entries[usize::try_from(numbers.below(6000)).unwrap()].0;
        let bits = numbers.below(50);
        let entry = (numbers.turned(near, bits), id);
        index.insert(entry.0, entry.1);
        entries.push(entry);
        if id % 7 == 0 {
            let gone = numbers.below(id);
            let held = entries.iter().filter(|entry| entry.1 == gone).count();
            assert_eq!(index.remove(gone), held, "{gone}");
            entries.retain(|entry| entry.1 != gone);
        }
    }
    for is_settled in [false, true] {
        assert_eq!(index.len(), entries.len());
        let queries: Vec<PdqHash> = (0..100)
            .map(|bits| {
                let at = usize::try_from(numbers.below(entries.len() as u64)).unwrap();
                numbers.turned(entries[at].0, bits % 45)
            })
            .collect();
        for (query, hits) in queries.iter().zip(index.search_batch(&queries, 31)) {
            let expected = brute_force(&entries, query, 31);
            assert_eq!(index.search(query, 31), expected, "{is_settled}");
            assert_eq!(hits, expected, "{is_settled}");
        }
        index.merge();
    }
}

/// Goal: readers see each insertion at once and never an entry twice or none, while merges run.
#[test]
fn readers_go_on_while_segments_are_merged() {
    let mut numbers = Numbers(22);
    let hashes: Vec<PdqHash> = (0..3000).map(|_| numbers.hash()).collect();
    let index = HammingIndex::new();
    let fixed = numbers.hash();
    index.insert(fixed, 1 << 40);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut searches = 0_u64;
            while !is_over.load(Ordering::Acquire) {
                let hits = index.search(&fixed, 31);
                assert_eq!(hits.len(), 1);
                assert_eq!(hits[0].id, 1 << 40);
                searches += 1;
            }
            searches
        });
        for (id, hash) in (0..).zip(&hashes) {
            index.insert(*hash, id);
            assert!(index.search(hash, 0).iter().any(|hit| hit.id == id), "{id}");
            if id % 700 == 0 {
                index.merge();
            }
        }
        is_over.store(true, Ordering::Release);
        reader.join().unwrap();
    });
    assert_eq!(index.len(), hashes.len() + 1);
}

/// Goal: what is removed while a merge runs does not come back with it.
#[test]
fn a_merge_does_not_bring_back_what_was_removed() {
    let mut numbers = Numbers(23);
    let hashes: Vec<PdqHash> = (0..5000).map(|_| numbers.hash()).collect();
    let index = HammingIndex::new();
    for (id, hash) in (0..).zip(&hashes) {
        index.insert(*hash, id); // Starts merges by itself.
        if id >= 10 {
            assert_eq!(index.remove(id - 10), 1);
        }
    }
    index.settle();
    assert_eq!(index.len(), 10);
    for (id, hash) in (0_u64..).zip(&hashes) {
        let is_there = id >= hashes.len() as u64 - 10;
        assert_eq!(!index.search(hash, 0).is_empty(), is_there, "{id}");
    }
}

/// Goal: a file answers as the segment it was written from, and a later one takes its place whole.
#[test]
fn a_file_answers_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("banks.index");
    let mut numbers = Numbers(24);
    let entries: Vec<(PdqHash, u64)> = (0..5000).map(|id| (numbers.hash(), id)).collect();
    let hashes: Vec<PdqHash> = entries.iter().map(|entry| entry.0).collect();
    for len in [3000, 5000] {
        file::write(&Segment::build(&hashes[..len]).unwrap(), &path).unwrap();
        let index = HammingIndex::new();
        index.attach(file::open(&path).unwrap());
        for bits in 0..40 {
            let query = numbers.turned(hashes[17], bits);
            assert_eq!(
                index.search(&query, 31),
                brute_force(&entries[..len], &query, 31)
            );
        }
        assert_eq!(index.verify(), []);
        // Verified segments take part in merges.
        index.insert(hashes[1], 9999);
        assert_eq!(index.remove(3), 1);
        index.merge();
        assert_eq!(index.len(), len);
        assert_eq!(index.search(&hashes[3], 0), []);
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing is left beside it");
}
