//! Damaged bytes: noticed, withdrawn, and harmless until then.

use proptest::prelude::*;

use super::super::plan::Layout;
use super::super::segment::HEADER_BYTES;
use super::super::shape::{Content, Section};
use super::*;

fn hashes(len: usize) -> Vec<PdqHash> {
    let mut numbers = Numbers(31);
    (0..len).map(|_| numbers.hash()).collect()
}

fn whole(len: usize) -> Segment {
    let ids: Vec<u64> = (100..).take(len).collect();
    let content = Content {
        has_ids: true,
        is_split: true,
    };
    Segment::build_as(&hashes(len)[..], Some(&ids), Layout::Narrow(8), content).unwrap()
}

/// Goal: one turned bit anywhere is noticed: in the header at once, in a section by verification.
#[test]
fn a_turned_bit_is_noticed_in_every_section() {
    let whole = whole(2500);
    let bytes = whole.as_bytes();
    for section in Section::ALL {
        let extent = whole.shape.section(section);
        assert!(extent.length > 0, "{section:?}");
        for at in [0, extent.length / 2, extent.length - 1] {
            let mut damaged = bytes.to_vec();
            damaged[extent.offset + at] ^= 0x10;
            let opened = Segment::from_bytes(&damaged).unwrap();
            let expected = SegmentError::Damaged {
                section: section.name(),
            };
            assert_eq!(opened.verify(), Err(expected), "{section:?} {at}");
        }
    }
    for at in 0..HEADER_BYTES {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 1;
        assert!(Segment::from_bytes(&damaged).is_err(), "header byte {at}");
    }
    let mut damaged = bytes.to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    let margin = SegmentError::Damaged { section: "margin" };
    assert_eq!(Segment::from_bytes(&damaged).unwrap().verify(), Err(margin));
}

/// Goal: a file that is cut off or longer than it says is refused, at every length.
#[test]
fn a_cut_off_file_is_refused() {
    let whole = whole(300);
    let bytes = whole.as_bytes();
    for len in (0..bytes.len())
        .step_by(997)
        .chain([HEADER_BYTES, bytes.len() - 1])
    {
        assert!(Segment::from_bytes(&bytes[..len]).is_err(), "{len}");
    }
    let longer = [bytes, &[0]].concat();
    let expected = SegmentError::CutOff {
        expected: bytes.len() as u64,
        found: longer.len() as u64,
    };
    assert_eq!(Segment::from_bytes(&longer).unwrap_err(), expected);
}

/// Goal: a file of a later version is refused with a sentence that says what to do.
#[test]
fn a_newer_version_is_refused_with_a_sentence() {
    let mut bytes = whole(300).as_bytes().to_vec();
    bytes[8] = 7;
    let error = Segment::from_bytes(&bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the index has format version 7, this program reads up to 1: use a newer vigie"
    );
    let error = Segment::from_bytes(b"%PDF-1.7").unwrap_err();
    assert_eq!(error.to_string(), "this is not a hamming index");
}

/// Goal: what a damaged segment answered is handed back to be searched again, and it answers no more.
#[test]
fn a_damaged_segment_is_withdrawn() {
    let whole = whole(2000);
    let hashes = hashes(2000);
    let mut damaged = whole.as_bytes().to_vec();
    let near = whole.shape.section(Section::Near);
    damaged[near.offset..near.offset + near.length].fill(0);
    let index = HammingIndex::new();
    index.insert(hashes[5], 1);
    index.attach(Segment::from_bytes(&damaged).unwrap());
    assert_eq!(index.len(), 2001);
    index.search(&hashes[0], 31);
    index.search_batch(&hashes[1..3], 20);

    let withdrawn = index.verify();

    let searches = vec![(hashes[0], 31), (hashes[1], 20), (hashes[2], 20)];
    assert_eq!(
        withdrawn,
        [Withdrawn {
            error: SegmentError::Damaged { section: "near" },
            len: 2000,
            searches,
            is_complete: true,
        }]
    );
    assert_eq!(index.len(), 1);
    assert_eq!(
        index.search(&hashes[5], 0),
        [Hit {
            distance_bits: 0,
            id: 1
        }]
    );
    assert_eq!(index.verify(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Goal: no bytes behind a sound header make a search panic, hang or read elsewhere.
    /// Method: sections overwritten with noise, zeroes or ones; every path is searched.
    #[test]
    fn noise_does_no_harm(
        seed in 1_u64..,
        places in prop::collection::vec((0_usize..8, 0_u64.., 1_usize..4000, 0_u8..3), 1..6),
        is_split: bool,
    ) {
        let hashes = hashes(700);
        let ids: Vec<u64> = (0..700).collect();
        let content = Content { has_ids: true, is_split };
        let whole = Segment::build_as(&hashes[..], Some(&ids), Layout::Narrow(6), content).unwrap();
        let mut bytes = whole.as_bytes().to_vec();
        let mut numbers = Numbers(seed);
        for (section, start, len, kind) in places {
            let extent = whole.shape.section(Section::ALL[section]);
            if extent.length == 0 {
                continue;
            }
            let start = usize::try_from(start % extent.length as u64).unwrap();
            let end = (start + len).min(extent.length);
            for byte in &mut bytes[extent.offset + start..extent.offset + end] {
                *byte = match kind {
                    0 => 0,
                    1 => 0xff,
                    _ => numbers.next().to_le_bytes()[0],
                };
            }
        }
        let index = HammingIndex::new();
        index.attach(Segment::from_bytes(&bytes).unwrap());
        for kernel in kernels() {
            for distance in [0, 31, 63, 64] {
                index.search_with(kernel, &hashes[3], distance);
                index.search_batch_with(kernel, &hashes[..40], distance);
            }
        }
        index.remove(5);
        for withdrawn in index.verify() {
            let is_damage = matches!(withdrawn.error, SegmentError::Damaged { .. });
            prop_assert!(is_damage);
        }
    }
}
