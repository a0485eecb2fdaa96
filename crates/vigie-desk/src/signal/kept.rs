//! What a server leaves beside the database, so that the next one need not read every row of every
//! bank: the index as files that are mapped, and what they are of.
//!
//! ```text
//!  <data>/index/<desk>/kept.json          names the files, the banks, the change they have seen
//!                      forms-<change>.vix
//!                      parts-<change>.vix
//! ```
//!
//! The rows stay the truth. What lies here is used when it stems from the history of this database,
//! and is brought up to date by the changes since; anything else is left alone and made anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vigie_domain::{Bank, DeskId, Sha256, Timestamp};
use vigie_match::HammingIndex;
use vigie_match::index::{Segment, file};

/// Version of the shape of `kept.json`.
const VERSION: u32 = 1;
/// Name of what names the rest.
const MANIFEST: &str = "kept.json";
/// Largest manifest that is read: a bank is some hundred bytes, a silenced content some twenty.
const MANIFEST_BYTES_MAX: u64 = 64 << 20;

/// What the files are of.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    version: u32,
    /// The desk.
    pub(super) desk: DeskId,
    /// The change they had caught up with.
    pub(super) change: i64,
    /// Place and hash of an entry of the log that was there before the files were.
    pub(super) leaf: Option<(u64, Sha256)>,
    /// The banks by their places in the index, and whether their entries are in it.
    pub(super) banks: Vec<(Bank, bool)>,
    /// Contents that lookups leave out, by their numbers in the index.
    pub(super) silent: HashMap<u64, Timestamp>,
    /// Names of the files; `None` where there was nothing to keep.
    forms: Option<String>,
    parts: Option<String>,
}

/// The folder of one desk's index.
#[derive(Debug)]
pub(super) struct KeptFolder {
    dir: PathBuf,
}

/// What was found in it.
pub(super) struct Opened {
    pub(super) kept: Kept,
    pub(super) forms: HammingIndex,
    pub(super) parts: HammingIndex,
}

/// What cannot be kept, and why.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeepError {
    /// A file could not be written.
    #[error(transparent)]
    Index(#[from] file::IndexFileError),
    /// There is no memory to put it in order.
    #[error(transparent)]
    Segment(#[from] vigie_match::index::SegmentError),
    /// The system said no.
    #[error("the folder of the index could not be written")]
    Io(#[from] std::io::Error),
}

impl KeptFolder {
    pub(super) fn of(data_dir: &Path, desk: DeskId) -> Self {
        Self {
            dir: data_dir.join("index").join(desk.to_string()),
        }
    }

    /// What a server left; `None` when there is nothing that can be used.
    ///
    /// Headers are checked, and nothing else is read: [`HammingIndex::verify`] does the rest.
    pub(super) fn open(&self, desk: DeskId) -> Option<Opened> {
        let kept = self.manifest()?;
        if kept.version != VERSION || kept.desk != desk {
            return None;
        }
        let attached = |name: &Option<String>| -> Option<HammingIndex> {
            let index = HammingIndex::new();
            if let Some(name) = name {
                index.attach(self.segment(name)?);
            }
            Some(index)
        };
        let (forms, parts) = (attached(&kept.forms)?, attached(&kept.parts)?);
        Some(Opened { kept, forms, parts })
    }

    fn manifest(&self) -> Option<Kept> {
        let path = self.dir.join(MANIFEST);
        let is_small = std::fs::metadata(&path).ok()?.len() <= MANIFEST_BYTES_MAX;
        let text = is_small.then(|| std::fs::read(&path).ok()).flatten()?;
        serde_json::from_slice(&text).ok()
    }

    fn segment(&self, name: &str) -> Option<Segment> {
        // A name is a name: nothing outside of the folder is opened.
        let is_plain = Path::new(name).file_name().is_some_and(|own| own == name);
        is_plain
            .then(|| file::open(&self.dir.join(name)).ok())
            .flatten()
    }

    /// Writes what is held. A crash leaves the old files or the new ones.
    ///
    /// Answers whether it was done: not while something that is held was not verified.
    pub(super) fn write(
        &self,
        mut kept: Kept,
        (forms, parts): (&HammingIndex, &HammingIndex),
    ) -> Result<bool, KeepError> {
        std::fs::create_dir_all(&self.dir)?;
        let lock = std::fs::File::create(self.dir.join("lock"))?;
        if lock.try_lock().is_err() {
            return Ok(false); // Another server of this folder is at it.
        }
        let before = self.manifest();
        for (what, index, name) in [
            ("forms", forms, &mut kept.forms),
            ("parts", parts, &mut kept.parts),
        ] {
            if index.is_empty() {
                continue;
            }
            let new = format!("{what}-{}.vix", kept.change);
            let path = self.dir.join(&new);
            match index.with_whole(|segment| file::write(segment, &path))? {
                Some(written) => written?,
                None => return Ok(false),
            }
            *name = Some(new);
        }
        let text = serde_json::to_vec(&kept).map_err(std::io::Error::other)?;
        let beside = self.dir.join("kept.json.new");
        std::fs::write(&beside, text)?;
        std::fs::File::open(&beside)?.sync_all()?;
        std::fs::rename(&beside, self.dir.join(MANIFEST))?;
        // Whoever still maps an old file keeps it until it ends.
        let old = before.into_iter().flat_map(|old| [old.forms, old.parts]);
        for name in old.flatten() {
            let is_new = [&kept.forms, &kept.parts].contains(&&Some(name.clone()));
            if !is_new
                && Path::new(&name)
                    .file_name()
                    .is_some_and(|own| *own == *name)
            {
                let _ = std::fs::remove_file(self.dir.join(name));
            }
        }
        Ok(true)
    }

    /// Leaves nothing that could be used: the next server reads the rows.
    pub(super) fn forget(&self) -> std::io::Result<()> {
        match std::fs::remove_file(self.dir.join(MANIFEST)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Kept {
    /// What is kept of a desk, before the files have names.
    pub(super) fn of(desk: DeskId, change: i64, leaf: Option<(u64, Sha256)>) -> Self {
        Self {
            version: VERSION,
            desk,
            change,
            leaf,
            banks: Vec::new(),
            silent: HashMap::new(),
            forms: None,
            parts: None,
        }
    }
}
