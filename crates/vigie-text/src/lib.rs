//! Triage of text: folding, language, term lists, a model and its reasons. A crate for speed:
//! optimised in every profile; and for purity.
//!
//! Text comes in; an order, its reasons and what was counted come out. It never reads a file, a
//! clock or chance, and it decides nothing: a score orders a queue, a person judges.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "hashes are cut on purpose, weights are clamped before, counts are far below 2^24"
)]

mod error;
pub mod evaluate;
mod explain;
mod feature;
pub mod fold;
mod kernel;
mod label;
mod language;
mod model;
mod numeric;
mod score;
mod shingle;
mod term;
pub mod train;

pub use error::{ModelError, TrainError};
pub use explain::{Explanation, GramOrigin, GramPart, WordPart};
pub use fold::{EvasionSigns, Extra, ExtraKind, Folded, Reader, fold, fold_text, loosen};
pub use label::{Column, UnknownLabel};
pub use language::{LANGUAGES, LanguageTable, UNKNOWN};
pub use model::{
    CALIBRATION_TEXTS_MIN, Calibration, ColumnFacts, Facts, Model, Probability, Threshold,
    calibration_error,
};
pub use score::{CONTEXT_SHARE_MIN, LanguageReader, Score, Scorer};
pub use shingle::{comparable, shingles};
pub use term::{
    LINES_MAX, PATTERNS_MAX, STARTERS, TERMS_MAX, TermError, TermList, TermMatch, TermSet,
};
