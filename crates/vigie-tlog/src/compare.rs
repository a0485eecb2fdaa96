//! Two views of one log: equal, one continues the other, or the log told two stories.
//!
//! Whoever keeps a checkpoint of a log can ask another reader for theirs. When both are signed and
//! neither continues the other, the two signatures are the evidence.

use vigie_domain::Sha256;

use crate::checkpoint::{CHECKPOINT_PATH, Checkpoint, CheckpointError};
use crate::note::VerifierKey;
use crate::proof::{ProofError, verify_consistency};
use crate::source::{LogSource, ReadError, TileHashes, read_path};

/// One reader's view: the note, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The signed note, byte for byte.
    pub note: String,
    /// What it says.
    pub head: Checkpoint,
}

/// What two views come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// Both have the same head.
    Equal,
    /// One continues the other, by this proof.
    Extends {
        /// Whether the second view is the longer one.
        is_second_longer: bool,
        /// The consistency proof from the shorter to the longer.
        proof: Vec<Sha256>,
    },
    /// Two signed heads that contradict each other.
    Equivocation {
        /// The hashes the longer view gave for a proof, which prove nothing; empty for two heads
        /// of one size.
        offered: Vec<Sha256>,
    },
}

/// Why two views could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A view has no checkpoint.
    #[error("there is no `checkpoint`")]
    NoCheckpoint,
    /// A checkpoint is not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A view could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The tiles of the longer view could not be read: nothing is said about the log.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The tiles of the longer view are not those its own checkpoint signs: the copy is damaged,
    /// and nothing is said about the log.
    #[error("the tiles of the longer view do not give its signed root: its copy is damaged")]
    Damaged,
}

impl View {
    /// Reads the newest checkpoint of a source.
    pub fn read(source: &dyn LogSource, key: &VerifierKey) -> Result<Self, CompareError> {
        let note = read_path(source, CHECKPOINT_PATH)?.ok_or(CompareError::NoCheckpoint)?;
        let head = Checkpoint::verify(&note, key)?;
        let note = String::from_utf8_lossy(&note).into_owned();
        Ok(Self { note, head })
    }
}

/// Compares two views of the log of one key. O(log size) tiles of the longer.
///
/// A contradiction is only told from tiles that give the root the longer view is signed with: a
/// damaged copy accuses nobody.
pub fn compare_views(
    (first, first_source): (&View, &dyn LogSource),
    (second, second_source): (&View, &dyn LogSource),
) -> Result<Comparison, CompareError> {
    let (a, b) = (&first.head, &second.head);
    if a.size == b.size {
        return Ok(if a.root == b.root {
            Comparison::Equal
        } else {
            Comparison::Equivocation {
                offered: Vec::new(),
            }
        });
    }
    let is_second_longer = b.size > a.size;
    let (short, long, source) = if is_second_longer {
        (a, b, second_source)
    } else {
        (b, a, first_source)
    };
    let tiles = TileHashes::new(source, long.size);
    let proof = tiles.consistency_proof(short.size, long.size)?;
    if verify_consistency(short.size, &short.root, long.size, &long.root, &proof).is_ok() {
        return Ok(Comparison::Extends {
            is_second_longer,
            proof,
        });
    }
    let own = tiles.root(short.size)?;
    let is_intact = verify_consistency(short.size, &own, long.size, &long.root, &proof).is_ok();
    if !is_intact {
        return Err(CompareError::Damaged);
    }
    Ok(Comparison::Equivocation { offered: proof })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{AppendState, LogKey, leaf_hash};

    type Files = BTreeMap<String, Vec<u8>>;

    fn key() -> LogKey {
        LogKey::from_seed(&[7; 32], "desk.example/log").unwrap()
    }

    fn log(size: u64, changed: Option<u64>) -> Files {
        let mut tree = AppendState::new();
        let writes = tree.append((0..size).map(|index| {
            let mark = if changed == Some(index) {
                "other"
            } else {
                "act"
            };
            leaf_hash(format!("{mark} {index}").as_bytes())
        }));
        let mut files: Files = writes
            .into_iter()
            .map(|write| (write.path, write.bytes))
            .collect();
        let note = key().sign_checkpoint(size, &tree.root());
        files.insert(CHECKPOINT_PATH.to_owned(), note.into_bytes());
        files
    }

    fn compare(a: &Files, b: &Files) -> Result<Comparison, CompareError> {
        let key = key();
        let view = |files| View::read(files, key.verifier_key());
        compare_views((&view(a)?, a), (&view(b)?, b))
    }

    /// Goal: a view and its continuation are never taken for a fork, across tile borders and from
    /// the empty log.
    #[test]
    fn continuations_are_proved() {
        for (short, long) in [(0, 1), (1, 2), (5, 300), (256, 257), (300, 70_000)] {
            let (a, b) = (log(short, None), log(long, None));
            for (first, second, expected) in [(&a, &b, true), (&b, &a, false)] {
                let Comparison::Extends {
                    is_second_longer, ..
                } = compare(first, second).unwrap()
                else {
                    panic!("{short} and {long} are one log");
                };
                assert_eq!(is_second_longer, expected);
            }
            assert_eq!(compare(&b, &b).unwrap(), Comparison::Equal);
        }
    }

    /// Goal: one changed entry makes two stories, of one size and of two.
    #[test]
    fn a_changed_past_is_equivocation() {
        for size in [300, 301, 70_000] {
            let forked = log(size, Some(17));
            let told = compare(&log(300, None), &forked).unwrap();
            assert!(matches!(told, Comparison::Equivocation { .. }), "{size}");
        }
    }

    /// Goal: a damaged copy accuses nobody.
    #[test]
    fn a_damaged_tile_is_no_equivocation() {
        let short = log(300, None);
        let mut long = log(700, None);
        long.get_mut("tile/0/001").unwrap()[3] ^= 1;
        assert!(matches!(compare(&short, &long), Err(CompareError::Damaged)));
        long.remove("tile/0/001");
        assert!(matches!(
            compare(&short, &long),
            Err(CompareError::Proof(_))
        ));
    }

    /// Goal: only heads the log signed are compared.
    #[test]
    fn a_foreign_signature_is_refused() {
        let mut foreign = log(300, None);
        let other = LogKey::from_seed(&[8; 32], "desk.example/log").unwrap();
        let note = other.sign_checkpoint(300, &leaf_hash(b"x"));
        foreign.insert(CHECKPOINT_PATH.to_owned(), note.into_bytes());
        let refused = compare(&log(300, None), &foreign);
        assert!(matches!(refused, Err(CompareError::Checkpoint(_))));
    }
}
