//! The index answers what comparing with every hash answers.

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

/// The answer by definition.
fn brute_force(entries: &[(PdqHash, u64)], hash: &PdqHash, distance_bits_max: u32) -> Vec<Hit> {
    let mut hits: Vec<Hit> = entries
        .iter()
        .map(|(entry, id)| Hit {
            distance_bits: entry.distance(hash),
            id: *id,
        })
        .filter(|hit| hit.distance_bits <= distance_bits_max)
        .collect();
    hits.sort_unstable();
    hits
}

/// Goal: an entry at exactly the distance asked for is found, one bit further it is not.
#[test]
fn the_distance_is_a_sharp_edge() {
    let query = PdqHash::from_bytes([0x5a; 32]);
    for distance in 0..=63_u32 {
        let mut index = HammingIndex::new();
        let bits = usize::try_from(distance).unwrap();
        index.insert(turned(query, bits, 11), 1);
        index.insert(turned(query, bits + 1, 11), 2);
        let expected = vec![Hit {
            distance_bits: distance,
            id: 1,
        }];
        assert_eq!(index.search(&query, distance), expected, "{distance}");
        assert_eq!(index.search(&query, distance + 1).len(), 2, "{distance}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Goal: equal to brute force at every distance, after insertions and removals.
    #[test]
    fn equals_brute_force(
        seed: [u8; 32],
        planted in prop::collection::vec((0_usize..70, 0_usize..256, 0_u64..12), 0..60),
        removed in prop::collection::vec(0_u64..12, 0..6),
        distance in 0_u32..=63,
    ) {
        let query = PdqHash::from_bytes(seed);
        let mut index = HammingIndex::new();
        let mut entries: Vec<(PdqHash, u64)> = Vec::new();
        for (bits, start, id) in planted {
            let entry = (turned(query, bits, start), id);
            index.insert(entry.0, entry.1);
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        for id in removed {
            let held = entries.iter().filter(|entry| entry.1 == id).count();
            prop_assert_eq!(index.remove(id), held);
            entries.retain(|entry| entry.1 != id);
        }
        prop_assert_eq!(index.len(), entries.len());
        for distance in [distance, distance + 1] {
            prop_assert_eq!(index.search(&query, distance), brute_force(&entries, &query, distance));
        }
    }
}
