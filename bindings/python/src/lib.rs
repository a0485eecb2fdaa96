//! The compiled half of the Python package `vigie`: hashes, the index, triage of text.
//!
//! ```text
//!  NumPy, bytes ──buffer protocol──┐                              ┌─▶ NumPy   (buffer protocol)
//!  pyarrow, polars, pandas ─Arrow──┴▶ rows, texts ─▶ vigie-… ─▶ Column ─▶ pyarrow, polars (Arrow)
//! ```
//! Nothing is copied on the way in, and on the way out neither; the interpreter is free for other
//! threads while work is done. What a caller sees of this is `python/vigie/__init__.py`.

mod arrow;
mod column;
mod index;
mod picture;
mod rows;
mod text;

use pyo3::prelude::*;

/// The module `vigie._vigie`.
#[pymodule]
fn _vigie(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<column::Table>()?;
    module.add_class::<index::Index>()?;
    module.add_class::<text::Model>()?;
    module.add_function(wrap_pyfunction!(picture::hash_file, module)?)?;
    module.add_function(wrap_pyfunction!(picture::hash_pixels, module)?)?;
    module.add_function(wrap_pyfunction!(text::score, module)?)?;
    module.add_function(wrap_pyfunction!(text::explain, module)?)?;
    module.add_function(wrap_pyfunction!(text::fold, module)?)?;
    module.add("DISTANCE_MAX", vigie_match::index::DISTANCE_BITS_MAX)?;
    module.add("MATCH_DISTANCE", vigie_match::MATCH_DISTANCE_BITS_MAX)?;
    Ok(())
}
