//! Canonical keys at work: the rules in use, exchanged when their file changes, and items keyed anew.

mod book;
mod rekey;

pub use book::{KeyBook, KeyBookError};
pub use rekey::{Rekeyed, rekey_items};
