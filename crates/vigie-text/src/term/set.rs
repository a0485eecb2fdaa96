//! All lists of a desk, ready to be matched.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::{PATTERNS_MAX, TERMS_MAX, TermError, TermList};
use crate::fold::{Folded, Reader, Word, alphabet};
use crate::label::Column;

/// Symbols a whole word is looked up by: one load.
const KEY_SYMBOLS: usize = 8;
/// Symbols the start of a word is looked up by, at most: one look-up for each length there is.
const STEM_SYMBOLS: usize = KEY_SYMBOLS;
/// Bits of the filter for each key: one word in fifty is looked up in vain.
const FILTER_BITS_PER_KEY: usize = 32;
/// Letters of an Arabic word behind a particle, at least.
const PARTICLE_REST_MIN: usize = 3;
/// Compiled size of one expression, in bytes.
const PATTERN_BYTES_MAX: usize = 1 << 20;
/// Matches reported of one text; more say nothing new.
const MATCHES_MAX: usize = 1_000;

/// Lists, compiled. Matching never fails and is linear in the text.
#[derive(Debug, Default)]
pub struct TermSet {
    lists: Vec<TermList>,
    terms: Vec<Term>,
    /// Symbols of all terms, one after another.
    symbols: Vec<u8>,
    /// Terms of one key, side by side in `order`; open addressing, a filter before it.
    table: Vec<Slot>,
    order: Vec<u32>,
    filter: Vec<u64>,
    patterns: Vec<(u32, u32, Regex)>,
    /// Lengths of stems that are there; longer ones count as [`STEM_SYMBOLS`].
    stem_lengths: Vec<usize>,
    /// Whether there are terms of two words, the second a stem.
    has_leads: bool,
    has_benign: bool,
}

/// Buffers for finding terms in one text after another.
#[derive(Debug, Default)]
pub(crate) struct Finder {
    hits: Vec<Hit>,
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
    /// Where its symbols are among those of all terms; one space between two words.
    start: u32,
    end: u32,
    /// How many words it has.
    words: u32,
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
        let mut set = Self::default();
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
        let (first, second) = (*reader.words.first()?, reader.words.get(1));
        let length = (first.end - first.start) as usize;
        let key = match second {
            None if is_stem => {
                let length = length.min(STEM_SYMBOLS);
                if !self.stem_lengths.contains(&length) {
                    self.stem_lengths.push(length);
                }
                stem_key(window(reader, first.start), length)
            }
            None => key_of(reader, first),
            Some(_) if is_stem && reader.words.len() == 2 => {
                self.has_leads = true;
                lead_key(key_of(reader, first))
            }
            Some(second) => pair_key(key_of(reader, first), key_of(reader, *second)),
        };
        self.has_benign |= is_benign;
        let start = self.symbols.len() as u32;
        for (at, word) in reader.words.iter().enumerate() {
            if at > 0 {
                self.symbols.push(alphabet::SPACE);
            }
            self.symbols.extend_from_slice(symbols(reader, *word));
        }
        self.terms.push(Term {
            list,
            number,
            is_benign,
            is_stem,
            start,
            end: self.symbols.len() as u32,
            words: reader.words.len() as u32,
        });
        Some(key)
    }

    /// Orders the terms by key and makes the table and its filter; `keys` are those of the terms.
    fn index(&mut self, keys: Vec<u64>) {
        let mut order: Vec<(u64, u32)> = keys.into_iter().zip(0..).collect();
        order.sort_unstable();
        self.order = order.iter().map(|(_, term)| *term).collect();
        self.table = vec![Slot::default(); (4 * order.len()).next_power_of_two()];
        let filter_bits = (FILTER_BITS_PER_KEY * order.len()).next_power_of_two();
        self.filter = vec![0; filter_bits.max(1 << 12) / 64];
        let mut start = 0;
        for same in order.chunk_by(|a, b| a.0 == b.0) {
            let (key, end) = (same[0].0, start + same.len() as u32);
            let word = filter_word(key, self.filter.len());
            self.filter[word] |= 1 << (key >> 58);
            let mut at = key as usize % self.table.len();
            while self.table[at].end != 0 {
                at = (at + 1) % self.table.len();
            }
            self.table[at] = Slot { key, start, end };
            start = end;
        }
    }

    /// Labels whose terms the text read last holds outside benign phrases, as bits of columns.
    pub(crate) fn categories(&self, reader: &Reader, finder: &mut Finder) -> u32 {
        let hits = &mut finder.hits;
        hits.clear();
        self.hits(reader, hits);
        let mut found = 0;
        for hit in hits.iter() {
            let term = &self.terms[hit.term as usize];
            if term.is_benign || self.benign_around(hits, hit).is_some() {
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

    fn hits(&self, reader: &Reader, hits: &mut Vec<Hit>) {
        if self.terms.is_empty() {
            return;
        }
        let mut next = reader.words.first().map_or(0, |word| key_of(reader, *word));
        for (index, word) in reader.words.iter().enumerate() {
            let key = next;
            next = reader
                .words
                .get(index + 1)
                .map_or(0, |word| key_of(reader, *word));
            let start = window(reader, word.start);
            let length = (word.end - word.start) as usize;
            let mut is_likely = self.is_likely(start, length, key, next);
            if IS_PARTICLE_FIRST[usize::from(start as u8)] {
                for particle in PARTICLES.iter().filter(|own| own.begins(start, length)) {
                    let start = window(reader, word.start + particle.length as u32);
                    let length = length - particle.length;
                    is_likely |= self.is_likely(start, length, word_key(start, length), next);
                }
            }
            if is_likely {
                self.look(reader, index, next, hits);
                if hits.len() > 8 * MATCHES_MAX {
                    return;
                }
            }
        }
    }

    /// Whether the filter lets any term through that a word may begin; mostly it does not.
    #[inline]
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "all lengths are asked, too long ones in vain: no branch that could be guessed wrong"
    )]
    fn is_likely(&self, start: u64, length: usize, key: u64, next: u64) -> bool {
        let mut is_likely = self.passes(key) | self.passes(pair_key(key, next));
        for stem in &self.stem_lengths {
            is_likely |= self.passes(stem_key(start, *stem)) & (*stem <= length);
        }
        is_likely | (self.has_leads && self.passes(lead_key(key)))
    }

    #[inline]
    fn passes(&self, key: u64) -> bool {
        self.filter[filter_word(key, self.filter.len())] >> (key >> 58) & 1 == 1
    }

    /// Looks up the word at `index`, as it stands and behind its particles.
    #[cold]
    fn look(&self, reader: &Reader, index: usize, next: u64, hits: &mut Vec<Hit>) {
        let word = reader.words[index];
        self.look_from(reader, index, word.start, next, hits);
        let start = window(reader, word.start);
        let length = (word.end - word.start) as usize;
        for particle in PARTICLES.iter().filter(|own| own.begins(start, length)) {
            self.look_from(
                reader,
                index,
                word.start + particle.length as u32,
                next,
                hits,
            );
        }
    }

    /// Looks up the word at `index`, read from symbol `start`.
    fn look_from(&self, reader: &Reader, index: usize, start: u32, next: u64, hits: &mut Vec<Hit>) {
        let length = (reader.words[index].end - start) as usize;
        let window = window(reader, start);
        let key = word_key(window, length);
        let mut ask = |key: u64| {
            if self.passes(key) {
                self.compare(reader, index, start, key, hits);
            }
        };
        ask(key);
        ask(pair_key(key, next));
        for stem in self.stem_lengths.iter().filter(|stem| **stem <= length) {
            ask(stem_key(window, *stem));
        }
        if self.has_leads {
            ask(lead_key(key));
        }
    }

    fn compare(&self, reader: &Reader, index: usize, start: u32, key: u64, hits: &mut Vec<Hit>) {
        for term in self.terms_of(key) {
            let own = &self.terms[*term as usize];
            let last = index + own.words as usize - 1;
            if last >= reader.words.len() {
                continue;
            }
            let mut wanted = self.symbols[own.start as usize..own.end as usize]
                .split(|symbol| *symbol == alphabet::SPACE);
            let mut words = reader.words[index..=last].iter().enumerate();
            let holds = words.all(|(at, word)| {
                let from = if at == 0 { start } else { word.start };
                let found = &reader.symbols[from as usize..word.end as usize];
                let wanted = wanted.next().unwrap_or_default();
                if own.is_stem && index + at == last {
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

/// What a word is looked up by.
#[inline]
fn key_of(reader: &Reader, word: Word) -> u64 {
    word_key(window(reader, word.start), (word.end - word.start) as usize)
}

/// What two words in a row are looked up by.
#[inline]
fn pair_key(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(23) ^ second)
}

/// What a word is looked up by whose next is the start of one.
#[inline]
fn lead_key(first: u64) -> u64 {
    mix(first ^ 0x5DEE_CE66_D1CE_4E5B)
}

/// Which word of the filter a key is in; its bit is the six highest of the key.
#[inline]
fn filter_word(key: u64, words: usize) -> usize {
    (key >> 20) as usize & (words - 1)
}

/// A particle written before Arabic words, as symbols.
struct Particle {
    symbols: u64,
    mask: u64,
    length: usize,
}

impl Particle {
    /// Whether a word begins with it and goes on.
    #[inline]
    fn begins(&self, start: u64, length: usize) -> bool {
        start & self.mask == self.symbols && length >= self.length + PARTICLE_REST_MIN
    }
}

static PARTICLES: LazyLock<Vec<Particle>> = LazyLock::new(|| {
    let mut reader = Reader::new();
    let particles = [
        "و", "ف", "ب", "ل", "ك", "س", "ال", "لل", "وال", "بال", "فال", "كال", "ول", "وب", "فل",
        "وس", "فس", "ولل",
    ];
    particles
        .iter()
        .map(|particle| {
            reader.read(particle.as_bytes());
            let word = reader.words[0];
            let length = (word.end - word.start) as usize;
            Particle {
                symbols: first_of(window(&reader, word.start), length),
                mask: first_of(u64::MAX, length),
                length,
            }
        })
        .collect()
});

/// Whether a particle begins with a symbol.
static IS_PARTICLE_FIRST: LazyLock<[bool; 256]> = LazyLock::new(|| {
    let is_first = |symbol: usize| {
        let begins = |particle: &Particle| particle.symbols as u8 == symbol as u8;
        PARTICLES.iter().any(begins)
    };
    std::array::from_fn(is_first)
});
