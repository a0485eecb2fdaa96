//! Triage of text: folding, language, term lists, a model and its reasons. A crate for speed:
//! optimised in every profile; and for purity.
//!
//! Text comes in; an order, its reasons and what was counted come out. It never reads a file, a
//! clock or chance, and it decides nothing: a score orders a queue, a person judges.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "hashes are cut on purpose, counts of texts are far below 2^24"
)]

mod error;
pub mod evaluate;
mod feature;
pub mod fold;
mod label;
mod model;
mod numeric;
pub mod train;

pub use error::{ModelError, TrainError};
pub use fold::{EvasionSigns, Extra, ExtraKind, Folded, Reader, fold, fold_text, loosen};
pub use label::{Column, UnknownLabel};
pub use model::{Calibration, ColumnFacts, Facts, Model, Probability, Threshold};
