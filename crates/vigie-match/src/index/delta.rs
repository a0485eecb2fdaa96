//! The newest entries, in no order, compared one by one: faster than any table up to some thousands.
//!
//! A page that is full is shared by all later views; the last page is copied with each insertion.
//! 96 of the 256 bits lie in columns of their own: they rule out all but one stranger in 2,700, and
//! twelve bytes come from memory where there would be 32.
#![expect(
    unsafe_code,
    reason = "calls what was compiled for one processor, which was asked first"
)]
#![expect(
    clippy::inline_always,
    reason = "the loop is compiled once for each kernel"
)]

use std::sync::Arc;

use super::code::Code;
use super::kernel::{Kernel, KernelKind, Portable, prefetch};

/// Entries of a page: one bit for each in a kernel's answer.
pub(super) const PAGE: usize = 128;

/// Up to [`PAGE`] entries.
#[derive(Debug, Clone)]
pub(super) struct Page {
    /// Rises from page to page; a page keeps it when an entry is removed.
    pub(super) serial: u64,
    len: usize,
    columns: Columns,
    codes: [Code; PAGE],
    ids: [u64; PAGE],
}

/// The first 96 bits of each entry, on whole lines of memory: a vector that straddles two lines takes
/// twice as long.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Columns([[u32; PAGE]; 3]);

impl Page {
    pub(super) fn new(serial: u64) -> Self {
        Self {
            serial,
            len: 0,
            columns: Columns([[0; PAGE]; 3]),
            codes: [Code::default(); PAGE],
            ids: [0; PAGE],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_full(&self) -> bool {
        self.len == PAGE
    }

    /// Adds an entry to a page that is not full.
    pub(super) fn push(&mut self, code: Code, id: u64) {
        let at = self.len;
        for (column, offset) in self.columns.0.iter_mut().zip([0, 32, 64]) {
            column[at] = code.field(offset, 32);
        }
        self.codes[at] = code;
        self.ids[at] = id;
        self.len += 1;
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (Code, u64)> + '_ {
        (0..self.len).map(|at| (self.codes[at], self.ids[at]))
    }

    /// The page without the entries of `id`; `None` when it has none.
    pub(super) fn without(&self, id: u64) -> Option<Self> {
        self.ids[..self.len].contains(&id).then(|| {
            let mut page = Self::new(self.serial);
            for (code, kept) in self.entries().filter(|entry| entry.1 != id) {
                page.push(code, kept);
            }
            page
        })
    }
}

/// Asks for what [`search`] will read of these pages.
pub(super) fn ask(pages: &[Arc<Page>]) {
    /// Numbers on a line of memory.
    const LINE: usize = 16;
    for page in pages {
        for column in &page.columns.0 {
            for at in (0..page.len).step_by(LINE) {
                prefetch(&raw const column[at]);
            }
        }
    }
}

/// Calls `found` with id and distance of every entry at most `distance_bits_max` bits away.
pub(super) fn search(
    pages: &[Arc<Page>],
    code: &Code,
    distance_bits_max: u32,
    kernel: KernelKind,
    found: &mut impl FnMut(u64, u32),
) {
    match kernel {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the guard has asked the processor for what the function was compiled for.
        KernelKind::Avx512 if kernel.is_available() => unsafe {
            search_avx512(pages, code, distance_bits_max, found);
        },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        KernelKind::Avx2 if kernel.is_available() => unsafe {
            search_avx2(pages, code, distance_bits_max, found);
        },
        _ => search_pages::<Portable>(pages, code, distance_bits_max, found),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vpopcntdq,avx2,bmi1,bmi2,popcnt")]
fn search_avx512(pages: &[Arc<Page>], code: &Code, most: u32, found: &mut impl FnMut(u64, u32)) {
    search_pages::<super::kernel::Avx512>(pages, code, most, found);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn search_avx2(pages: &[Arc<Page>], code: &Code, most: u32, found: &mut impl FnMut(u64, u32)) {
    search_pages::<super::kernel::Avx2>(pages, code, most, found);
}

#[inline(always)]
fn search_pages<K: Kernel>(
    pages: &[Arc<Page>],
    code: &Code,
    most: u32,
    found: &mut impl FnMut(u64, u32),
) {
    let wanted = [code.field(0, 32), code.field(32, 32), code.field(64, 32)];
    for page in pages {
        // SAFETY: the kernel was chosen for this processor.
        let mut near = unsafe { K::near(&page.columns.0, wanted, most) };
        // What lies behind the last entry is zero, and may be near.
        let behind = u32::try_from(PAGE - page.len).unwrap_or(u32::MAX);
        near &= u128::MAX.checked_shr(behind).unwrap_or(0);
        while near != 0 {
            let at = near.trailing_zeros() as usize;
            near &= near - 1;
            let distance = code.difference(&page.codes[at]).weight();
            if distance <= most {
                found(page.ids[at], distance);
            }
        }
    }
}
