//! All lists of a desk, ready to be matched.

use regex::{Regex, RegexBuilder};

use super::{PATTERNS_MAX, TERMS_MAX, TermError, TermList};
use crate::fold::{Folded, Reader, Word, alphabet};
use crate::label::Column;

/// Symbols a whole word is looked up by: one load.
const KEY_SYMBOLS: usize = 8;
/// Symbols the start of a word is looked up by; shorter stems are looked up one by one.
const STEM_SYMBOLS: usize = 4;
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
    /// Terms of one key, side by side in `order`; open addressing, a filter before it.
    table: Vec<Slot>,
    order: Vec<u32>,
    filter: Vec<u64>,
    patterns: Vec<(u32, u32, Regex)>,
    has_stems: bool,
    has_short_stems: bool,
    has_benign: bool,
}

/// Where the terms of a key stand in the order; an empty slot has none.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    start: u32,
    end: u32,
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
        let mut keys = Vec::new();
        for (list, own) in (0_u32..).zip(&lists) {
            for (number, text) in (0_u32..).zip(&own.terms) {
                keys.extend(set.add(&mut reader, text, list, number, false));
            }
            for (number, text) in (0_u32..).zip(&own.benign) {
                keys.extend(set.add(&mut reader, text, list, number, true));
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
        set.index(keys);
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

    /// Adds a term and answers its key; a line of signs alone names nothing.
    fn add(
        &mut self,
        reader: &mut Reader,
        text: &str,
        list: u32,
        number: u32,
        is_benign: bool,
    ) -> Option<u64> {
        let is_stem = text.ends_with('*');
        reader.read(text.trim_end_matches('*').as_bytes());
        let words: Vec<Vec<u8>> = reader
            .words
            .iter()
            .map(|word| symbols(reader, *word).to_vec())
            .collect();
        let first = *reader.words.first()?;
        let length = (first.end - first.start) as usize;
        let key = if is_stem && words.len() == 1 {
            self.has_stems |= length >= STEM_SYMBOLS;
            self.has_short_stems |= length < STEM_SYMBOLS;
            stem_key(window(reader, first.start), length.min(STEM_SYMBOLS))
        } else {
            word_key(window(reader, first.start), length)
        };
        self.has_benign |= is_benign;
        self.terms.push(Term {
            list,
            number,
            is_benign,
            is_stem,
            words,
        });
        Some(key)
    }

    /// Orders the terms by key and makes the table and its filter; `keys` are those of the terms.
    fn index(&mut self, keys: Vec<u64>) {
        let mut order: Vec<(u64, u32)> = keys.into_iter().zip(0..).collect();
        order.sort_unstable();
        self.order = order.iter().map(|(_, term)| *term).collect();
        self.table = vec![Slot::default(); (4 * order.len()).next_power_of_two()];
        let mut start = 0;
        for same in order.chunk_by(|a, b| a.0 == b.0) {
            let (key, end) = (same[0].0, start + same.len() as u32);
            self.filter[filter_bit(key) / 64] |= 1 << (filter_bit(key) % 64);
            let mut at = key as usize % self.table.len();
            while self.table[at].end != 0 {
                at = (at + 1) % self.table.len();
            }
            self.table[at] = Slot { key, start, end };
            start = end;
        }
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
        if !self.has_benign {
            return None;
        }
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
            let Word { start, end } = reader.words[index];
            self.look(reader, index, start, hits);
            if is_arabic(reader.symbols[start as usize]) {
                let word = &reader.symbols[start as usize..end as usize];
                for particle in PARTICLES.iter() {
                    if word.len() >= particle.len() + 3 && word.starts_with(particle) {
                        self.look(reader, index, start + particle.len() as u32, hits);
                    }
                }
            }
            if hits.len() > 8 * MATCHES_MAX {
                return;
            }
        }
    }

    /// Looks up the word at `index`, read from symbol `start`.
    #[inline]
    fn look(&self, reader: &Reader, index: usize, start: u32, hits: &mut Vec<Hit>) {
        let length = (reader.words[index].end - start) as usize;
        let window = window(reader, start);
        let mut ask = |key: u64| {
            let bit = filter_bit(key);
            if self.filter[bit / 64] >> (bit % 64) & 1 == 1 {
                self.compare(reader, index, start, key, hits);
            }
        };
        ask(word_key(window, length));
        if self.has_stems && length >= STEM_SYMBOLS {
            ask(stem_key(window, STEM_SYMBOLS));
        }
        if self.has_short_stems {
            for short in 1..STEM_SYMBOLS.min(length + 1) {
                ask(stem_key(window, short));
            }
        }
    }

    fn compare(&self, reader: &Reader, index: usize, start: u32, key: u64, hits: &mut Vec<Hit>) {
        for term in self.terms_of(key) {
            let own = &self.terms[*term as usize];
            let last = index + own.words.len() - 1;
            if last >= reader.words.len() {
                continue;
            }
            let holds = own.words.iter().enumerate().all(|(at, wanted)| {
                let mut word = reader.words[index + at];
                if at == 0 {
                    word.start = start;
                }
                let found = symbols(reader, word);
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

    fn terms_of(&self, key: u64) -> &[u32] {
        let mut at = key as usize % self.table.len();
        loop {
            let slot = self.table[at];
            if slot.end == 0 {
                return &[];
            }
            if slot.key == key {
                return &self.order[slot.start as usize..slot.end as usize];
            }
            at = (at + 1) % self.table.len();
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

/// The eight symbols from a place on; behind the text there is padding.
#[inline]
fn window(reader: &Reader, start: u32) -> u64 {
    let own = &reader.symbols[start as usize..start as usize + KEY_SYMBOLS];
    u64::from_le_bytes([
        own[0], own[1], own[2], own[3], own[4], own[5], own[6], own[7],
    ])
}

/// The first `length` symbols of a window.
#[inline]
fn first_of(window: u64, length: usize) -> u64 {
    window & u64::MAX >> (64 - 8 * length.clamp(1, KEY_SYMBOLS))
}

/// What a whole word is looked up by: its first eight symbols and its length.
#[inline]
fn word_key(window: u64, length: usize) -> u64 {
    mix(first_of(window, length) ^ (length as u64) << 58)
}

/// What the start of a word is looked up by.
#[inline]
fn stem_key(window: u64, length: usize) -> u64 {
    mix(first_of(window, length).wrapping_add(1) ^ (length as u64) << 40)
}

#[inline]
fn mix(key: u64) -> u64 {
    let key = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    key ^ key >> 32
}

#[inline]
fn filter_bit(key: u64) -> usize {
    (key >> 20) as usize % (1 << FILTER_BITS)
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
