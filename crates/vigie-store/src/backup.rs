//! Backup: a copy of one state of the desk.

use std::path::Path;

use crate::error::StoreError;
use crate::store::Store;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupReport {
    /// Rows of all tables.
    pub rows: u64,
    /// Files: blobs, log, keys.
    pub files: u64,
    /// Bytes of rows and files.
    pub size_bytes: u64,
}

impl Store {
    /// Copies one state of the desk into a new or empty folder.
    pub async fn backup(&self, dir: &Path) -> Result<BackupReport, StoreError> {
        self.ready().await?;
        Err(StoreError::Unavailable(
            format!("backup into {}", dir.display()).into(),
        ))
    }
}
