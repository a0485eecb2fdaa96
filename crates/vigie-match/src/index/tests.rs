//! The index answers what comparing with every hash answers.

mod damage;
mod exact;
mod live;

use super::*;
use crate::pdq::PdqHash;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn hash(&mut self) -> PdqHash {
        let mut bytes = [0; 32];
        for part in bytes.chunks_exact_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes());
        }
        PdqHash::from_bytes(bytes)
    }

    /// The hash with exactly `bits` of its bits turned.
    fn turned(&mut self, hash: PdqHash, bits: u64) -> PdqHash {
        let mut bytes = hash.to_bytes();
        let mut turned = std::collections::HashSet::new();
        while (turned.len() as u64) < bits {
            let at = usize::try_from(self.below(256)).unwrap();
            if turned.insert(at) {
                bytes[at / 8] ^= 1 << (at % 8);
            }
        }
        PdqHash::from_bytes(bytes)
    }
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

/// Kernels this machine can run; the others are said to be left out.
fn kernels() -> Vec<KernelKind> {
    KernelKind::ALL
        .into_iter()
        .filter(|kernel| kernel.is_available())
        .collect()
}
