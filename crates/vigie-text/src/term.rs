//! Term lists: words and phrases people keep, matched on folded text.
//!
//! ```text
//! name: starter-en          # a list: its facts, a line `---`, then one term a line
//! version: 1
//! owner: vigie
//! language: en
//! category: call_to_violence
//! note: neutral words
//! expires: 2027-12-31       # optional; from that day on the list is silent
//! ---
//! kill them all             a phrase, whole words
//! slaughter*                the start of a word
//! ! kill the lights         a benign phrase: terms inside it do not count
//! /burn(ing)? down/         a regular expression on the folded text
//! ```
//!
//! Runs of one letter count as one letter, in terms as in texts. Arabic words are also looked up
//! without the particles written before them. A term is found at the start of a word by its first
//! word or its first two, so that a text pays for its words and not for the length of the lists.

mod parse;
mod set;

pub use parse::{TermError, TermList};
pub(crate) use set::Finder;
pub use set::{TermMatch, TermSet};

/// Terms of all lists together.
pub const TERMS_MAX: usize = 200_000;
/// Lines of one list.
pub const LINES_MAX: usize = 100_000;
/// Regular expressions of all lists together: each is a pass of its own over the text.
pub const PATTERNS_MAX: usize = 200;

/// The starter lists that come with the program, written by us: English, French, Arabic.
pub const STARTERS: [&str; 3] = [
    include_str!("../data/term/en.txt"),
    include_str!("../data/term/fr.txt"),
    include_str!("../data/term/ar.txt"),
];

#[cfg(test)]
mod tests;
