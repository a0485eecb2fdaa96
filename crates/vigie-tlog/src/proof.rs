//! Proofs of presence and of growth: which hashes they hold, and how they are checked.
//!
//! Made from ranges of leaves (RFC 6962, sections 2.1.1 and 2.1.2) and checked by the
//! iterative algorithms of RFC 9162 (2.1.3.2 and 2.1.4.2): the two share no code.

use vigie_domain::Sha256;

use crate::hash::{EMPTY_ROOT, Range, node_hash};
use crate::source::ReadError;

/// Why there is no proof, or why one does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Asked about something outside the tree.
    #[error("{index} is beyond a tree of {size}")]
    OutOfRange {
        /// The leaf or the size asked for.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The proof has too many or too few hashes for its sizes.
    #[error("the proof has {actual} hashes, which does not fit its sizes")]
    Length {
        /// Hashes in the proof.
        actual: usize,
    },
    /// The proof leads to another root.
    #[error("the proof does not lead to the root")]
    RootDiffers,
    /// A tile could not be had.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// The largest power of two below `n`; `n` is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The subtrees beside the way from leaf `index` up to the root; empty outside the tree.
pub(crate) fn inclusion_ranges(index: u64, size: u64) -> Vec<Range> {
    let (mut start, mut end) = (0, size);
    let mut ranges = Vec::new();
    while index < size && end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            ranges.push(Range { start: middle, end });
            end = middle;
        } else {
            ranges.push(Range { start, end: middle });
            start = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The subtrees from which both roots can be folded; empty when there is nothing to prove.
pub(crate) fn consistency_ranges(old_size: u64, new_size: u64) -> Vec<Range> {
    let mut ranges = Vec::new();
    if old_size == 0 || old_size >= new_size {
        return ranges;
    }
    let (mut start, mut end) = (0, new_size);
    while old_size < end {
        let middle = start + split(end - start);
        if old_size <= middle {
            ranges.push(Range { start: middle, end });
            end = middle;
        } else {
            ranges.push(Range { start, end: middle });
            start = middle;
        }
    }
    // A subtree that is the whole old tree needs no hash: the verifier has that root.
    if start > 0 {
        ranges.push(Range { start, end });
    }
    ranges.reverse();
    ranges
}

/// Checks that `leaf` is the hash of leaf `index` in the tree with this size and root.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Sha256,
    proof: &[Sha256],
    root: &Sha256,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let length = ProofError::Length {
        actual: proof.len(),
    };
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    require_equal(&hash, root)
}

/// Checks that the tree with the new size and root begins with the old one.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Sha256,
    new_size: u64,
    new_root: &Sha256,
    proof: &[Sha256],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::OutOfRange {
            index: old_size,
            size: new_size,
        });
    }
    let length = || ProofError::Length {
        actual: proof.len(),
    };
    if old_size == 0 || old_size == new_size {
        if !proof.is_empty() {
            return Err(length());
        }
        return require_equal(old_root, if old_size == 0 { &EMPTY_ROOT } else { new_root });
    }
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    let whole = node.trailing_ones();
    node >>= whole;
    last >>= whole;
    // An old tree that is one perfect subtree is itself the first hash of the path.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or_else(length)?
    };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(length());
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length());
    }
    require_equal(&old_hash, old_root)?;
    require_equal(&new_hash, new_root)
}

fn require_equal(hash: &Sha256, root: &Sha256) -> Result<(), ProofError> {
    if hash == root {
        Ok(())
    } else {
        Err(ProofError::RootDiffers)
    }
}

#[cfg(test)]
mod tests;
