//! A hash table for names of the rule file: small, and quick to ask.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Names with what is filed under them.
pub(super) type NameMap<V> = HashMap<String, V, BuildHasherDefault<NameHasher>>;
/// Names.
pub(super) type NameSet = HashSet<String, BuildHasherDefault<NameHasher>>;

/// A multiplier with well spread bits. Source: Knuth, TAOCP 3, 6.4; 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Eight bytes at a time, multiplied and turned.
///
/// What is stored comes from the rule file, what is asked from strangers: they cannot make the
/// table longer, so nothing is gained by finding names that collide.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NameHasher(u64);

impl NameHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(GOLDEN);
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table looks at the highest and the lowest bits.
        self.0 ^ self.0 >> 32
    }
}
