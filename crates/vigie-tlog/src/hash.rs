//! The two hashes of the tree and the arithmetic of its shape (RFC 6962, section 2.1).

use sha2::Digest;
use vigie_domain::Sha256;

/// Root of the tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1).
pub const EMPTY_ROOT: Sha256 = Sha256([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// Separates leaves from nodes, so that no node can be passed off as a leaf.
const LEAF_PREFIX: u8 = 0;
const NODE_PREFIX: u8 = 1;

/// Hashes one entry: SHA-256(0x00 ‖ entry).
pub fn leaf_hash(entry: &[u8]) -> Sha256 {
    Sha256(
        sha2::Sha256::new()
            .chain_update([LEAF_PREFIX])
            .chain_update(entry)
            .finalize()
            .into(),
    )
}

/// Hashes two subtrees into their parent: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Sha256, right: &Sha256) -> Sha256 {
    let mut bytes = [NODE_PREFIX; 65];
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..].copy_from_slice(&right.0);
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// The perfect subtree over leaves `[index << height, (index + 1) << height)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) height: u32,
    pub(crate) index: u64,
}

/// Leaves `[start, end)`; `start` is aligned to the largest power of two not above its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl Range {
    /// The perfect subtrees that make up the range, from left to right, largest first.
    pub(crate) fn nodes(self) -> impl Iterator<Item = Node> {
        let mut start = self.start;
        std::iter::from_fn(move || {
            let height = (self.end - start).checked_ilog2()?;
            let node = Node {
                height,
                index: start >> height,
            };
            start += 1 << height;
            Some(node)
        })
    }
}

/// Folds subtree hashes, left to right and largest first, into the hash of their range.
pub(crate) fn fold_peaks(peaks: &[Sha256]) -> Sha256 {
    let mut folded = peaks.iter().rev();
    let Some(last) = folded.next() else {
        return EMPTY_ROOT;
    };
    folded.fold(*last, |right, left| node_hash(left, &right))
}

/// Hash of a perfect subtree, given its leaves or inner row; their number is a power of two.
pub(crate) fn fold_perfect(row: &[Sha256]) -> Sha256 {
    debug_assert!(row.len().is_power_of_two());
    let mut row = row.to_vec();
    while row.len() > 1 {
        let half = row.len() / 2;
        for i in 0..half {
            row[i] = node_hash(&row[2 * i], &row[2 * i + 1]);
        }
        row.truncate(half);
    }
    row.first().copied().unwrap_or(EMPTY_ROOT)
}
