//! `Index`: built once, searched as often as wanted, by any number of threads.

use std::cell::RefCell;
use std::path::PathBuf;

use pyo3::exceptions::{PyMemoryError, PyOSError, PyValueError};
use pyo3::prelude::*;
use vigie_match::index::file::{self, IndexFileError};
use vigie_match::index::{DISTANCE_BITS_MAX, HashList, Searcher, Segment, SegmentError};

use crate::column::{Column, Table, Values};
use crate::rows::Held;

/// Exact search among hashes: every entry within a distance, positions in the order of the list.
#[pyclass(frozen, module = "vigie")]
pub(crate) struct Index {
    segment: Segment,
}

#[pymethods]
impl Index {
    /// Builds an index of an array of hashes.
    #[staticmethod]
    fn build(py: Python<'_>, hashes: &Bound<'_, PyAny>) -> PyResult<Self> {
        let held = Held::of(hashes)?;
        // SAFETY: the documentation asks callers not to write to an array that is being read.
        let rows = unsafe { held.rows() };
        let segment = py
            .detach(|| Segment::build(&rows))
            .map_err(|error| refused(&error))?;
        Ok(Self { segment })
    }

    /// Maps an index file; nothing but its header is read until it is searched.
    #[staticmethod]
    fn open(path: PathBuf) -> PyResult<Self> {
        let segment = file::open(&path).map_err(|error| file_error(&error))?;
        Ok(Self { segment })
    }

    /// Writes the index to a file, which is replaced as a whole.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| file::write(&self.segment, &path))
            .map_err(|error| file_error(&error))
    }

    /// Every entry at most `distance` bits from each hash, in the order of the hashes, nearest first.
    fn query(&self, py: Python<'_>, hashes: &Bound<'_, PyAny>, distance: u32) -> PyResult<Table> {
        thread_local! {
            static SEARCHER: RefCell<Searcher> = RefCell::default();
        }
        if distance > DISTANCE_BITS_MAX {
            let said = format!(
                "the distance {distance} is too large: at most {DISTANCE_BITS_MAX} bits can be asked"
            );
            return Err(PyValueError::new_err(said));
        }
        let held = Held::of(hashes)?;
        // SAFETY: as in `build`.
        let rows = unsafe { held.rows() };
        if u32::try_from(rows.len()).is_err() {
            return Err(PyValueError::new_err(
                "more hashes than can be asked at once: at most 2^32",
            ));
        }
        let column = py.detach(|| {
            SEARCHER.with_borrow_mut(|searcher| {
                let found = searcher.search_batch(&self.segment, &rows, distance);
                Column::new(Values::Struct(vec![
                    (
                        c"query",
                        Column::new(Values::U32(found.iter().map(|found| found.query).collect())),
                    ),
                    (
                        c"position",
                        Column::new(Values::U32(
                            found.iter().map(|found| found.position).collect(),
                        )),
                    ),
                    (
                        c"distance",
                        Column::new(Values::U32(
                            found.iter().map(|found| found.distance_bits).collect(),
                        )),
                    ),
                ]))
            })
        });
        Ok(Table::new(column))
    }

    /// Reads every byte and compares it with the checksums; raises `ValueError` for damage.
    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.segment.verify())
            .map_err(|error| refused(&error))
    }

    /// Number of hashes.
    fn __len__(&self) -> usize {
        self.segment.len()
    }

    /// Bytes of the index, in memory as in a file.
    #[getter]
    fn size_bytes(&self) -> usize {
        self.segment.as_bytes().len()
    }

    fn __repr__(&self) -> String {
        format!("<vigie.Index of {} hashes>", self.segment.len())
    }
}

fn refused(error: &SegmentError) -> PyErr {
    match error {
        SegmentError::Memory { .. } => PyMemoryError::new_err(error.to_string()),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// `OSError` with its number where the system said no, `ValueError` where the file is no index.
fn file_error(error: &IndexFileError) -> PyErr {
    match error {
        IndexFileError::Io { path, source, .. } => {
            let path = path.display().to_string();
            match source.raw_os_error() {
                Some(number) => PyOSError::new_err((number, error.to_string(), path)),
                None => PyOSError::new_err(format!("{error}: {source}")),
            }
        }
        IndexFileError::Segment { source, .. } => {
            PyValueError::new_err(format!("{error}: {source}"))
        }
    }
}
