//! Triage of text: folding, language, term lists, a model and its reasons. A crate for speed:
//! optimised in every profile; and for purity.
//!
//! Text comes in; an order, its reasons and what was counted come out. It never reads a file, a
//! clock or chance, and it decides nothing: a score orders a queue, a person judges.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

pub mod fold;

pub use fold::{EvasionSigns, Extra, ExtraKind, Folded, Reader, fold, fold_text, loosen};
