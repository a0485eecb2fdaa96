//! Finds near hashes among many: a list into a file, the file mapped, one question and a batch.
//!
//! `cargo run -p vigie-match --example near_hashes [COUNT]`, 100,000 hashes when left out. The
//! hashes are made; the questions are some of them with a few bits flipped.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use std::error::Error;

use vigie_match::index::{Searcher, Segment, file};
use vigie_match::{HammingIndex, MATCH_DISTANCE_BITS_MAX, PdqHash};

fn main() -> Result<(), Box<dyn Error>> {
    let count = match std::env::args().nth(1) {
        Some(count) => count.parse()?,
        None => 100_000,
    };
    let hashes: Vec<PdqHash> = (0..count).map(made).collect();

    // A segment is one run of bytes, the same in memory and in a file; positions are its ids.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hashes.vix");
    file::write(&Segment::build(&hashes[..])?, &path)?;
    let segment = file::open(&path)?;
    segment.verify()?;
    println!(
        "{} hashes in {} bytes",
        segment.len(),
        segment.as_bytes().len()
    );

    let mut searcher = Searcher::default();
    let asked = flipped(made(17), 9);
    for found in searcher.search(&segment, &asked, MATCH_DISTANCE_BITS_MAX) {
        println!(
            "position {}, {} bits away",
            found.position, found.distance_bits
        );
    }
    let batch: Vec<PdqHash> = (0..1000).map(|at| flipped(made(at), 20)).collect();
    let found = searcher.search_batch(&segment, &batch[..], MATCH_DISTANCE_BITS_MAX);
    println!("{} matches of {} questions", found.len(), batch.len());

    // What changes while it is asked: ids of one's own, inserted and removed at any time.
    let live = HammingIndex::new();
    live.insert(made(3), 1_000);
    live.insert(made(4), 1_001);
    live.remove(1_001);
    for hit in live.search(&flipped(made(3), 5), MATCH_DISTANCE_BITS_MAX) {
        println!("entry {}, {} bits away", hit.id, hit.distance_bits);
    }
    Ok(())
}

/// Hash `number` of the list: bits without a pattern (SplitMix64).
fn made(number: u64) -> PdqHash {
    let mut bytes = [0; 32];
    for (at, part) in (0_u64..).zip(bytes.chunks_exact_mut(8)) {
        let mut word = (number * 4 + at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        part.copy_from_slice(&(word ^ (word >> 31)).to_be_bytes());
    }
    PdqHash::from_bytes(bytes)
}

/// The hash with its first `bits` bits flipped, at most 256.
fn flipped(hash: PdqHash, bits: usize) -> PdqHash {
    let mut bytes = hash.to_bytes();
    for bit in 0..bits {
        bytes[bit / 8] ^= 0x80 >> (bit % 8);
    }
    PdqHash::from_bytes(bytes)
}
