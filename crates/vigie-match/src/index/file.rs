//! Segments in files: mapped to be read, written so that a crash leaves the old file or the new one.
//!
//! Behind feature `file`, which no other crate of the ground may turn on: everything else in this
//! crate does no IO.
#![expect(
    unsafe_code,
    reason = "maps a file; the block states why that is sound"
)]

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

use super::buffer::Bytes;
use super::segment::{Segment, SegmentError};

/// Why a file could not be read or written as an index.
#[derive(Debug, thiserror::Error)]
pub enum IndexFileError {
    /// The system said no.
    #[error("the index file {path} could not be {verb}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        verb: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// It was read, and it is not an index that can be searched.
    #[error("the index file {path} cannot be used")]
    Segment {
        /// The file.
        path: PathBuf,
        /// Why.
        source: SegmentError,
    },
}

/// Maps an index file. Header, lengths and section table are checked, the sections are not read.
///
/// Nobody may cut the file short while it is open: the system ends programs that read behind the end
/// of a mapped file. [`write()`] replaces files and never changes one.
///
/// # Errors
///
/// [`IndexFileError`], with the reason.
pub fn open(path: &Path) -> Result<Segment, IndexFileError> {
    let failed = |source| IndexFileError::Io {
        path: path.to_owned(),
        verb: "opened",
        source,
    };
    let file = File::open(path).map_err(failed)?;
    // A folder opens too, and says something else when it is mapped.
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    // SAFETY: what is read through the mapping is only ever taken as numbers that are held within
    // bounds, so bytes that another program changes lead to wrong answers at worst.
    let bytes = unsafe { Mmap::map(&file) }.map_err(failed)?;
    #[cfg(target_os = "linux")]
    let _ = bytes.advise(memmap2::Advice::HugePage); // Advice: without it all is right, only slower.
    Segment::open(Bytes::Mapped(bytes)).map_err(|source| IndexFileError::Segment {
        path: path.to_owned(),
        source,
    })
}

/// Writes a segment: to a file beside it first, to the disk, then in its place.
///
/// # Errors
///
/// [`IndexFileError::Io`]; whatever was at `path` is still there, whole.
pub fn write(segment: &Segment, path: &Path) -> Result<(), IndexFileError> {
    let failed = |source| IndexFileError::Io {
        path: path.to_owned(),
        verb: "written",
        source,
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let written = write_to(segment, &beside).and_then(|()| std::fs::rename(&beside, path));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&beside);
        return Err(failed(error));
    }
    // The new name is on the disk only when the folder is.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .map_err(failed)
}

fn write_to(segment: &Segment, path: &Path) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(segment.as_bytes())?;
    file.sync_all()
}
