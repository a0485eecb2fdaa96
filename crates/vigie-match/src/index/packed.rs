//! Numbers of a few bits each, one behind the other.
#![expect(
    clippy::inline_always,
    reason = "a few instructions on the way of every search"
)]

/// Bytes to leave free behind the last number, because whole words are read and written.
pub(super) const SPARE_BYTES: usize = 8;

/// Bytes that `len` numbers of `width` bits need, with what must be spare.
pub(super) fn size_bytes(len: usize, width: u32) -> usize {
    (len * width as usize).div_ceil(8) + SPARE_BYTES
}

/// Number `at`; zero when it is not there.
#[inline(always)]
pub(super) fn get(bytes: &[u8], at: usize, width: u32) -> u32 {
    let bit = at * width as usize;
    let Some(word) = bytes.get(bit / 8..bit / 8 + 8) else {
        return 0;
    };
    let word = word.try_into().map_or(0, u64::from_le_bytes);
    let mask = (1_u64 << width) - 1;
    u32::try_from((word >> (bit % 8)) & mask).unwrap_or(0)
}

/// Writes number `at`, where zeroes were.
pub(super) fn put(bytes: &mut [u8], at: usize, width: u32, value: u32) {
    let bit = at * width as usize;
    if let Some(place) = bytes.get_mut(bit / 8..bit / 8 + 8) {
        let word = <[u8; 8]>::try_from(&*place).map_or(0, u64::from_le_bytes);
        let word = word | (u64::from(value) << (bit % 8));
        place.copy_from_slice(&word.to_le_bytes());
    }
}
