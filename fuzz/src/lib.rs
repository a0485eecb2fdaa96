//! What is fuzzed: one function from bytes to nothing for each reader of bytes from outside.
//!
//! ```text
//! fuzz_targets/<name>.rs ─▶ <crate>::<name> ◀─ crates/<crate>/tests/corpus.rs
//!       (libFuzzer)          (this folder)        (ordinary tests, over corpus/<name>)
//! ```
//! A file of this folder uses one crate of ours and the standard library, so that the tests of that
//! crate can take it in by its path. `READERS` of each is its table: a target is a line there, three
//! lines in `fuzz_targets/` and `Cargo.toml`, and a folder in `corpus/`.
//!
//! Whatever the bytes: no panic, no endless loop, and what is written from what was read is read
//! again as the same.

pub mod dispatch;
pub mod format;
#[path = "match.rs"]
pub mod matching;
pub mod media;
pub mod text;

/// A name, which is the target's and its corpus folder's, and what is done with bytes.
pub type Reader = (&'static str, fn(&[u8]));
