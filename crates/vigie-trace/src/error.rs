//! What stops a trace or an import altogether. All else is a [`crate::TraceDefect`].

/// Why nothing was traced.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The host is neither a domain name nor an address.
    #[error("the host is neither a domain name nor an address")]
    InvalidHost,
    /// The host is not on the public internet.
    #[error("the host is a special-use name or an address no public host has")]
    NotPublic,
    /// A reference table broke while it was read.
    #[error("a reference table could not be read")]
    Reference(#[from] ReferenceError),
}

/// Why reference tables were not imported or not read.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The folder holds none of the known tables.
    #[error(
        "the folder holds no reference table; expected `asn/`, `cdn/`, `warninglists/`, `rdap/bootstrap/`, `passivedns/`, `certificates/` or `abuse/` in it"
    )]
    EmptyFolder,
    /// A file is not what it should be. Nothing was changed.
    #[error("`{file}` is not usable: {reason}; nothing was imported")]
    BadFile {
        /// Path inside the imported folder.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A file differs from its line in `MANIFEST.tsv`. Nothing was changed.
    #[error("`{file}` does not have the SHA-256 `MANIFEST.tsv` gives it; nothing was imported")]
    ManifestMismatch {
        /// Path inside the imported folder.
        file: String,
    },
    /// A compiled table is damaged.
    #[error("reference table `{table}` is damaged: {reason}; run `vigie data import` again")]
    Damaged {
        /// Which.
        table: String,
        /// How.
        reason: String,
    },
    /// There is no earlier import to go back to.
    #[error("there is no earlier import to go back to")]
    NoPrevious,
    /// The disk failed.
    #[error("{action} failed")]
    Io {
        /// Doing what.
        action: String,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
}

impl ReferenceError {
    pub(crate) fn io(action: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io {
            action: action.into(),
            source,
        }
    }
}
