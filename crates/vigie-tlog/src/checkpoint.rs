//! Checkpoints: the signed heads of the tree (C2SP tlog-checkpoint).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use vigie_domain::Sha256;

use crate::note::{LogKey, NoteError, VerifierKey};

/// Path of the newest checkpoint.
pub const CHECKPOINT_PATH: &str = "checkpoint";

/// What a log claims to hold: its name, its number of leaves, their root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root hash of the tree.
    pub root: Sha256,
}

/// Why a checkpoint is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it is malformed or not signed by the log.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The signed text is not a checkpoint.
    #[error("the signed text is not a checkpoint: origin, size and root on a line each")]
    Malformed,
    /// Signed by the right key, but for another log.
    #[error("the checkpoint is of log `{actual}`, not of `{expected}`")]
    Origin {
        /// The log asked for.
        expected: String,
        /// The log named.
        actual: String,
    },
}

impl LogKey {
    /// Signs the head of the tree; the answer is the whole file `checkpoint`.
    ///
    /// The caller answers for never signing two heads that contradict each other.
    pub fn sign_checkpoint(&self, size: u64, root: &Sha256) -> String {
        let head = Checkpoint {
            origin: self.origin().to_owned(),
            size,
            root: *root,
        };
        self.sign_note(&head.render())
    }
}

impl Checkpoint {
    /// The text that is signed.
    fn render(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            STANDARD.encode(self.root.0)
        )
    }

    /// Checks the log's signature on a checkpoint and parses it.
    pub fn verify(note: &[u8], key: &VerifierKey) -> Result<Self, CheckpointError> {
        let head = Self::parse_text(key.open_note(note)?).ok_or(CheckpointError::Malformed)?;
        if head.origin != key.name() {
            let expected = key.name().to_owned();
            return Err(CheckpointError::Origin {
                expected,
                actual: head.origin,
            });
        }
        Ok(head)
    }

    /// Parses the signed text; extension lines are allowed and passed over.
    fn parse_text(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next()?.to_owned();
        let size = lines.next()?.parse().ok()?;
        let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        let head = Self {
            origin,
            size,
            root: Sha256(root),
        };
        let extended = lines.all(|line| !line.is_empty());
        (extended && !head.origin.is_empty() && text.starts_with(&head.render())).then_some(head)
    }
}

#[cfg(test)]
mod tests;
