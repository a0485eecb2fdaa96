//! Documents: a list of hashed pages, and which pages of two documents are the same.
//!
//! ```text
//!  page ─rendered─▶ PDQ ──────────────┐
//!   └──text──▶ words ─▶ 32 minima ────┴─▶ DocumentSketch ──compare──▶ pages 3, 4, 9 are 1, 2, 7
//! ```
//!
//! A magazine is recognised from any three of its pages, in whatever file they come: the picture
//! of a page finds it re-scanned or rasterised, its words find it set in another layout. Pages
//! that look like other pages of their own document say little and count once.
//! Deliberately absent: rendering, and reading text off pictures.

mod compare;
mod text;

use std::fmt;
use std::str::FromStr;

pub use compare::{DocumentMatch, PageMatch, compare};
pub use text::PageText;

use crate::pdq::{PdqHashParseError, PdqResult};
use crate::video::Strings;

/// Most pages in one sketch.
pub const PAGES_MAX: usize = 5_000;

/// One page: its picture, and its words where it has enough of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageFeature {
    /// Hash of the rendered page.
    pub pdq: PdqResult,
    /// Sketch of its words; `None` where it has none that can be read, as on a scan.
    pub text: Option<PageText>,
}

/// The pages of one document, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentSketch {
    pages: Vec<PageFeature>,
}

impl DocumentSketch {
    /// A document of these pages; those beyond [`PAGES_MAX`] are left out.
    pub fn new(mut pages: Vec<PageFeature>) -> Self {
        pages.truncate(PAGES_MAX);
        Self { pages }
    }

    /// Its pages.
    pub fn pages(&self) -> &[PageFeature] {
        &self.pages
    }

    /// Whether nothing in it can be compared.
    pub fn is_empty(&self) -> bool {
        let says_something = |page: &PageFeature| page.pdq.is_comparable() || page.text.is_some();
        !self.pages.iter().any(says_something)
    }
}

/// Why a text is not a list of pages; places count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentListError {
    /// Not a JSON array of plain strings.
    #[error("a list of pages is a JSON array of strings; byte {at} does not fit")]
    Shape {
        /// Byte where it stops being one.
        at: usize,
    },
    /// A page without its fields.
    #[error("page {page} does not have its fields: hash, quality and text sketch or -")]
    Fields {
        /// Which page.
        page: usize,
    },
    /// A hash that is none.
    #[error("page {page}: {source}")]
    Hash {
        /// Which page.
        page: usize,
        /// What is wrong with it.
        source: PdqHashParseError,
    },
    /// A quality that is no number from 0 to 100.
    #[error("the quality of page {page} is not a number from 0 to 100")]
    Quality {
        /// Which page.
        page: usize,
    },
    /// A text sketch that is none.
    #[error("the text sketch of page {page} is not 64 hexadecimal digits")]
    Text {
        /// Which page.
        page: usize,
    },
    /// More pages than one list may hold.
    #[error("more than {pages_max} pages")]
    TooMany {
        /// The limit.
        pages_max: usize,
    },
}

/// Reads `["<hash>,<quality>,<text sketch or ->", …]`.
impl FromStr for DocumentSketch {
    type Err = DocumentListError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pages = Strings::new(text).enumerate().map(|(page, entry)| {
            let entry = entry.map_err(|at| DocumentListError::Shape { at })?;
            parse_page(page, entry)
        });
        let pages: Vec<PageFeature> = pages.take(PAGES_MAX + 1).collect::<Result<_, _>>()?;
        if pages.len() > PAGES_MAX {
            return Err(DocumentListError::TooMany {
                pages_max: PAGES_MAX,
            });
        }
        Ok(Self { pages })
    }
}

fn parse_page(page: usize, entry: &str) -> Result<PageFeature, DocumentListError> {
    let mut fields = entry.split(',');
    let (Some(hash), Some(quality), Some(text), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(DocumentListError::Fields { page });
    };
    let hash = hash
        .parse()
        .map_err(|source| DocumentListError::Hash { page, source })?;
    let quality = quality.parse().ok().filter(|quality| *quality <= 100);
    let quality = quality.ok_or(DocumentListError::Quality { page })?;
    let text = match text {
        "-" => None,
        digits => Some(
            digits
                .parse()
                .map_err(|_| DocumentListError::Text { page })?,
        ),
    };
    Ok(PageFeature {
        pdq: PdqResult { hash, quality },
        text,
    })
}

impl fmt::Display for DocumentSketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, PageFeature { pdq, text }) in self.pages.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}\"{},{},", pdq.hash, pdq.quality)?;
            match text {
                Some(text) => write!(f, "{text}\"")?,
                None => f.write_str("-\"")?,
            }
        }
        f.write_str("]")
    }
}

#[cfg(test)]
mod tests;
