//! All lists of a desk, ready to be matched.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};

use super::{PATTERNS_MAX, TERMS_MAX, TermError, TermList};
use crate::fold::{Folded, Reader, Word, alphabet};
use crate::label::Column;

/// Symbols a term is looked up by.
const KEY_SYMBOLS: usize = 4;
/// Bits of the filter that answers "no" for most words: 32 KiB.
const FILTER_BITS: u32 = 18;
/// Compiled size of one expression, in bytes.
const PATTERN_BYTES_MAX: usize = 1 << 20;
/// Matches reported of one text; more say nothing new.
const MATCHES_MAX: usize = 1_000;

/// Lists, compiled. Matching never fails and is linear in the text.
#[derive(Debug, Default)]
pub struct TermSet {
    lists: Vec<TermList>,
    terms: Vec<Term>,
    /// Terms by key; a filter stands before it.
    index: HashMap<u64, Vec<u32>>,
    filter: Vec<u64>,
    patterns: Vec<(u32, u32, Regex)>,
    has_short_stems: bool,
}

#[derive(Debug)]
struct Term {
    list: u32,
    /// Position among the terms (or benign phrases) of its list.
    number: u32,
    is_benign: bool,
    /// Whether the last word may go on.
    is_stem: bool,
    /// The symbols of each word.
    words: Vec<Vec<u8>>,
}

/// One term found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TermMatch {
    /// Name of the list.
    pub list: String,
    /// Its version.
    pub version: u32,
    /// What the list speaks for.
    pub category: Option<Column>,
    /// The term as it was written.
    pub term: String,
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte in the original.
    pub end: u32,
    /// The benign phrase around it that makes it silent.
    pub suppressed_by: Option<String>,
}

/// A term in the words of a text.
#[derive(Debug, Clone, Copy)]
struct Hit {
    term: u32,
    first: u32,
    last: u32,
}

impl TermSet {
    /// Compiles lists; those that expired before `today` (`2026-11-23`) are left out.
    ///
    /// # Errors
    ///
    /// [`TermError`] on too many terms or a broken expression.
    pub fn build(lists: Vec<TermList>, today: &str) -> Result<Self, TermError> {
        let is_live = |list: &TermList| list.expires.as_deref().is_none_or(|day| today < day);
        let lists: Vec<TermList> = lists.into_iter().filter(is_live).collect();
        let found = lists
            .iter()
            .map(|list| list.terms.len() + list.benign.len())
            .sum();
        if found > TERMS_MAX {
            return Err(TermError::TooManyTerms {
                found,
                most: TERMS_MAX,
            });
        }
        let patterns: usize = lists.iter().map(|list| list.patterns.len()).sum();
        if patterns > PATTERNS_MAX {
            return Err(TermError::TooManyPatterns {
                found: patterns,
                most: PATTERNS_MAX,
            });
        }
        let mut set = Self {
            filter: vec![0; (1 << FILTER_BITS) / 64],
            ..Self::default()
        };
        let mut reader = Reader::new();
        for (list, own) in (0_u32..).zip(&lists) {
            for (number, text) in (0_u32..).zip(&own.terms) {
                set.add(&mut reader, text, list, number, false);
            }
            for (number, text) in (0_u32..).zip(&own.benign) {
                set.add(&mut reader, text, list, number, true);
            }
            for (number, pattern) in (0_u32..).zip(&own.patterns) {
                let built = RegexBuilder::new(pattern)
                    .size_limit(PATTERN_BYTES_MAX)
                    .build();
                let built = built.map_err(|error| TermError::BadPattern {
                    list: own.name.clone(),
                    number: number as usize + 1,
                    reason: error
                        .to_string()
                        .lines()
                        .last()
                        .unwrap_or_default()
                        .to_owned(),
                })?;
                set.patterns.push((list, number, built));
            }
        }
        set.lists = lists;
        Ok(set)
    }

    /// Number of words and phrases, benign ones included.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.patterns.is_empty()
    }

    fn add(&mut self, reader: &mut Reader, text: &str, list: u32, number: u32, is_benign: bool) {
        let is_stem = text.ends_with('*');
        reader.read(text.trim_end_matches('*').as_bytes());
        let words: Vec<Vec<u8>> = reader
            .words
            .iter()
            .map(|word| symbols(reader, *word).to_vec())
            .collect();
        let Some(first) = words.first() else {
            return; // A line of signs alone names nothing.
        };
        let is_short_stem = is_stem && words.len() == 1 && first.len() < KEY_SYMBOLS;
        self.has_short_stems |= is_short_stem;
        let key = key(
            first,
            if is_short_stem {
                first.len()
            } else {
                KEY_SYMBOLS
            },
            is_short_stem,
        );
        self.filter[slot(key) / 64] |= 1 << (slot(key) % 64);
        let term = self.terms.len() as u32;
        self.index.entry(key).or_default().push(term);
        self.terms.push(Term {
            list,
            number,
            is_benign,
            is_stem,
            words,
        });
    }

    /// Labels whose terms the text read last holds outside benign phrases, as bits of columns.
    pub(crate) fn categories(&self, reader: &Reader) -> u32 {
        let mut hits = Vec::new();
        self.hits(reader, &mut hits);
        if hits.is_empty() {
            return 0;
        }
        let mut found = 0;
        for hit in &hits {
            let term = &self.terms[hit.term as usize];
            if term.is_benign || self.benign_around(&hits, hit).is_some() {
                continue;
            }
            if let Some(column) = self.lists[term.list as usize].category {
                found |= 1 << column as u32;
            }
        }
        found
    }

    /// All matches of a text, by place. Offsets are in the original.
    pub fn find(&self, reader: &mut Reader, text: &[u8]) -> Vec<TermMatch> {
        let folded = reader.fold(text);
        let mut hits = Vec::new();
        self.hits(reader, &mut hits);
        let mut matches: Vec<TermMatch> = hits
            .iter()
            .filter(|hit| !self.terms[hit.term as usize].is_benign)
            .map(|hit| self.told(reader, text, &hits, hit))
            .collect();
        self.find_patterns(&folded, text, &mut matches);
        matches.sort_by_key(|found| (found.start, found.end));
        matches.truncate(MATCHES_MAX);
        matches
    }

    /// Whether a list has expressions, which `categories` does not look for.
    pub(crate) fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }

    fn told(&self, reader: &Reader, text: &[u8], hits: &[Hit], hit: &Hit) -> TermMatch {
        let term = &self.terms[hit.term as usize];
        let list = &self.lists[term.list as usize];
        let (start, end) = reader.original(
            reader.words[hit.first as usize].start,
            reader.words[hit.last as usize].end,
            text,
        );
        TermMatch {
            list: list.name.clone(),
            version: list.version,
            category: list.category,
            term: list.terms[term.number as usize].clone(),
            start,
            end,
            suppressed_by: self.benign_around(hits, hit).map(|benign| {
                let benign = &self.terms[benign.term as usize];
                self.lists[benign.list as usize].benign[benign.number as usize].clone()
            }),
        }
    }

    fn benign_around<'h>(&self, hits: &'h [Hit], hit: &Hit) -> Option<&'h Hit> {
        hits.iter().take(MATCHES_MAX).find(|other| {
            self.terms[other.term as usize].is_benign
                && other.first <= hit.first
                && other.last >= hit.last
        })
    }

    #[inline]
    fn hits(&self, reader: &Reader, hits: &mut Vec<Hit>) {
        if self.terms.is_empty() {
            return;
        }
        for index in 0..reader.words.len() {
            let word = symbols(reader, reader.words[index]);
            self.look(reader, index, word, hits);
            if is_arabic(word[0]) {
                for particle in PARTICLES.iter() {
                    if word.len() >= particle.len() + 3 && word.starts_with(particle) {
                        self.look(reader, index, &word[particle.len()..], hits);
                    }
                }
            }
            if hits.len() > 8 * MATCHES_MAX {
                return;
            }
        }
    }

    /// Looks a word up; `word` may be the end of the word at `index`.
    #[inline]
    fn look(&self, reader: &Reader, index: usize, word: &[u8], hits: &mut Vec<Hit>) {
        let whole = key(word, KEY_SYMBOLS, false);
        if self.may_hold(whole) {
            self.compare(reader, index, word, whole, hits);
        }
        if self.has_short_stems {
            for length in 1..KEY_SYMBOLS.min(word.len() + 1) {
                let short = key(word, length, true);
                if self.may_hold(short) {
                    self.compare(reader, index, word, short, hits);
                }
            }
        }
    }

    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        let slot = slot(key);
        self.filter[slot / 64] >> (slot % 64) & 1 == 1
    }

    fn compare(&self, reader: &Reader, index: usize, word: &[u8], key: u64, hits: &mut Vec<Hit>) {
        for term in self.index.get(&key).map_or(&[][..], Vec::as_slice) {
            let own = &self.terms[*term as usize];
            let last = index + own.words.len() - 1;
            if last >= reader.words.len() {
                continue;
            }
            let holds = own.words.iter().enumerate().all(|(at, wanted)| {
                let found = if at == 0 {
                    word
                } else {
                    symbols(reader, reader.words[index + at])
                };
                if own.is_stem && at + 1 == own.words.len() {
                    found.starts_with(wanted)
                } else {
                    found == wanted
                }
            });
            if holds {
                hits.push(Hit {
                    term: *term,
                    first: index as u32,
                    last: last as u32,
                });
            }
        }
    }

    fn find_patterns(&self, folded: &Folded, text: &[u8], matches: &mut Vec<TermMatch>) {
        if self.patterns.is_empty() {
            return;
        }
        // Bytes of the folded text to its characters, of which the offsets are.
        let starts: Vec<usize> = folded.text.char_indices().map(|(at, _)| at).collect();
        let original = |byte: usize| {
            let at = starts.partition_point(|start| *start < byte);
            folded.offsets.get(at).copied().unwrap_or(text.len() as u32)
        };
        for (list, number, pattern) in &self.patterns {
            let list = &self.lists[*list as usize];
            for found in pattern.find_iter(&folded.text).take(MATCHES_MAX) {
                matches.push(TermMatch {
                    list: list.name.clone(),
                    version: list.version,
                    category: list.category,
                    term: format!("/{}/", list.patterns[*number as usize]),
                    start: original(found.start()),
                    end: original(found.end()),
                    suppressed_by: None,
                });
            }
        }
    }
}

fn symbols(reader: &Reader, word: Word) -> &[u8] {
    &reader.symbols[word.start as usize..word.end as usize]
}

/// What a word is looked up by: its first symbols, and whether a short stem is sought.
#[inline]
fn key(word: &[u8], length: usize, is_short_stem: bool) -> u64 {
    let mut key = u64::from(is_short_stem) << 40;
    for symbol in word.iter().take(length) {
        key = key << 8 | u64::from(*symbol);
    }
    key
}

#[inline]
fn slot(key: u64) -> usize {
    (key.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - FILTER_BITS)) as usize
}

fn is_arabic(symbol: u8) -> bool {
    (alphabet::ARABIC_A..alphabet::CYRILLIC_A).contains(&symbol)
}

/// Particles written before Arabic words, as symbols.
static PARTICLES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(|| {
    let mut reader = Reader::new();
    let particles = [
        "و", "ف", "ب", "ل", "ك", "س", "ال", "لل", "وال", "بال", "فال", "كال", "ول", "وب", "فل",
        "وس", "فس", "ولل",
    ];
    particles
        .iter()
        .map(|particle| {
            reader.read(particle.as_bytes());
            symbols(&reader, reader.words[0]).to_vec()
        })
        .collect()
});
