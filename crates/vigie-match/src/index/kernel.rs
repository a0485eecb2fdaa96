//! The one step that is written for each processor: comparing a tile of 32 signatures.
//!
//! Everything else is the same code, compiled once for each kernel so that the step is inlined.
#![expect(clippy::cast_ptr_alignment, reason = "all reads are unaligned")]
#![expect(
    unsafe_code,
    reason = "instructions of one processor; each block states its invariant"
)]
#![cfg_attr(
    target_arch = "x86_64",
    expect(
        clippy::cast_possible_truncation,
        reason = "numbers of signatures within a bucket's first lines, at most some hundreds"
    )
)]
#![expect(
    clippy::inline_always,
    reason = "a step is only fast inside the loop it was written for"
)]

use super::delta::PAGE;

/// Signatures that are compared at once.
pub(super) const TILE: u32 = 32;

/// What differs between processors.
pub(super) trait Kernel: Copy {
    /// The signatures of a tile that differ from `query` in at most `threshold` bits, one bit each.
    ///
    /// # Safety
    ///
    /// `signatures` points to [`TILE`] readable signatures, and the processor has what the kernel
    /// was written for.
    unsafe fn compare(signatures: *const u16, query: u16, threshold: u16) -> u32;

    /// Compares the entries `start..end` of a bucket, tile by tile from the one `start` lies in, and
    /// writes down `LINES` masks. What does not fit into so many tiles is left out.
    ///
    /// # Safety
    ///
    /// As for `compare`, for each tile of `signatures` from `start` to `end`; `start` is at most
    /// `end`, and the tile of `start` is readable even when they are the same.
    #[inline(always)]
    unsafe fn scan<const LINES: usize>(
        signatures: *const u16,
        (start, end): (u32, u32),
        query: u16,
        threshold: u16,
        masks: &mut [u32; LINES],
    ) {
        let first = start & !(TILE - 1);
        let last = end.saturating_sub(1) & !(TILE - 1);
        let mut entry = first;
        for mask in masks.iter_mut() {
            // SAFETY: the caller's promise; `last` may lie before `first` only in an empty bucket
            // that starts with a tile, and then it is the tile before.
            let found = unsafe {
                Self::compare(signatures.add(entry.min(last) as usize), query, threshold)
            };
            *mask = found & lowest(end.saturating_sub(entry));
            entry += TILE;
        }
        masks[0] &= !lowest(start - first);
    }

    /// Writes the places of all masks that are not zero to `places`; answers how many there are.
    ///
    /// # Safety
    ///
    /// The processor has what the kernel was written for.
    #[inline(always)]
    unsafe fn compact(masks: &[u32], places: &mut [u32]) -> usize {
        let mut len = 0;
        for (at, mask) in (0_u32..).zip(masks) {
            // Written in any case, and kept only when it counts: there is nothing to mispredict.
            if let Some(place) = places.get_mut(len) {
                *place = at;
            }
            len += usize::from(*mask != 0);
        }
        len
    }

    /// The entries of a page of the delta whose 96 bits in `columns` differ from `wanted` in at most
    /// `most`, one bit each.
    ///
    /// # Safety
    ///
    /// The processor has what the kernel was written for.
    #[inline(always)]
    unsafe fn near(columns: &[[u32; PAGE]; 3], wanted: [u32; 3], most: u32) -> u128 {
        let mut bits = [0_u32; PAGE];
        for (column, wanted) in columns.iter().zip(wanted) {
            for (bits, value) in bits.iter_mut().zip(column) {
                *bits += (value ^ wanted).count_ones();
            }
        }
        // Nearly always nobody: that is one comparison.
        if bits.iter().fold(u32::MAX, |least, bits| least.min(*bits)) > most {
            return 0;
        }
        let near = bits.iter().zip(0..);
        near.fold(0, |all, (bits, at)| all | (u128::from(*bits <= most) << at))
    }
}

/// The lowest `count` bits, at most all 32.
#[inline(always)]
pub(super) fn lowest(count: u32) -> u32 {
    u32::try_from((1_u64 << count.min(TILE)) - 1).unwrap_or(u32::MAX)
}

/// The kernels, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KernelKind {
    /// Plain Rust.
    Portable,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 BW and BITALG.
    Avx512,
}

impl KernelKind {
    /// The best kernel this processor has.
    pub fn best() -> Self {
        static BEST: std::sync::OnceLock<KernelKind> = std::sync::OnceLock::new();
        *BEST.get_or_init(|| {
            Self::ALL
                .into_iter()
                .rev()
                .find(|kind| kind.is_available())
                .unwrap_or(Self::Portable)
        })
    }

    /// All kernels, best last.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// Whether this processor can run it.
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512bitalg")
                    && is_x86_feature_detected!("avx512vpopcntdq")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }
}

/// Plain Rust; compilers make vectors of it where they can.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

impl Kernel for Portable {
    #[inline(always)]
    unsafe fn compare(signatures: *const u16, query: u16, threshold: u16) -> u32 {
        let mut found = 0;
        for at in 0..TILE {
            // SAFETY: the caller promises `TILE` readable signatures, `at` is less than that;
            // sections are aligned for bytes only, so the read is unaligned.
            let signature = unsafe { signatures.add(at as usize).read_unaligned() };
            let bits = (u16::from_le(signature) ^ query).count_ones();
            found |= u32::from(bits <= u32::from(threshold)) << at;
        }
        found
    }
}

/// AVX2: bits are counted by a table of 16 nibbles.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2;

#[cfg(target_arch = "x86_64")]
impl Kernel for Avx2 {
    #[inline(always)]
    #[expect(
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "bit patterns"
    )]
    unsafe fn compare(signatures: *const u16, query: u16, threshold: u16) -> u32 {
        use std::arch::x86_64::{
            __m256i, _mm256_add_epi8, _mm256_and_si256, _mm256_cmpgt_epi16, _mm256_loadu_si256,
            _mm256_maddubs_epi16, _mm256_movemask_epi8, _mm256_packs_epi16,
            _mm256_permute4x64_epi64, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_setr_epi8,
            _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_xor_si256,
        };
        // SAFETY: the caller promises 32 readable signatures (64 bytes, read unaligned in two
        // halves) and a processor with AVX2.
        unsafe {
            let query = _mm256_set1_epi16(query as i16);
            let least_too_many = _mm256_set1_epi16(threshold as i16 + 1);
            let nibble = _mm256_set1_epi8(0x0f);
            let counts = _mm256_setr_epi8(
                0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3,
                2, 3, 3, 4,
            );
            let near = |half: *const u16| {
                let value = _mm256_xor_si256(_mm256_loadu_si256(half.cast::<__m256i>()), query);
                let low = _mm256_shuffle_epi8(counts, _mm256_and_si256(value, nibble));
                let high = _mm256_and_si256(_mm256_srli_epi16::<4>(value), nibble);
                let bytes = _mm256_add_epi8(low, _mm256_shuffle_epi8(counts, high));
                let words = _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));
                _mm256_cmpgt_epi16(least_too_many, words)
            };
            let both = _mm256_packs_epi16(near(signatures), near(signatures.add(16)));
            _mm256_movemask_epi8(_mm256_permute4x64_epi64::<0b11_01_10_00>(both)) as u32
        }
    }
}

/// AVX-512 with BITALG, which counts the bits of 32 signatures in one instruction.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512;

#[cfg(target_arch = "x86_64")]
impl Kernel for Avx512 {
    #[inline(always)]
    #[expect(clippy::cast_possible_wrap, reason = "bit patterns")]
    unsafe fn compare(signatures: *const u16, query: u16, threshold: u16) -> u32 {
        use std::arch::x86_64::{
            __m512i, _mm512_cmple_epu16_mask, _mm512_loadu_si512, _mm512_popcnt_epi16,
            _mm512_set1_epi16, _mm512_xor_si512,
        };
        // SAFETY: the caller promises 32 readable signatures (64 bytes, read unaligned) and a
        // processor with AVX-512 BW and BITALG.
        unsafe {
            let value = _mm512_loadu_si512(signatures.cast::<__m512i>());
            let turned = _mm512_xor_si512(value, _mm512_set1_epi16(query as i16));
            let bits = _mm512_popcnt_epi16(turned);
            _mm512_cmple_epu16_mask(bits, _mm512_set1_epi16(threshold as i16))
        }
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_wrap, reason = "bit patterns")]
    unsafe fn scan<const LINES: usize>(
        signatures: *const u16,
        (start, end): (u32, u32),
        query: u16,
        threshold: u16,
        masks: &mut [u32; LINES],
    ) {
        use std::arch::x86_64::{
            __m512i, _mm512_cmplt_epu16_mask, _mm512_loadu_si512, _mm512_mask_cmpge_epu16_mask,
            _mm512_mask_cmple_epu16_mask, _mm512_popcnt_epi16, _mm512_set1_epi16, _mm512_xor_si512,
        };
        let first = start & !(TILE - 1);
        let last = end.saturating_sub(1) & !(TILE - 1);
        // SAFETY: the tiles read are those from `first` to `last` (or the one before an empty
        // bucket), which the caller promises; the constants are 64 bytes.
        unsafe {
            let query = _mm512_set1_epi16(query as i16);
            let threshold = _mm512_set1_epi16(threshold as i16);
            let numbers = _mm512_loadu_si512((&raw const NUMBERS).cast::<__m512i>());
            // Counted from `first`; what lies behind the last tile does not matter here.
            let end_at = (end - first).min(TILE * LINES as u32);
            let start_at = _mm512_set1_epi16((start - first) as i16);
            for (at, mask) in (0_u32..).zip(masks.iter_mut()) {
                let entry = (first + at * TILE).min(last);
                let tile = signatures.add(entry as usize).cast::<__m512i>();
                let turned = _mm512_xor_si512(_mm512_loadu_si512(tile), query);
                let bits = _mm512_popcnt_epi16(turned);
                let left = end_at.saturating_sub(at * TILE);
                let mut inside = _mm512_cmplt_epu16_mask(numbers, _mm512_set1_epi16(left as i16));
                if at == 0 {
                    inside = _mm512_mask_cmpge_epu16_mask(inside, numbers, start_at);
                }
                *mask = _mm512_mask_cmple_epu16_mask(inside, bits, threshold);
            }
        }
    }

    #[inline(always)]
    unsafe fn compact(masks: &[u32], places: &mut [u32]) -> usize {
        use std::arch::x86_64::{
            __m512i, _mm512_add_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi32,
            _mm512_set1_epi32, _mm512_setr_epi32, _mm512_storeu_si512, _mm512_test_epi32_mask,
        };
        /// Masks that are looked at together.
        const LANES: usize = 16;
        assert!(masks.len().is_multiple_of(LANES) && places.len() >= masks.len() + LANES);
        let mut len = 0;
        // SAFETY: sixteen masks are read where `chunks_exact` says there are sixteen; `len` is at
        // most the number of masks looked at before, and the assertion leaves room for 16 more.
        unsafe {
            let mut numbers =
                _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            for masks in masks.chunks_exact(LANES) {
                let masks = _mm512_loadu_si512(masks.as_ptr().cast::<__m512i>());
                let found = _mm512_test_epi32_mask(masks, masks);
                let packed = _mm512_maskz_compress_epi32(found, numbers);
                _mm512_storeu_si512(places.as_mut_ptr().add(len).cast::<__m512i>(), packed);
                len += found.count_ones() as usize;
                numbers = _mm512_add_epi32(numbers, _mm512_set1_epi32(16));
            }
        }
        len
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_wrap, reason = "bit patterns")]
    unsafe fn near(columns: &[[u32; PAGE]; 3], wanted: [u32; 3], most: u32) -> u128 {
        use std::arch::x86_64::{
            __m512i, _mm512_add_epi32, _mm512_cmple_epu32_mask, _mm512_loadu_si512,
            _mm512_popcnt_epi32, _mm512_set1_epi32, _mm512_xor_si512,
        };
        /// Entries of a vector, and vectors of a half page.
        const LANES: usize = 16;
        const VECTORS: usize = PAGE / 2 / LANES;
        let mut near = [0_u64; 2];
        let columns = columns.as_ptr().cast::<__m512i>();
        // SAFETY: the caller promises a processor with VPOPCNTDQ; a column is `2 * VECTORS` vectors,
        // and there are three of them, one behind the other.
        unsafe {
            // Written out: what is in a closure is not compiled for this processor.
            let a = _mm512_set1_epi32(wanted[0] as i32);
            let b = _mm512_set1_epi32(wanted[1] as i32);
            let c = _mm512_set1_epi32(wanted[2] as i32);
            let most = _mm512_set1_epi32(most as i32);
            for at in 0..2 * VECTORS {
                let first = _mm512_loadu_si512(columns.add(at));
                let second = _mm512_loadu_si512(columns.add(at + 2 * VECTORS));
                let third = _mm512_loadu_si512(columns.add(at + 4 * VECTORS));
                let first = _mm512_popcnt_epi32(_mm512_xor_si512(first, a));
                let second = _mm512_popcnt_epi32(_mm512_xor_si512(second, b));
                let third = _mm512_popcnt_epi32(_mm512_xor_si512(third, c));
                let bits = _mm512_add_epi32(_mm512_add_epi32(first, second), third);
                let mask = u64::from(_mm512_cmple_epu32_mask(bits, most));
                near[at / VECTORS] |= mask << (at % VECTORS * LANES);
            }
        }
        u128::from(near[0]) | (u128::from(near[1]) << 64)
    }
}

/// 0 to 31, to be compared with.
#[cfg(target_arch = "x86_64")]
static NUMBERS: [u16; TILE as usize] = {
    let mut numbers = [0; TILE as usize];
    let mut at = 0;
    while at < TILE as usize {
        numbers[at] = at as u16;
        at += 1;
    }
    numbers
};

/// Asks for the line of memory at `place`; any address will do.
#[inline(always)]
pub(super) fn prefetch<T>(place: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch is a hint, it neither faults nor reads; SSE is part of x86-64.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(place.cast::<i8>());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}
