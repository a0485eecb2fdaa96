//! Why a document could not be set.

use std::path::PathBuf;

use crate::font::Missing;

/// Why a document could not be set. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Fonts are not there.
    #[error("{missing}")]
    Font {
        /// Which, and what to install.
        missing: Missing,
    },
    /// A template of the administrator's cannot be read.
    #[error("the template file `{path}` cannot be read")]
    TemplateFile {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The data are larger than allowed.
    #[error(
        "the data of this document are {size_bytes} bytes, and {max_bytes} are allowed: choose a \
         shorter period, or raise `data_bytes_max` of [document]"
    )]
    DataTooLarge {
        /// How large.
        size_bytes: usize,
        /// The limit.
        max_bytes: usize,
    },
    /// A text in the data is longer than allowed, or nested too deep.
    #[error(
        "the data of this document hold a text of {chars} characters, and {max_chars} are allowed"
    )]
    TextTooLong {
        /// How long.
        chars: usize,
        /// The limit.
        max_chars: usize,
    },
    /// Values within values within values.
    #[error("the data of this document are nested deeper than {depth_max} levels")]
    TooDeep {
        /// The limit.
        depth_max: usize,
    },
    /// More pages than allowed.
    #[error(
        "this document has {pages} pages, and {max_pages} are allowed: choose a shorter period, or \
         raise `pages_max` of [document]"
    )]
    TooManyPages {
        /// How many.
        pages: usize,
        /// The limit.
        max_pages: usize,
    },
    /// It took too long.
    #[error(
        "this document was not set within {timeout_ms} ms: choose a shorter period, or raise \
         `timeout_ms` of [document]"
    )]
    TooSlow {
        /// The limit.
        timeout_ms: u64,
    },
    /// The template says no: it misses something in the data, or is wrong.
    #[error("the template `{template}` could not be set: {said}")]
    Template {
        /// Which.
        template: &'static str,
        /// The first thing it said, with the place in the template.
        said: String,
    },
    /// The pages cannot be written in the archival form.
    #[error("the document `{template}` could not be written as PDF/A: {said}")]
    Archival {
        /// Which.
        template: &'static str,
        /// What the standard forbids.
        said: String,
    },
    /// An instant outside the calendar.
    #[error("the date of the document is outside the calendar")]
    Date,
}
