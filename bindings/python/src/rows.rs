//! Hashes out of an array of somebody else: 32 bytes a row, where they lie.

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use vigie_match::PdqHash;
use vigie_match::index::HashList;

use crate::arrow::Chunks;

/// Bytes of a hash.
const HASH_BYTES: usize = 32;

/// An array that is held while its rows are read.
pub(crate) enum Held {
    Buffer(PyBuffer<u8>),
    Arrow(Chunks),
}

impl Held {
    /// The rows of a NumPy array of the shape (n, 32) or an Arrow array of `FixedSizeBinary(32)`.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some(chunks) = Chunks::of(object)? {
            return Self::of_arrow(chunks);
        }
        let buffer = PyBuffer::<u8>::get(object).map_err(|_| {
            PyTypeError::new_err("hashes are a uint8 array of the shape (n, 32), or an Arrow array of FixedSizeBinary(32)")
        })?;
        if !matches!(buffer.shape(), [_, HASH_BYTES]) {
            let shape = buffer.shape();
            return Err(PyValueError::new_err(format!(
                "hashes have the shape (n, 32), this array has {shape:?}"
            )));
        }
        if !buffer.is_c_contiguous() {
            return Err(PyValueError::new_err(
                "the rows do not lie one behind the other; use numpy.ascontiguousarray",
            ));
        }
        Ok(Self::Buffer(buffer))
    }

    fn of_arrow(chunks: Chunks) -> PyResult<Self> {
        if chunks.format() != "w:32" {
            let format = chunks.format();
            return Err(PyTypeError::new_err(format!(
                "hashes are FixedSizeBinary(32), this Arrow array has the format `{format}`"
            )));
        }
        let mut first = 0;
        for array in &chunks.arrays {
            if let Some(at) = (0..array.len()).find(|at| array.is_null(*at)) {
                return Err(PyValueError::new_err(format!(
                    "hash {} is null",
                    first + at
                )));
            }
            first += array.len();
        }
        Ok(Self::Arrow(chunks))
    }

    /// Its rows.
    ///
    /// # Safety
    ///
    /// Nobody writes to them meanwhile. The caller of the package is told so.
    pub(crate) unsafe fn rows(&self) -> Rows<'_> {
        let parts: Vec<&[[u8; HASH_BYTES]]> = match self {
            Self::Buffer(buffer) => {
                let bytes = buffer.as_slice_ptr();
                // SAFETY: contiguous bytes that the buffer keeps alive, as the caller promises.
                let bytes = bytes.map_or(&[][..], |bytes| unsafe { bytes.as_ref() });
                vec![bytes.as_chunks().0]
            }
            // SAFETY: the format was looked at.
            Self::Arrow(chunks) => chunks
                .arrays
                .iter()
                .map(|array| unsafe { array.fixed() })
                .collect(),
        };
        let mut starts = Vec::with_capacity(parts.len());
        let mut len = 0;
        for part in &parts {
            starts.push(len);
            len += part.len();
        }
        Rows { parts, starts, len }
    }
}

/// Rows in one or more runs.
pub(crate) struct Rows<'a> {
    parts: Vec<&'a [[u8; HASH_BYTES]]>,
    /// Number of the first row of each run.
    starts: Vec<usize>,
    len: usize,
}

impl HashList for Rows<'_> {
    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn hash(&self, at: usize) -> PdqHash {
        if let [part] = self.parts[..] {
            return PdqHash::from_bytes(part[at]);
        }
        let part = self.starts.partition_point(|start| *start <= at) - 1;
        PdqHash::from_bytes(self.parts[part][at - self.starts[part]])
    }
}
