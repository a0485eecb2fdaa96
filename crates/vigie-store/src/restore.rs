//! Restore: an empty desk becomes the one a backup was made of.

use std::path::PathBuf;

use crate::config::Config;
use crate::error::StoreError;

/// Where a restore reads from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreSource {
    /// The folder a backup was written to.
    pub dir: PathBuf,
    /// The folder of its keys, where it is kept apart; `None` for `keys` in the backup.
    pub keys: Option<PathBuf>,
    /// Further ledgers of destroyed keys (`destroyed.jsonl`), newer than the backup.
    pub ledgers: Vec<PathBuf>,
}

/// What was brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestoreReport {
    /// Rows of all tables.
    pub rows: u64,
    /// Files: blobs, keys.
    pub files: u64,
    /// Key destructions replayed that the backup's rows did not know.
    pub erasures_replayed: u32,
}

/// Restores a backup into an empty desk of this configuration, on either engine.
pub async fn restore(source: &RestoreSource, into: &Config) -> Result<RestoreReport, StoreError> {
    Err(StoreError::Unavailable(
        format!(
            "restore of {} into {}",
            source.dir.display(),
            into.data_dir.display()
        )
        .into(),
    ))
}
