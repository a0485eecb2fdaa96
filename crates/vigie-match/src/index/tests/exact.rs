//! Exactness: every layout, kernel, path and distance against comparing with every hash.

use proptest::prelude::*;

use super::super::plan::{Layout, Plan, Schedule};
use super::super::search::Scratch;
use super::super::segment::code_of;
use super::super::shape::Content;
use super::*;

fn segment(hashes: &[PdqHash], layout: Layout, is_split: bool) -> Segment {
    let content = Content {
        has_ids: false,
        is_split,
    };
    Segment::build_as(hashes, None, layout, content).unwrap()
}

/// Positions and distances found, in the order of positions, by one path.
fn found(segment: &Segment, kernel: KernelKind, query: &PdqHash, most: u32) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    segment.find(
        code_of(query),
        most,
        kernel,
        &mut Scratch::default(),
        &mut found,
    );
    let mut found: Vec<_> = found
        .iter()
        .map(|found| (found.position, found.distance_bits))
        .collect();
    found.sort_unstable();
    found
}

fn expected(hashes: &[PdqHash], query: &PdqHash, most: u32) -> Vec<(u32, u32)> {
    (0..)
        .zip(hashes)
        .map(|(position, hash)| (position, hash.distance(query)))
        .filter(|(_, distance)| *distance <= most)
        .collect()
}

/// Strangers, near copies of each other, and a cluster of hashes that are nearly the same.
fn mixed(numbers: &mut Numbers, len: usize) -> Vec<PdqHash> {
    let hot = numbers.hash();
    let mut hashes: Vec<PdqHash> = Vec::with_capacity(len);
    while hashes.len() < len {
        let bits = numbers.below(70);
        let hash = match numbers.below(8) {
            0 | 1 if !hashes.is_empty() => {
                let at = numbers.below(hashes.len() as u64);
                let earlier = hashes[usize::try_from(at).unwrap()];
                numbers.turned(earlier, bits)
            }
            2 => numbers.turned(hot, bits % 20),
            _ => numbers.hash(),
        };
        hashes.push(hash);
    }
    hashes
}

/// Queries at every distance from 0 to 64 of a hash, and strangers.
fn queries(numbers: &mut Numbers, hashes: &[PdqHash]) -> Vec<PdqHash> {
    let mut queries: Vec<PdqHash> = (0..=64)
        .map(|bits| {
            let at = usize::try_from(numbers.below(hashes.len() as u64)).unwrap();
            numbers.turned(hashes[at], bits)
        })
        .collect();
    queries.push(numbers.hash());
    queries
}

/// Goal: equal to brute force for each layout, kernel and distance, one by one and in batches.
#[test]
fn every_layout_kernel_and_path_is_exact() {
    let mut numbers = Numbers(7);
    for (layout, is_split) in [
        (Layout::Narrow(4), false),
        (Layout::Narrow(7), true),
        (Layout::Narrow(10), true),
        (Layout::Narrow(12), false),
        (Layout::Narrow(16), true),
    ] {
        let hashes = mixed(&mut numbers, 3000);
        let queries = queries(&mut numbers, &hashes);
        let segment = segment(&hashes, layout, is_split);
        segment.verify().unwrap();
        for kernel in kernels() {
            for most in [0, 1, 5, 15, 16, 30, 31, 32, 47, 63] {
                let mut batch = Vec::new();
                let codes: Vec<_> = queries.iter().map(code_of).collect();
                segment.find_batch(&codes, most, kernel, &mut Scratch::default(), &mut batch);
                for (number, query) in (0..).zip(&queries) {
                    let expected = expected(&hashes, query, most);
                    let case = format!("{layout:?} {kernel:?} {most} bits, query {number}");
                    assert_eq!(found(&segment, kernel, query, most), expected, "{case}");
                    let mut found: Vec<_> = batch
                        .iter()
                        .filter(|found| found.query == number)
                        .map(|found| (found.position, found.distance_bits))
                        .collect();
                    found.sort_unstable();
                    assert_eq!(found, expected, "in a batch: {case}");
                }
            }
        }
    }
}

/// Goal: the layout of the largest segments is exact too. Its directories take 150 MB, so only once.
#[test]
fn the_wide_layout_is_exact() {
    let mut numbers = Numbers(8);
    let hashes = mixed(&mut numbers, 4000);
    for is_split in [false, true] {
        let segment = segment(&hashes, Layout::Wide, is_split);
        for query in queries(&mut numbers, &hashes) {
            for most in [0, 20, 31, 32, 40] {
                let expected = expected(&hashes, &query, most);
                assert_eq!(
                    found(&segment, KernelKind::best(), &query, most),
                    expected,
                    "{most}"
                );
            }
        }
    }
}

/// Goal: what is found does not depend on how many lie in one bucket.
/// Method: thousands of hashes that share whole chunks with the query, and are near or far elsewhere.
#[test]
fn hashes_made_to_crowd_one_bucket_are_found() {
    let mut numbers = Numbers(9);
    let centre = numbers.hash();
    let mut hashes = Vec::new();
    for number in 0..4000_u64 {
        // All differences lie in 64 neighbouring bits of the ring: twelve chunks are the same in all.
        let mut code = code_of(&centre);
        let mask = (1 << (number % 64)) - 1;
        code.0[usize::try_from(number % 4).unwrap()] ^= numbers.next() & mask;
        hashes.push(super::super::segment::hash_of(code));
    }
    hashes.extend([centre; 300]);
    for layout in [Layout::Narrow(8), Layout::Narrow(16)] {
        let segment = segment(&hashes, layout, true);
        for kernel in kernels() {
            for most in [0, 10, 31, 32, 63] {
                assert_eq!(
                    found(&segment, kernel, &centre, most),
                    expected(&hashes, &centre, most),
                    "{layout:?} {kernel:?} {most}"
                );
            }
        }
    }
}

/// Goal: segments of no, one and a few hashes answer too.
#[test]
fn small_segments_are_segments() {
    let mut numbers = Numbers(10);
    let hash = numbers.hash();
    for len in [0, 1, 2, 31, 33] {
        let hashes = vec![hash; len];
        let segment = Segment::build(&hashes[..]).unwrap();
        segment.verify().unwrap();
        assert_eq!(segment.len(), len);
        for kernel in kernels() {
            assert_eq!(found(&segment, kernel, &hash, 31).len(), len, "{len}");
            let stranger = numbers.hash();
            assert_eq!(found(&segment, kernel, &stranger, 31), [], "{len}");
        }
    }
}

/// Goal: the payload is what was put in, in its positions.
#[test]
fn a_segment_gives_back_what_it_was_built_from() {
    let mut numbers = Numbers(11);
    let hashes = mixed(&mut numbers, 2000);
    let segment = Segment::build(&hashes[..]).unwrap();
    let mut entries: Vec<(PdqHash, u32)> = segment.entries().collect();
    entries.sort_unstable_by_key(|entry| entry.1);
    let back: Vec<PdqHash> = entries.iter().map(|entry| entry.0).collect();
    assert_eq!(back, hashes);
}

proptest! {
    /// Goal: the lemma. However a distance is shared out and wherever bits differ, some chunk passes.
    /// Method: differences of exactly `t` bits, placed anywhere, or as evenly as possible.
    #[test]
    fn some_chunk_always_finds_it(
        seed in 1_u64..,
        distance in 0_u32..=63,
        is_even: bool,
        wide: bool,
        len in 1_u64..200_000_000,
    ) {
        let layout = if wide { Layout::Wide } else { Layout::Narrow(16) };
        let plan = Plan::new(layout, len);
        prop_assert_eq!(plan.shares(distance).iter().sum::<u32>(), distance + 1);
        prop_assert_eq!(plan.chunks.iter().map(|chunk| chunk.width).sum::<u32>(), 256);
        let schedule = Schedule::new(&plan, distance);
        let mut numbers = Numbers(seed);
        let mut code = code_of(&PdqHash::default());
        let mut turned = 0;
        let start = numbers.below(256);
        while turned < distance {
            let at = if is_even {
                (start + u64::from(turned) * 256 / u64::from(distance)) % 256
            } else {
                numbers.below(256)
            };
            let word = &mut code.0[usize::try_from(at / 64).unwrap()];
            if *word >> (at % 64) & 1 == 0 {
                *word |= 1 << (at % 64);
                turned += 1;
            }
        }
        let passes = schedule.steps.iter().any(|step| {
            let chunk = &plan.chunks[step.chunk];
            let address = code.field(chunk.offset, chunk.address_bits);
            let signature = code.field(chunk.signature_offset(), 16).count_ones();
            step.masks.iter().zip(step.thresholds.iter()).any(|(mask, threshold)| {
                *mask == address && signature <= u32::from(*threshold)
            })
        });
        prop_assert!(passes);
    }
}

/// Goal: each mask of a ball occurs once, none is missing, and none is too far.
#[test]
fn a_ball_is_complete() {
    for (bits, distance) in [(4, 63), (10, 40), (16, 31), (16, 63)] {
        let plan = Plan::new(Layout::Narrow(bits), 1_000_000);
        for step in &Schedule::new(&plan, distance).steps {
            let mut masks: Vec<u32> = step.masks.to_vec();
            masks.sort_unstable();
            masks.dedup();
            let ball = (0..1_u32 << bits).filter(|mask| mask.count_ones() <= step.radius);
            assert_eq!(
                masks,
                ball.collect::<Vec<_>>(),
                "{bits} bits, distance {distance}"
            );
            assert_eq!(step.masks.len(), step.thresholds.len());
        }
    }
}
