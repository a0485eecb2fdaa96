//! The words of a page in 32 bytes: of each of 32 orders of its shingles, eight bits of the first.
//!
//! Two pages that share a share `s` of their shingles agree in about `s` of the 32 places, and by
//! chance in one of 256 of the others (b-bit MinHash, Li and König 2010, with b = 8). The estimate
//! is off by 9 percent in one of three cases, enough to tell a page from its neighbour.

use std::fmt;
use std::str::FromStr;

use crate::pdq::{PdqHash, PdqHashParseError};
use crate::text::fold_text;

/// Orders of the shingles.
const ORDERS: usize = 32;

/// Words in a shingle.
const SHINGLE_WORDS: usize = 3;

/// Shingles below which a page has too few words to be told from others by them.
const SHINGLES_MIN: usize = 24;

/// Words of a page that are looked at; more are no page.
const WORDS_MAX: usize = 50_000;

/// A sketch of the words of a page, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageText([u8; ORDERS]);

impl PageText {
    /// The sketch of a text; `None` where it has too few words.
    pub fn of(text: &str) -> Option<Self> {
        let folded = fold_text(text);
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(WORDS_MAX)
            .collect();
        Self::of_shingles(words.windows(SHINGLE_WORDS).map(hash_words))
    }

    /// The sketch of shingles that somebody else made and hashed; `None` where they are too few.
    pub fn of_shingles(hashes: impl IntoIterator<Item = u64>) -> Option<Self> {
        let mut minima = [u64::MAX; ORDERS];
        let mut count = 0_usize;
        for hash in hashes {
            count += 1;
            let mut order = 0_u64;
            for minimum in &mut minima {
                order = order.wrapping_add(0x9e37_79b9_7f4a_7c15);
                *minimum = (*minimum).min(mix(hash ^ mix(order)));
            }
        }
        (count >= SHINGLES_MIN).then(|| Self(minima.map(|minimum| minimum.to_le_bytes()[0])))
    }

    /// Estimated share of shingles the two pages have in common, in percent.
    pub fn resemblance_percent(&self, other: &Self) -> u32 {
        let same = self.0.iter().zip(other.0).filter(|(a, b)| *a == b).count();
        // Strangers agree in an eighth of a place on average: no correction could be seen.
        u32::try_from(same * 100 / ORDERS).unwrap_or(100)
    }
}

/// FNV-1a over the words: stable across versions and machines.
fn hash_words(words: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

/// The finaliser of splitmix64.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl fmt::Display for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for PageText {
    type Err = PdqHashParseError;

    /// 64 hexadecimal digits, like a PDQ hash, which it is not.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<PdqHash>().map(|hash| Self(hash.to_bytes()))
    }
}
