//! After a key was destroyed: the ledger beside the keys, and the files nobody can open any more.
//!
//! The ledger `keys/destroyed.jsonl` is kept apart from the database, so that a restore of an older
//! backup can replay what was destroyed after it was made.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use vigie_domain::{DeskId, ExhibitId, Side, Timestamp};

use crate::db::{Reader, args};
use crate::error::StoreError;
use crate::store::Store;

/// Name of the ledger in the folder of the keys.
pub(crate) const LEDGER: &str = "destroyed.jsonl";

/// One key that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDestruction {
    /// Whose key.
    pub exhibit: ExhibitId,
    /// The desk.
    pub desk: DeskId,
    /// Which side it is on.
    pub side: Side,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

impl Reader {
    /// Every key that was destroyed, oldest first.
    pub async fn key_destructions(&self) -> Result<Vec<KeyDestruction>, StoreError> {
        let sql = "SELECT exhibit_id, desk_id, side, at, reason FROM key_destruction \
                   ORDER BY at, exhibit_id";
        let rows = self.rows(sql, args![]).await?;
        rows.iter()
            .map(|row| {
                let is_provider = row.text(2)? == Side::Provider.name();
                Ok(KeyDestruction {
                    exhibit: row.parsed(0)?,
                    desk: row.parsed(1)?,
                    side: if is_provider {
                        Side::Provider
                    } else {
                        Side::Unit
                    },
                    at: row.time(3)?,
                    reason: row.text(4)?,
                })
            })
            .collect()
    }
}

/// Reads a ledger; a last line that was cut off by a crash is passed over.
pub(crate) fn read_ledger(path: &Path) -> Result<Vec<KeyDestruction>, StoreError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(StoreError::disk(path, cause)),
    };
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

impl Store {
    /// What a committed destruction leaves to do; done again at the next start if this fails.
    pub(crate) async fn finish_destruction(
        &self,
        exhibits: &[ExhibitId],
    ) -> Result<(), StoreError> {
        self.repair_destructions().await?;
        for exhibit in exhibits {
            remove_dir(&self.blobs().exhibit_dir(*exhibit))?;
        }
        if !self.is_pg() {
            // The wrapped key must not survive in the write-ahead log either.
            self.script("PRAGMA wal_checkpoint(TRUNCATE)".to_owned())
                .await?;
        }
        Ok(())
    }

    /// Completes the ledger from the rows, and the removal of files.
    pub(crate) async fn repair_destructions(&self) -> Result<(), StoreError> {
        let rows = self.key_destructions().await?;
        let path = self.inner.config.keys_dir().join(LEDGER);
        let known: BTreeMap<ExhibitId, KeyDestruction> = read_ledger(&path)?
            .into_iter()
            .map(|destroyed| (destroyed.exhibit, destroyed))
            .collect();
        let missing: Vec<_> = rows
            .iter()
            .filter(|destroyed| !known.contains_key(&destroyed.exhibit))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        append_ledger(&path, &missing)?;
        for destroyed in missing {
            remove_dir(&self.blobs().exhibit_dir(destroyed.exhibit))?;
        }
        Ok(())
    }
}

fn append_ledger(path: &Path, destroyed: &[&KeyDestruction]) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let failed = |cause| StoreError::disk(path, cause);
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    for line in destroyed {
        // A line begun by a crash before must not swallow this one.
        let line = crate::db::json(line)?;
        writeln!(file, "\n{line}").map_err(failed)?;
    }
    file.sync_all().map_err(failed)
}

fn remove_dir(dir: &Path) -> Result<(), StoreError> {
    match std::fs::remove_dir_all(dir) {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(StoreError::disk(dir, cause)),
    }
}
