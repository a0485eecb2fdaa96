//! Imports side by side on disk, and the one file that says which is in use.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::ReferenceError;

/// The index of a generation.
pub(crate) const INDEX_FILE: &str = "index.json";
/// Where a generation keeps the files as they were imported.
pub(crate) const SOURCE_FOLDER: &str = "source";
const CURRENT_FILE: &str = "current.json";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Current {
    generation: String,
    previous: Option<String>,
}

/// The folder of the generation in use.
pub(crate) fn find_current(dir: &Path) -> Result<Option<PathBuf>, ReferenceError> {
    Ok(read_current(dir)?.map(|current| dir.join(current.generation)))
}

/// Puts a finished generation in use; keeps the one before, removes older ones.
pub(crate) fn put_in_use(dir: &Path, generation: &str) -> Result<(), ReferenceError> {
    let previous = read_current(dir)?.map(|current| current.generation);
    let current = Current {
        generation: generation.to_owned(),
        previous,
    };
    write_current(dir, &current)?;
    remove_older(dir, &current);
    Ok(())
}

/// Goes back to the import before the one in use; a second call returns to the newer one.
///
/// # Errors
///
/// [`ReferenceError::NoPrevious`] after a first import.
pub fn rollback(dir: &Path) -> Result<(), ReferenceError> {
    let current = read_current(dir)?.ok_or(ReferenceError::NoPrevious)?;
    let previous = current.previous.ok_or(ReferenceError::NoPrevious)?;
    write_current(
        dir,
        &Current {
            generation: previous,
            previous: Some(current.generation),
        },
    )
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, ReferenceError> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let bytes = std::fs::read(path)
        .map_err(|source| ReferenceError::io(format!("reading `{name}`"), source))?;
    serde_json::from_slice(&bytes).map_err(|error| ReferenceError::Damaged {
        table: name,
        reason: error.to_string(),
    })
}

/// Writes and syncs one file.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), ReferenceError> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let io = |source| ReferenceError::io(format!("writing `{name}`"), source);
    let bytes = serde_json::to_vec(value).map_err(|error| io(std::io::Error::other(error)))?;
    let mut file = File::create(path).map_err(io)?;
    file.write_all(&bytes).map_err(io)?;
    file.sync_all().map_err(io)
}

pub(crate) fn sync_folder(dir: &Path) -> Result<(), ReferenceError> {
    File::open(dir)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| ReferenceError::io("syncing the reference folder", source))
}

fn read_current(dir: &Path) -> Result<Option<Current>, ReferenceError> {
    let path = dir.join(CURRENT_FILE);
    if !path.exists() {
        return Ok(None);
    }
    let current: Current = read_json(&path)?;
    let is_plain = |name: &str| is_generation(name) && !name.contains(['/', '\\']);
    if !is_plain(&current.generation) || !current.previous.as_deref().is_none_or(is_plain) {
        return Err(ReferenceError::Damaged {
            table: CURRENT_FILE.to_owned(),
            reason: "it names no generation".to_owned(),
        });
    }
    Ok(Some(current))
}

/// Replaces a file of `dir` in one step: whoever reads sees the old or the new, never half.
pub(crate) fn replace_json<T: Serialize>(
    dir: &Path,
    name: &str,
    value: &T,
) -> Result<(), ReferenceError> {
    let temporary = dir.join(format!("{name}.new"));
    write_json(&temporary, value)?;
    std::fs::rename(&temporary, dir.join(name))
        .map_err(|source| ReferenceError::io(format!("replacing `{name}`"), source))?;
    sync_folder(dir)
}

fn write_current(dir: &Path, current: &Current) -> Result<(), ReferenceError> {
    replace_json(dir, CURRENT_FILE, current)
}

fn is_generation(name: &str) -> bool {
    name.starts_with("generation-")
}

/// What cannot be removed now is removed after the next import: nothing depends on it.
fn remove_older(dir: &Path, current: &Current) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_kept = name == current.generation || current.previous.as_ref() == Some(&name);
        if (is_generation(&name) || name.starts_with("incoming-"))
            && !is_kept
            && let Err(error) = std::fs::remove_dir_all(entry.path())
        {
            tracing::warn!(error.kind = %error.kind(), "an old import of reference tables stays on disk");
        }
    }
}
