//! The loops that add up rows of weights, compiled once for each kind of processor.
//!
//! Plain Rust; the copies differ only in the instructions the compiler may use. Sums are of whole
//! numbers, so that all copies answer the same.

use crate::feature::BUCKETS;

/// Bytes of a row.
pub(crate) const WIDTH: usize = 16;
/// Rows whose bytes fit into sums of sixteen bits.
pub(crate) const ROWS_MAX: usize = 256;

/// Rows that say something, found by bucket: a bit for each, and how many there are before each 64.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub(crate) known: Vec<u64>,
    pub(crate) before: Vec<u16>,
}

/// Buckets in sixty-fours.
pub(crate) const BLOCKS: usize = BUCKETS / 64;

/// Sums of the picked rows, at most [`ROWS_MAX`].
#[inline]
pub(crate) fn sum_rows(rows: &[[u8; WIDTH]], picks: &[u32]) -> [u16; WIDTH] {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "the instructions were found on this processor")]
        return unsafe { sum_rows_avx2(rows, picks) };
    }
    sum_rows_plain(rows, picks)
}

/// Positions of the rows of known buckets, written to `picks`; how many there are.
#[inline]
pub(crate) fn pick(index: &Index, buckets: &[u32], picks: &mut [u32; ROWS_MAX]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("popcnt") && is_x86_feature_detected!("bmi2") {
        #[expect(unsafe_code, reason = "the instructions were found on this processor")]
        return unsafe { pick_popcnt(index, buckets, picks) };
    }
    pick_plain(index, buckets, picks)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sum_rows_avx2(rows: &[[u8; WIDTH]], picks: &[u32]) -> [u16; WIDTH] {
    sum_rows_plain(rows, picks)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt,bmi1,bmi2")]
fn pick_popcnt(index: &Index, buckets: &[u32], picks: &mut [u32; ROWS_MAX]) -> usize {
    pick_plain(index, buckets, picks)
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "only so is it compiled with the instructions of its caller"
)]
fn sum_rows_plain(rows: &[[u8; WIDTH]], picks: &[u32]) -> [u16; WIDTH] {
    let mut sums = [0_u16; WIDTH];
    for pick in picks {
        let Some(row) = rows.get(*pick as usize) else {
            continue;
        };
        for (sum, byte) in sums.iter_mut().zip(row) {
            *sum = sum.wrapping_add(u16::from(*byte));
        }
    }
    sums
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "only so is it compiled with the instructions of its caller"
)]
fn pick_plain(index: &Index, buckets: &[u32], picks: &mut [u32; ROWS_MAX]) -> usize {
    let known = index.known.first_chunk::<BLOCKS>();
    let (Some(known), Some(before)) = (known, index.before.first_chunk::<BLOCKS>()) else {
        return 0; // Nothing was learned.
    };
    let mut count = 0;
    for bucket in buckets.iter().take(ROWS_MAX) {
        let block = (*bucket / 64) as usize % BLOCKS;
        let bits = known[block];
        let below = bits & ((1 << (*bucket % 64)) - 1);
        // Written always, kept when known: no branch that could be guessed wrong.
        picks[count % ROWS_MAX] = u32::from(before[block]) + below.count_ones();
        count += (bits >> (*bucket % 64) & 1) as usize;
    }
    count
}
