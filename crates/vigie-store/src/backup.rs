//! Backup: one state of a desk as plain files that either engine can be restored from.
//!
//! ```text
//! DIR/manifest.json        what belongs to it, each file with its digest
//! DIR/row/<table>.jsonl    one array per row, all tables of one snapshot
//! DIR/blob/…               the sealed files, linked where the disk allows it
//! DIR/keys/…               master, log and pseudonym key, wrapped exhibit keys, the ledger of
//!                          destroyed ones: to be kept apart, the rest opens nothing without it
//! ```
//!
//! Rows come first, blobs after them: a blob is older than the row that names it, so none is
//! missing. The files of the log are not copied; they follow from the rows. Sessions and counters
//! of rates end with the process they belong to.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::Digest;
use vigie_domain::Sha256;

use crate::blob::blocking;
use crate::db::{Reader, args, built, json};
use crate::erasure::LEDGER;
use crate::error::StoreError;
use crate::store::{Store, make_dir};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupReport {
    /// Rows of all tables.
    pub rows: u64,
    /// Files, the manifest left out.
    pub files: u64,
    /// Their bytes.
    pub size_bytes: u64,
}

/// Format of a backup; a restore refuses others.
pub(crate) const FORMAT: u32 = 1;

/// The list of what belongs to a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// Newest migration of the database it was made of.
    pub(crate) schema: String,
    pub(crate) rows: BTreeMap<String, u64>,
    /// Paths below the folder, `/` between parts.
    pub(crate) files: BTreeMap<String, FileDigest>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileDigest {
    pub(crate) sha256: Sha256,
    pub(crate) size_bytes: u64,
}

/// A table of the database, with its columns in their order and whether each holds a text.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<(String, bool)>,
}

/// Tables whose rows do not outlive a process, or go with the keys.
const LEFT_OUT: [&str; 4] = ["schema_migration", "session", "rate_counter", EXHIBIT_KEYS];

/// The table of wrapped keys, backed up with the keys.
pub(crate) const EXHIBIT_KEYS: &str = "exhibit_key";

/// The tables of a database, by name. The index of words follows from its rows.
pub(crate) async fn tables(db: &Reader) -> Result<Vec<Table>, StoreError> {
    let sql = db.pick(
        "SELECT m.name, c.name, CASE WHEN c.type = 'TEXT' THEN 1 ELSE 0 END \
         FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'text_search%' \
         ORDER BY m.name, c.cid",
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), \
         CAST(CASE WHEN data_type = 'text' THEN 1 ELSE 0 END AS BIGINT) \
         FROM information_schema.columns WHERE table_schema = current_schema() \
         ORDER BY table_name, ordinal_position",
    );
    let mut tables: Vec<Table> = Vec::new();
    for row in db.rows(sql, args![]).await? {
        let name = row.text(0)?;
        if tables.last().is_none_or(|table| table.name != name) {
            let columns = Vec::new();
            tables.push(Table { name, columns });
        }
        if let Some(table) = tables.last_mut() {
            table.columns.push((row.text(1)?, row.int(2)? == 1));
        }
    }
    Ok(tables)
}

impl Store {
    /// Copies one state of the desk into a new or empty folder, while it goes on working.
    ///
    /// Keep `DIR/keys` apart from the rest. O(rows + bytes); memory does not grow with them.
    pub async fn backup(&self, dir: &Path) -> Result<BackupReport, StoreError> {
        refuse_filled(dir)?;
        for part in ["row", "blob", "keys"] {
            make_dir(&dir.join(part))?;
        }
        let mut manifest = Manifest {
            format: FORMAT,
            schema: String::new(),
            rows: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        let db = Reader::of_tx(self.inner.engine.snapshot().await?);
        let newest = db
            .row("SELECT MAX(name) FROM schema_migration", args![])
            .await?;
        manifest.schema = newest
            .map(|row| row.text(0))
            .transpose()?
            .unwrap_or_default();
        for table in tables(&db).await? {
            let path = match &*table.name {
                EXHIBIT_KEYS => dir.join("keys").join("exhibit_key.jsonl"),
                name if LEFT_OUT.contains(&name) => continue,
                name => dir.join("row").join(format!("{name}.jsonl")),
            };
            let rows = copy_rows(&db, &table, &path).await?;
            manifest.rows.insert(table.name, rows);
        }
        drop(db);
        let config = self.inner.config.clone();
        let blobs = self.blobs().dir().to_path_buf();
        let dir = dir.to_path_buf();
        blocking(move || {
            for (from, name) in [
                (config.master_key_path(), "master.key"),
                (config.log_key_path(), "log.key"),
                (config.pseudonym_key_path(), "pseudonym.key"),
                (config.keys_dir().join(LEDGER), LEDGER),
            ] {
                if from.exists() {
                    copy_file(&from, &dir.join("keys").join(name))?;
                }
            }
            for part in ["exhibit", "desk"] {
                copy_tree(&blobs.join(part), &dir.join("blob").join(part))?;
            }
            finish(&dir, manifest)
        })
        .await
    }
}

async fn copy_rows(db: &Reader, table: &Table, path: &Path) -> Result<u64, StoreError> {
    let failed = |cause| StoreError::disk(path, cause);
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| &**name).collect();
    let columns = names.join(", ");
    let sql = if db.is_pg() {
        format!(
            "SELECT json_build_array({columns})::text FROM {}",
            table.name
        )
    } else {
        format!("SELECT json_array({columns}) FROM {}", table.name)
    };
    let file = private_file(path)?;
    let mut lines = BufWriter::new(file);
    // The first line names the columns: a later schema may have others.
    writeln!(lines, "{}", json(&names)?).map_err(failed)?;
    let mut rows = 0;
    db.each(built(sql), |row| {
        rows += 1;
        writeln!(lines, "{}", row.text(0)?).map_err(failed)
    })
    .await?;
    let file = lines
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(rows)
}

fn private_file(path: &Path) -> Result<File, StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|cause| StoreError::disk(path, cause))
}

/// A folder that exists and holds something is somebody's.
pub(crate) fn refuse_filled(dir: &Path) -> Result<(), StoreError> {
    match std::fs::read_dir(dir).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(StoreError::NotEmpty {
            path: dir.to_path_buf(),
        }),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(StoreError::disk(dir, cause)),
    }
}

pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = File::open(from).map_err(|cause| StoreError::disk(from, cause))?;
    let mut target = private_file(to)?;
    std::io::copy(&mut source, &mut target)
        .and_then(|_| target.sync_all())
        .map_err(|cause| StoreError::disk(to, cause))
}

/// Links every file of a tree, or copies it where the other disk wants a copy. Files that vanish
/// meanwhile belonged to a key that was destroyed.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<(), StoreError> {
    make_dir(to)?;
    for path in files_below(from)? {
        let Ok(inside) = path.strip_prefix(from) else {
            continue;
        };
        let target = to.join(inside);
        if let Some(dir) = target.parent() {
            make_dir(dir)?;
        }
        if std::fs::hard_link(&path, &target).is_ok() || !path.exists() {
            continue;
        }
        copy_file(&path, &target)?;
    }
    Ok(())
}

/// Every file below a folder, sorted; links are not followed.
pub(crate) fn files_below(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(StoreError::disk(&folder, cause)),
        };
        for entry in entries {
            let entry = entry.map_err(|cause| StoreError::disk(&folder, cause))?;
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Digest and size of a file, read in chunks.
pub(crate) fn digest_of(path: &Path) -> Result<FileDigest, StoreError> {
    let failed = |cause| StoreError::disk(path, cause);
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = sha2::Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    let mut size_bytes = 0;
    loop {
        let read = file.read(&mut chunk).map_err(failed)?;
        if read == 0 {
            break;
        }
        digest.update(&chunk[..read]);
        size_bytes += read as u64;
    }
    Ok(FileDigest {
        sha256: Sha256(digest.finalize().into()),
        size_bytes,
    })
}

/// The manifest comes last: a folder without one is no backup.
fn finish(dir: &Path, mut manifest: Manifest) -> Result<BackupReport, StoreError> {
    for path in files_below(dir)? {
        let name = path
            .strip_prefix(dir)
            .unwrap_or(&path)
            .display()
            .to_string();
        manifest.files.insert(name, digest_of(&path)?);
    }
    let report = BackupReport {
        rows: manifest.rows.values().sum(),
        files: manifest.files.len() as u64,
        size_bytes: manifest.files.values().map(|file| file.size_bytes).sum(),
    };
    let path = dir.join("manifest.json");
    let mut file = private_file(&path)?;
    file.write_all(json(&manifest)?.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|cause| StoreError::disk(&path, cause))?;
    crate::blob::sync_dir(dir)?;
    Ok(report)
}
