//! What the fuzz targets of this crate start from and have found, read once more.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail loudly"
)]
#![allow(
    unreachable_pub,
    clippy::pedantic,
    clippy::type_complexity,
    reason = "these files are shared with the fuzz targets"
)]

#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/src/text.rs"]
mod text;

/// Goal: no reader panics on an input that was once thought of or found.
/// Method: the body of each fuzz target over its committed corpus.
#[test]
fn the_corpus_is_read() {
    corpus::replay(text::READERS);
}
