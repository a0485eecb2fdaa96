//! What near-duplicate search compares: hashes of runs of four folded symbols.

use crate::fold::Reader;
use crate::fold::fold_text;

/// Symbols of a shingle.
///
/// Source: measured on posts of 50 to 280 characters; see `bench/README.md`.
const SHINGLE_SYMBOLS: usize = 4;

/// The hashes of a text's shingles, in the order of the text, repeated ones again; none for a text
/// without letters.
///
/// Addresses are one symbol. A MinHash of any kind takes them as they are.
pub fn shingles(reader: &mut Reader, text: &[u8]) -> Vec<u32> {
    reader.read(text);
    let mut hashes = Vec::new();
    shingles_of(reader, &mut hashes);
    hashes
}

/// The same, of the text read last.
pub(crate) fn shingles_of(reader: &Reader, hashes: &mut Vec<u32>) {
    hashes.clear();
    if reader.words.is_empty() {
        return;
    }
    // The padding behind the symbols makes a shingle of even one letter.
    let count = reader.length.saturating_sub(SHINGLE_SYMBOLS - 1).max(1);
    let windows = reader.symbols[..count + SHINGLE_SYMBOLS - 1].windows(SHINGLE_SYMBOLS);
    hashes.extend(windows.map(|window| {
        hash(u32::from_le_bytes([
            window[0], window[1], window[2], window[3],
        ]))
    }));
}

/// A bijection of 32 bits: shingles never collide. Source: the finaliser of MurmurHash3.
#[inline]
fn hash(shingle: u32) -> u32 {
    let hash = (shingle ^ shingle >> 16).wrapping_mul(0x85EB_CA6B);
    let hash = (hash ^ hash >> 13).wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

/// A text as exact copies are compared: folded, without addresses and mentions.
pub fn comparable(text: &str) -> String {
    let folded = fold_text(text);
    let is_kept =
        |word: &&str| !word.starts_with('@') && !word.contains("://") && !word.starts_with("www.");
    folded
        .split(' ')
        .filter(is_kept)
        .collect::<Vec<_>>()
        .join(" ")
}
