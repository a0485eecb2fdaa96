//! `hash`: a file's bytes through the decoders, or pixels as they are.
//!
//! Decoding happens in the calling process, with everything in reach: for files from outside, run
//! `vigie hash`, which decodes in a sandbox, or start a process that may do nothing else.

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_match::{PdqError, PdqHasher, PdqProfile, PdqResult};
use vigie_media::{Config, unconfined};

/// Hash and quality of an encoded picture.
#[pyfunction]
pub(crate) fn hash_file(
    py: Python<'_>,
    bytes: PyBuffer<u8>,
    fast: bool,
) -> PyResult<(Bound<'_, PyBytes>, u8)> {
    let bytes = contiguous(&bytes)?;
    let profile = if fast {
        PdqProfile::Fast
    } else {
        PdqProfile::Full
    };
    let result = py.detach(|| unconfined::hash(bytes, profile, &Config::default()));
    let (_, result) = result.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(answer(py, result))
}

/// Hash and quality of pixels: height × width of grey, or height × width × 3 of red, green, blue.
#[pyfunction]
pub(crate) fn hash_pixels(
    py: Python<'_>,
    pixels: PyBuffer<u8>,
) -> PyResult<(Bound<'_, PyBytes>, u8)> {
    let bytes = contiguous(&pixels)?;
    let result = match *pixels.shape() {
        [height, width] => py.detach(|| grey(width, height, bytes)),
        [height, width, 3] => py.detach(|| vigie_match::pdq_from_rgb(width, height, bytes)),
        _ => {
            let said = format!(
                "pixels have the shape (height, width, 3) or (height, width), this array has {:?}",
                pixels.shape()
            );
            return Err(PyValueError::new_err(said));
        }
    };
    let result = result.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(answer(py, result))
}

fn grey(width: usize, height: usize, bytes: &[u8]) -> Result<PdqResult, PdqError> {
    let mut hasher = PdqHasher::new(width, height)?;
    for row in bytes.chunks_exact(width.max(1)) {
        hasher.push_row_grey(row)?;
    }
    hasher.finish()
}

fn contiguous(buffer: &PyBuffer<u8>) -> PyResult<&[u8]> {
    let bytes = buffer.as_slice_ptr().ok_or_else(|| {
        PyValueError::new_err(
            "the rows do not lie one behind the other; use numpy.ascontiguousarray",
        )
    })?;
    // SAFETY: bytes the buffer keeps alive; the documentation asks callers not to write to an array
    // that is being read.
    Ok(unsafe { bytes.as_ref() })
}

fn answer(py: Python<'_>, result: PdqResult) -> (Bound<'_, PyBytes>, u8) {
    (PyBytes::new(py, &result.hash.to_bytes()), result.quality)
}
