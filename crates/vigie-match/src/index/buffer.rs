//! The bytes of a segment: memory of our own on huge pages, or a mapped file.

use std::ops::Deref;

use memmap2::{Mmap, MmapMut};

/// Bytes that stay where they are as long as their owner lives.
#[derive(Debug)]
pub(super) enum Bytes {
    /// Built here.
    Owned(MmapMut),
    /// Read through the page cache.
    #[cfg_attr(
        not(feature = "file"),
        expect(dead_code, reason = "made by feature `file`")
    )]
    Mapped(Mmap),
}

impl Bytes {
    /// Zeroes, on huge pages where the system offers them: a search touches hundreds of places far
    /// apart, and with small pages each of them costs a walk through the page tables as well.
    pub(super) fn zeroed(length: usize) -> std::io::Result<MmapMut> {
        let bytes = MmapMut::map_anon(length.max(1))?;
        #[cfg(target_os = "linux")]
        let _ = bytes.advise(memmap2::Advice::HugePage); // Advice: without it all is right, only slower.
        Ok(bytes)
    }
}

impl Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Owned(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}
