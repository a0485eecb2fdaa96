//! Near-duplicate text: folding, and a 64-bit sketch that differs little where texts do.
//!
//! The sketch is a simhash over runs of three folded words: each run votes on every bit.
//! Used for guards ("is this reason the same as that one, is this page still the same text").
//! Copies of posts are found by `minhash` and `near`, from shingle hashes of any source: a simhash
//! misses most edits of short texts. Neither can take the other's place: what banks hold, exchange
//! and look up by Hamming distance is 64 bits, and 64 bits of a signature would miss as much, while
//! its 256 bytes tell which words were in a text that a bank may not keep. No language is known
//! here: that is the text crate's.

mod minhash;
mod near;

pub use minhash::{TextSignature, exact_key};
pub use near::{NEAR_TEXT_SIMILARITY_MIN, NearText, NearTextError, NearTextIndex};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// Distance up to which two sketches count as those of near-duplicates, in bits.
///
/// Source: measured. One word changed out of 64 moves 1 to 11 bits (63 of 64 places at most 10),
/// one out of 20 moves 4 to 15; unrelated texts lie 32 apart, give or take 4 for one deviation.
pub const NEAR_DUPLICATE_BITS_MAX: u32 = 10;

/// Words in a shingle.
const SHINGLE_WORDS: usize = 3;

/// A 64-bit sketch of a text, written as 16 hexadecimal digits. The sketch of no words is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextSketch(pub u64);

impl TextSketch {
    /// Number of bits in which two sketches differ, 0 to 64.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Whether the two texts are near-duplicates ([`NEAR_DUPLICATE_BITS_MAX`]).
    pub fn is_near(self, other: Self) -> bool {
        self.distance(other) <= NEAR_DUPLICATE_BITS_MAX
    }
}

/// Folds what readers do not see: compatibility forms, case, vowel signs, invisible characters,
/// runs of white space.
pub fn fold_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let visible = text
        .nfkc()
        .filter(|c| !is_ignored(*c))
        .flat_map(char::to_lowercase);
    for c in visible.filter(|c| !is_ignored(*c)) {
        if !c.is_whitespace() {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The sketch of a text after [`fold_text`]; punctuation only separates words.
///
/// Cost: linear in the text. A text of fewer than three words is one shingle.
pub fn text_sketch(text: &str) -> TextSketch {
    let folded = fold_text(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return TextSketch::default();
    }
    let mut votes = [0_i64; 64];
    for shingle in words.windows(SHINGLE_WORDS.min(words.len())) {
        let hash = hash_words(shingle);
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    let bits = votes.iter().enumerate().filter(|(_, vote)| **vote > 0);
    TextSketch(bits.fold(0, |sketch, (bit, _)| sketch | 1 << bit))
}

/// Vowel signs and stretching of Arabic script, soft hyphens, zero-width and direction marks.
fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}'
        | '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// FNV-1a over the words, then the finaliser of splitmix64: stable across versions and machines.
fn hash_words(words: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

impl fmt::Display for TextSketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for TextSketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextSketch({self})")
    }
}

/// A text that is not 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text sketch has 16 hexadecimal digits")]
pub struct TextSketchParseError;

impl FromStr for TextSketch {
    type Err = TextSketchParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 16 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(TextSketchParseError);
        }
        u64::from_str_radix(text, 16)
            .map(Self)
            .map_err(|_| TextSketchParseError)
    }
}

impl Serialize for TextSketch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TextSketch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
