//! Made-up hashes with the habits of real ones, the same in every run.
//!
//! As with pictures: nearly all have exactly 128 set bits, a fifth are near copies of earlier ones, and
//! a few crowd around sixteen centres, as empty frames do.

/// Numbers that look random (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// A hash with exactly 128 set bits.
    fn balanced(&mut self) -> [u8; 32] {
        let mut hash = [0; 32];
        for part in hash.chunks_exact_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes());
        }
        let mut ones: u32 = hash.iter().map(|byte| byte.count_ones()).sum();
        while ones != 128 {
            let at = self.below(256);
            let bit = 1 << (at % 8);
            let is_set = hash[at / 8] & bit != 0;
            if is_set == (ones > 128) {
                hash[at / 8] ^= bit;
                ones = if is_set { ones - 1 } else { ones + 1 };
            }
        }
        hash
    }

    /// The hash with up to `turns` bits turned.
    fn turned(&mut self, mut hash: [u8; 32], turns: usize) -> [u8; 32] {
        for _ in 0..turns {
            let at = self.below(256);
            hash[at / 8] ^= 1 << (at % 8);
        }
        hash
    }
}

/// A list of hashes.
pub(super) fn hashes(len: usize) -> Vec<[u8; 32]> {
    hashes_from(len, 1)
}

/// Another list for another seed.
pub(super) fn hashes_from(len: usize, seed: u64) -> Vec<[u8; 32]> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ seed);
    let centres: Vec<[u8; 32]> = (0..16).map(|_| numbers.balanced()).collect();
    let mut hashes: Vec<[u8; 32]> = Vec::with_capacity(len);
    while hashes.len() < len {
        let hash = match numbers.below(10_000) {
            0..5 => {
                let (centre, turns) = (centres[numbers.below(16)], numbers.below(12));
                numbers.turned(centre, turns)
            }
            5..2000 if !hashes.is_empty() => {
                let (at, turns) = (numbers.below(hashes.len()), numbers.below(60));
                numbers.turned(hashes[at], turns)
            }
            _ => numbers.balanced(),
        };
        hashes.push(hash);
    }
    hashes
}

/// Queries: half of them up to 40 bits from a hash of the list, half strangers.
pub(super) fn queries(hashes: &[[u8; 32]], len: usize) -> Vec<[u8; 32]> {
    let mut numbers = Numbers(77);
    (0..len)
        .map(|number| {
            if number % 2 == 0 {
                let (at, turns) = (numbers.below(hashes.len()), numbers.below(41));
                numbers.turned(hashes[at], turns)
            } else {
                numbers.balanced()
            }
        })
        .collect()
}

/// `10 M` for ten millions.
pub(super) fn short(len: usize) -> String {
    if len.is_multiple_of(1_000_000) {
        format!("{} M", len / 1_000_000)
    } else {
        len.to_string()
    }
}
