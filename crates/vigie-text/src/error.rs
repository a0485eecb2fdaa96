//! What can be wrong with a model file, a term list or what is to be learned.

/// Why a model file is refused. Nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Another kind of file.
    #[error("this is no model file of vigie")]
    NotAModel,
    /// Another version of the format.
    #[error("the model file has version {found}, this program reads version {expected}")]
    OtherVersion {
        /// What the file says.
        found: u16,
        /// What is read here.
        expected: u16,
    },
    /// Cut off, or longer than it says.
    #[error("the model file has {found} bytes where {expected} are said")]
    WrongLength {
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        expected: usize,
    },
    /// The checksum does not hold.
    #[error("the model file is damaged: its checksum does not hold")]
    Damaged,
    /// The facts cannot be read or contradict themselves.
    #[error("the facts of the model file cannot be read: {reason}")]
    BadFacts {
        /// What was wrong.
        reason: String,
    },
}

/// Why nothing was learned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// No label has enough of both kinds.
    #[error(
        "no label has {needed} texts for and {needed} against it; the most there are is {most} of one kind"
    )]
    TooFew {
        /// Texts needed of each kind.
        needed: usize,
        /// The larger count of the rarer kind, over all labels.
        most: usize,
    },
    /// More texts than are held in memory at once.
    #[error("{found} texts are more than the {most} one training takes")]
    TooMany {
        /// Texts given.
        found: usize,
        /// Texts taken.
        most: usize,
    },
}
