//! How the ring of 256 bits is cut into chunks, and how far each chunk is searched.
//!
//! Why a search that looks at so little misses nothing (the cycle lemma; Qin and Xiao, "Pigeonring",
//! PVLDB 12, 2018): give chunk `j` a share `c_j` of the distance `t` so that all shares add up to
//! `t + 1`, and let `d_j` be the bits in which two hashes differ there. If they differ in at most `t`
//! bits, `d_j - c_j` adds up to less than zero around the ring. Start behind the place where the
//! running sum is highest, and every sum from there on is below zero. So some chunk has
//! `d_i < c_i`, and together with the bits after it `d_i + d_{i+1} < c_i + c_{i+1}`. The first says
//! which buckets to open, the second is tested on the signature: the 16 bits behind the chunk.

use std::sync::Arc;

/// Bits behind a chunk that stand beside each of its entries.
pub(super) const SIGNATURE_BITS: u32 = 16;

/// Largest distance a search may ask for, in bits.
pub const DISTANCE_BITS_MAX: u32 = 63;

/// Entries a bucket should hold: fewer, and the directory outweighs them.
const BUCKET_ENTRIES: u64 = 12;

/// Number of hashes from which wider chunks touch less memory. Measured: `script/bench hamming`.
const WIDE_FROM: u64 = 40_000_000;

/// Bit at which the signature of the first chunk starts; it stands on a lane of 16 bits because
/// the first table holds those bits for the payload as well.
const FIRST_SIGNATURE_BIT: u32 = 32;

/// A run of bits of the ring, and the table that is addressed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// First bit.
    pub(super) offset: u32,
    /// Number of bits.
    pub(super) width: u32,
    /// How many of them, from the first, address a bucket.
    pub(super) address_bits: u32,
}

impl Chunk {
    /// First bit of the signature.
    pub(super) fn signature_offset(&self) -> u32 {
        (self.offset + self.width) % 256
    }

    /// Number of buckets.
    pub(super) fn buckets(&self) -> usize {
        1 << self.address_bits
    }
}

/// The chunks of an index over a given number of hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) chunks: Vec<Chunk>,
    /// Number of hashes.
    pub(super) len: u64,
}

/// The layouts a file may have; the number is part of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Sixteen chunks of 16 bits, addressed by this many of them.
    Narrow(u32),
    /// Eight chunks of 22 bits and four of 20.
    Wide,
}

impl Layout {
    /// What suits so many hashes.
    pub(super) fn for_len(len: u64) -> Self {
        if len >= WIDE_FROM {
            return Self::Wide;
        }
        Self::Narrow((len / BUCKET_ENTRIES).max(1).ilog2().clamp(4, 16))
    }

    /// The number that stands for it in a file.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Narrow(bits) => bits,
            Self::Wide => 32,
        }
    }

    /// The layout a number stands for.
    pub(super) fn from_number(number: u32) -> Option<Self> {
        match number {
            4..=16 => Some(Self::Narrow(number)),
            32 => Some(Self::Wide),
            _ => None,
        }
    }

    /// Widths of the chunks, and the bits that address a bucket at most.
    fn widths(self) -> (Vec<u32>, u32) {
        match self {
            Self::Narrow(bits) => (vec![16; 16], bits),
            Self::Wide => (vec![22, 22, 20, 22, 22, 20, 22, 22, 20, 22, 22, 20], 22),
        }
    }
}

impl Plan {
    pub(super) fn new(layout: Layout, len: u64) -> Self {
        let (widths, address_bits_max) = layout.widths();
        let mut offset = FIRST_SIGNATURE_BIT - widths[0];
        let chunks = widths
            .into_iter()
            .map(|width| {
                let chunk = Chunk {
                    offset: offset % 256,
                    width,
                    address_bits: width.min(address_bits_max),
                };
                offset += width;
                chunk
            })
            .collect();
        Self { chunks, len }
    }

    /// Shares of the distance: each bit more goes to the chunk where it costs least.
    pub(super) fn shares(&self, distance_bits_max: u32) -> Vec<u32> {
        let mut shares = vec![0; self.chunks.len()];
        for _ in 0..=distance_bits_max {
            let cheapest = (0..shares.len()).min_by(|a, b| {
                self.next_cost(*a, &shares)
                    .total_cmp(&self.next_cost(*b, &shares))
            });
            if let Some(at) = cheapest {
                shares[at] += 1;
            }
        }
        shares
    }

    /// What one more bit costs in chunk `at`, counted in lines of memory.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn next_cost(&self, at: usize, shares: &[u32]) -> f64 {
        /// Bytes of a line of memory.
        const LINE: f64 = 64.0;
        let bits = self.chunks[at].address_bits;
        if shares[at] > bits {
            return f64::INFINITY;
        }
        let probes = choose(bits, shares[at]) as f64;
        let entries = self.len as f64 / (1_u64 << bits) as f64;
        probes * (2.0 + entries * 2.0 / LINE)
    }
}

fn choose(n: u32, k: u32) -> u64 {
    (0..u64::from(k)).fold(1, |product, step| {
        product * (u64::from(n) - step) / (step + 1)
    })
}

/// What to look up for one distance: for each chunk the turned bits of every bucket to open.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) distance_bits_max: u32,
    pub(super) steps: Vec<Step>,
}

/// The probes of one chunk.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) chunk: usize,
    /// Most bits that may differ in the address; the share less one.
    pub(super) radius: u32,
    /// Most bits that may differ in address and signature together.
    pub(super) bits_max: u32,
    /// Bits of the address to turn, fewest first.
    pub(super) masks: Arc<[u32]>,
    /// For each mask, most bits that may still differ in the signature.
    pub(super) thresholds: Arc<[u16]>,
}

impl Schedule {
    pub(super) fn new(plan: &Plan, distance_bits_max: u32) -> Self {
        let shares = plan.shares(distance_bits_max);
        let mut steps: Vec<Step> = Vec::new();
        for (at, chunk) in plan.chunks.iter().enumerate() {
            let Some(radius) = shares[at].checked_sub(1) else {
                continue; // No share: nothing starts here.
            };
            let bits_max = shares[at] + shares[(at + 1) % shares.len()] - 1;
            let same = |step: &&Step| {
                step.radius == radius
                    && step.bits_max == bits_max
                    && plan.chunks[step.chunk].address_bits == chunk.address_bits
            };
            let (masks, thresholds) = match steps.iter().find(same) {
                Some(step) => (Arc::clone(&step.masks), Arc::clone(&step.thresholds)),
                None => masks(chunk.address_bits, radius, bits_max),
            };
            steps.push(Step {
                chunk: at,
                radius,
                bits_max,
                masks,
                thresholds,
            });
        }
        Self {
            distance_bits_max,
            steps,
        }
    }
}

/// All words of `bits` bits with at most `radius` set, fewest first, and what each leaves over.
fn masks(bits: u32, radius: u32, bits_max: u32) -> (Arc<[u32]>, Arc<[u16]>) {
    let mut masks = Vec::new();
    let mut thresholds = Vec::new();
    for weight in 0..=radius.min(bits) {
        let left = u16::try_from(bits_max - weight).unwrap_or(u16::MAX);
        let mut mask: u64 = (1 << weight) - 1;
        while mask < 1 << bits {
            masks.push(u32::try_from(mask).unwrap_or(u32::MAX));
            thresholds.push(left);
            if mask == 0 {
                break;
            }
            // The next word with as many bits set (Gosper).
            let lowest = mask & mask.wrapping_neg();
            let carried = mask + lowest;
            mask = (((carried ^ mask) >> 2) / lowest) | carried;
        }
    }
    (masks.into(), thresholds.into())
}
