//! The one pass that folds: bytes in, symbols of the machine and letters for people out.
//!
//! ```text
//! bytes ─decode─▶ entry of the table ─┬─ letter: symbol (runs of one letter become one)
//!                                     ├─ separator: the word ends, and is looked at once more
//!                                     └─ special: goes, is counted, or asks its neighbours
//! ```
//!
//! A word is read a second time only where its letters mix scripts or digits; each byte is read
//! at most three times, so time is linear on any input. Invalid UTF-8 goes byte by byte, counted.

use super::alphabet::{self, ADDRESS, LETTER_A, MENTION, QUOTE, SPACE, SPELLED};
#[cfg(target_arch = "x86_64")]
use super::block;
use super::spelled_out;
use super::table::{Entry, TABLE, Table, class, special};

/// Zero bytes after the symbols, so that an n-gram of up to eight is one load everywhere.
pub(crate) const PADDING: usize = 8;

/// Bytes read at once where they are plain.
pub(super) const BLOCK: usize = 64;
/// Letters of the longest word that is elided, `lorsqu'`.
const ELIDED_LETTERS_MAX: usize = 8;
/// Single letters in a row that are read as one word.
const SPACED_LETTERS_MIN: usize = 3;

/// Letters and digits of any script.
const WORD: u8 = class::LATIN | class::ARABIC | class::LOOK_ALIKE | class::DIGIT | class::LETTER;

/// Set beside the classes of a word that holds a sign which stands for a letter (`@ $ !`).
const SIGN_INSIDE: u8 = class::SIGN;

/// What was done to a text so that it escapes machines; each is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct EvasionSigns {
    /// Characters nobody sees: zero width, direction marks, tags, controls.
    pub invisible: u32,
    /// Bytes that are no UTF-8.
    pub invalid: u32,
    /// Words of Latin letters and their look-alikes.
    pub mixed_script: u32,
    /// Words with digits or signs for letters.
    pub leet: u32,
    /// Words written one letter at a time.
    pub spaced: u32,
    /// Letters repeated more than twice.
    pub repeated: u32,
}

/// Marks that are kept of a text.
pub(crate) const MARKS_MAX: usize = 64;

/// The first marks of letters that folding hides, in order; see `Entry::mark`.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    /// What follows `count` is old; a block is always written whole.
    pub(super) letters: [u8; MARKS_MAX + BLOCK],
    pub(super) count: usize,
}

impl Marks {
    /// The marks of the text read last.
    pub(crate) fn get(&self) -> &[u8] {
        &self.letters[..self.count]
    }

    #[inline]
    fn push(&mut self, mark: u8) {
        self.letters[self.count] = mark;
        self.count = MARKS_MAX.min(self.count + 1);
    }
}

/// One word of the symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// First symbol.
    pub(crate) start: u32,
    /// One past the last symbol.
    pub(crate) end: u32,
}

/// A further reading of a word: `k i l l`, `k1ll`, `7arb`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Extra {
    /// The word as it is read; runs of one letter are one letter.
    pub text: String,
    /// How it came about.
    pub kind: ExtraKind,
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte in the original.
    pub end: u32,
}

/// How a further token of a text came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraKind {
    /// `k i l l`
    Spaced,
    /// `k1ll`
    Leet,
    /// `7arb`
    Arabizi,
}

/// Reads one text after another with the same buffers.
///
/// After [`Reader::read`] the symbols, words and signs of that text are there; the letters for
/// people and all offsets only after [`Reader::read_whole`].
#[derive(Debug)]
pub struct Reader {
    pub(crate) symbols: Vec<u8>,
    /// Number of symbols; what follows in the buffer is padding or old.
    pub(crate) length: usize,
    pub(crate) words: Vec<Word>,
    pub(crate) marks: Marks,
    pub(crate) signs: EvasionSigns,
    /// Folded UTF-16 units, and the byte each came from.
    pub(crate) units: Vec<u16>,
    pub(crate) unit_offsets: Vec<u32>,
    /// The byte each symbol came from.
    pub(crate) symbol_offsets: Vec<u32>,
    pub(crate) extras: Vec<Extra>,
    /// Words to be read as Arabic in Latin letters: bytes of the original.
    arabizi: Vec<(u32, u32)>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader with empty buffers.
    pub fn new() -> Self {
        Self {
            symbols: Vec::new(),
            length: 0,
            words: Vec::new(),
            marks: Marks {
                letters: [0; MARKS_MAX + BLOCK],
                count: 0,
            },
            signs: EvasionSigns::default(),
            units: Vec::new(),
            unit_offsets: Vec::new(),
            symbol_offsets: Vec::new(),
            extras: Vec::new(),
            arabizi: Vec::new(),
        }
    }

    /// Reads a text for the machine: symbols and words, no offsets.
    pub fn read(&mut self, text: &[u8]) {
        self.run::<false>(text);
    }

    /// Reads a text with everything: letters, offsets, further tokens.
    pub fn read_whole(&mut self, text: &[u8]) {
        self.run::<true>(text);
    }

    /// The symbols of the last text.
    pub fn symbols(&self) -> &[u8] {
        &self.symbols[..self.length]
    }

    /// What was counted in the last text.
    pub fn signs(&self) -> EvasionSigns {
        self.signs
    }

    fn run<const WHOLE: bool>(&mut self, text: &[u8]) {
        self.words.clear();
        self.marks.count = 0;
        self.units.clear();
        self.unit_offsets.clear();
        self.symbol_offsets.clear();
        self.extras.clear();
        self.arabizi.clear();
        self.signs = EvasionSigns::default();
        // Two symbols a byte at most (a sign that is spelled out), save for ligatures, which grow
        // the buffer themselves; and a block is always written whole.
        let wanted = 2 * text.len() + 2 * BLOCK;
        if self.symbols.len() < wanted {
            self.symbols.resize(wanted, SPACE);
        }
        self.symbols[0] = SPACE;
        if WHOLE {
            self.symbol_offsets.push(0);
        }
        let mut pass = Pass::<WHOLE> {
            table: &TABLE,
            text,
            at: 0,
            char_start: 0,
            length: 1,
            last: SPACE,
            run: 1,
            word_start: 1,
            word_byte: 0,
            word_unit: 0,
            word_classes: 0,
            gap: 0,
            singles: 0,
            reader: self,
        };
        pass.read();
        let length = pass.length;
        self.length = length;
        self.symbols[length..length + PADDING].fill(SPACE);
    }
}

/// The state of one pass.
struct Pass<'r, 't, const WHOLE: bool> {
    reader: &'r mut Reader,
    table: &'static Table,
    text: &'t [u8],
    /// Next byte.
    at: usize,
    /// First byte of the character at hand.
    char_start: usize,
    /// Symbols so far.
    length: usize,
    last: u8,
    /// How often the last letter stood there in a row.
    run: u32,
    word_start: usize,
    word_byte: usize,
    word_unit: usize,
    /// Classes of the word at hand; 0 outside words.
    word_classes: u8,
    /// Separators since the last word.
    gap: u32,
    /// Words of one letter just before.
    singles: usize,
}

impl<const WHOLE: bool> Pass<'_, '_, WHOLE> {
    fn read(&mut self) {
        #[cfg(target_arch = "x86_64")]
        if !WHOLE && let Some(tables) = block::Tables::get() {
            self.read_blocks(tables);
        }
        while self.at < self.text.len() {
            self.read_one();
        }
        self.char_start = self.text.len();
        self.end_word();
        self.join_singles(0);
        self.push_space();
        self.spell_arabizi();
    }

    /// The next character.
    #[inline]
    fn read_one(&mut self) {
        self.char_start = self.at;
        let byte = self.text[self.at];
        if byte < 0x80 {
            self.at += 1;
            self.step(self.table.basic(u16::from(byte)));
        } else {
            self.read_wide(byte);
        }
    }

    /// Plain text by blocks, and what is hard in between letter by letter.
    #[cfg(target_arch = "x86_64")]
    fn read_blocks(&mut self, tables: &block::Tables) {
        while self.at < self.text.len() {
            let mut output = block::Output {
                symbols: &mut self.reader.symbols,
                length: self.length,
                words: &mut self.reader.words,
                marks: &mut self.reader.marks,
                singles: self.singles,
                gap: self.gap,
                repeated: 0,
            };
            let (plain, hard) = block::read(tables, &self.text[self.at..], &mut output);
            self.reader.signs.repeated += output.repeated;
            (self.length, self.singles, self.gap) = (output.length, output.singles, output.gap);
            if plain > 0 {
                self.last = SPACE;
                self.at += plain;
            }
            if hard > 0 {
                self.read_hard(hard);
            }
        }
    }

    /// So many bytes letter by letter, and on until a word ends with white space.
    #[cfg(target_arch = "x86_64")]
    fn read_hard(&mut self, bytes: usize) {
        let past = (self.at + bytes).min(self.text.len());
        while self.at < self.text.len() {
            self.read_one();
            // Behind white space and outside of words a block may begin.
            let is_behind_space = matches!(self.text[self.at - 1], b' ' | b'\n');
            if self.at >= past && self.word_classes == 0 && is_behind_space {
                break;
            }
        }
    }

    /// A character of two to four bytes, or one byte that is none.
    #[inline]
    fn read_wide(&mut self, byte: u8) {
        let rest = &self.text[self.at + 1..];
        let follows = |index: usize| {
            rest.get(index)
                .filter(|next| **next & 0xC0 == 0x80)
                .map(|next| u32::from(next & 0x3F))
        };
        let lead = u32::from(byte);
        if (0xC2..0xE0).contains(&byte) {
            if let Some(one) = follows(0) {
                self.at += 2;
                let code = (lead & 0x1F) << 6 | one;
                return self.step(self.table.basic(code as u16));
            }
        } else if byte & 0xF0 == 0xE0 {
            if let (Some(one), Some(two)) = (follows(0), follows(1)) {
                let code = (lead & 0x0F) << 12 | one << 6 | two;
                if code >= 0x800 && !(0xD800..0xE000).contains(&code) {
                    self.at += 3;
                    return self.step(self.table.basic(code as u16));
                }
            }
        } else if byte & 0xF8 == 0xF0
            && let (Some(one), Some(two), Some(three)) = (follows(0), follows(1), follows(2))
        {
            let code = (lead & 7) << 18 | one << 12 | two << 6 | three;
            if (0x1_0000..0x11_0000).contains(&code) {
                self.at += 4;
                return self.step_astral(code);
            }
        }
        self.at += 1;
        self.reader.signs.invalid += 1;
    }

    #[inline]
    fn step(&mut self, entry: Entry) {
        let class = entry.class();
        if class & WORD != 0 {
            self.letter(entry, class);
        } else if class & class::SPACE != 0 {
            self.end_word();
            self.gap += 1;
            self.push_space();
        } else if class & class::SIGN != 0 {
            self.sign(entry);
        } else {
            self.special(entry);
        }
    }

    /// A letter or digit: the common case.
    #[inline]
    fn letter(&mut self, entry: Entry, class: u8) {
        if self.word_classes == 0 {
            self.start_word();
        }
        self.word_classes |= class;
        if entry.mark() != 0 {
            self.reader.marks.push(entry.mark());
        }
        let symbol = entry.symbol();
        if symbol == self.last && class != class::DIGIT && symbol != SPELLED {
            self.run += 1;
            if self.run > 2 {
                self.reader.signs.repeated += u32::from(self.run == 3);
                return;
            }
            return self.push_unit(entry.unit());
        }
        self.run = 1;
        self.push_unit(entry.unit());
        if symbol == SPELLED {
            self.push_spelled(entry.unit());
        } else {
            self.push(symbol);
        }
    }

    #[inline]
    fn start_word(&mut self) {
        if self.gap > 1 {
            self.join_singles(0);
        }
        self.word_start = self.length;
        self.word_byte = self.char_start;
        if WHOLE {
            self.word_unit = self.reader.units.len();
        }
        // A letter equal to the one before the separator is no repetition of it.
        self.last = SPACE;
    }

    /// Punctuation, emoji, quote marks: end the word, stay, a run of them is one.
    fn sign(&mut self, entry: Entry) {
        self.end_word();
        self.gap += 1;
        self.push_unit(entry.unit());
        if entry.symbol() == SPELLED {
            self.push_spelled(entry.unit());
        } else if entry.symbol() != self.last {
            self.push(entry.symbol());
        }
    }

    fn special(&mut self, entry: Entry) {
        let is_inside = self.word_classes != 0;
        let next = self.plain(self.at).map_or(b' ', |(byte, _)| byte);
        let is_next_letter = next.is_ascii_alphabetic();
        match entry.unit() {
            special::DROP => {
                if entry.mark() != 0 {
                    self.reader.marks.push(entry.mark());
                }
            }
            special::INVISIBLE => self.reader.signs.invisible += 1,
            special::JOINER => self.reader.signs.invisible += u32::from(is_inside),
            special::APOSTROPHE => self.apostrophe(),
            // A name is read as `aname`: the sign may stand for the letter.
            special::AT if is_next_letter || is_inside && next == b'@' => self.sign_inside(b'@'),
            special::AT => self.plain_sign(b'@', MENTION),
            special::DOLLAR if is_next_letter || is_inside && next.is_ascii_alphanumeric() => {
                self.sign_inside(b'$');
            }
            special::EXCLAMATION if is_inside && is_next_letter => self.sign_inside(b'!'),
            special::DOLLAR => self.plain_sign(b'$', sign_symbol(b'$')),
            special::EXCLAMATION => self.plain_sign(b'!', sign_symbol(b'!')),
            special::COLON if self.is_scheme() => self.address(),
            special::COLON => self.plain_sign(b':', sign_symbol(b':')),
            unit => {
                for index in 0..self.table.expansion(unit).len() {
                    // A ligature of three bytes may hold eighteen letters.
                    let rest = 2 * (self.text.len() - self.at);
                    if self.reader.symbols.len() < self.length + rest + 2 * BLOCK {
                        let wanted = 2 * self.reader.symbols.len() + 2 * BLOCK;
                        self.reader.symbols.resize(wanted, SPACE);
                    }
                    let unit = self.table.expansion(unit)[index];
                    self.step(self.table.basic(unit));
                }
            }
        }
    }

    /// A character above the basic plane: folded by its own table, or kept as it is.
    fn step_astral(&mut self, code: u32) {
        if let Some(entry) = self.table.astral(code) {
            return self.step(entry);
        }
        let c = char::from_u32(code).unwrap_or(' ');
        let mut units = [0; 2];
        c.encode_utf16(&mut units);
        let is_letter = c.is_alphabetic();
        if is_letter {
            if self.word_classes == 0 {
                self.start_word();
            }
            self.word_classes |= class::LETTER;
        } else {
            self.end_word();
            self.gap += 1;
        }
        self.push_unit(units[0]);
        self.push_unit(units[1]);
        // Emoji share their first unit almost always: its low bits and the second tell them apart.
        self.push_spelled((units[0] & 0x3) << 10 | units[1] & 0x3FF);
    }

    /// `l'attaque` is two words, `don't` is one; before and after words it quotes.
    fn apostrophe(&mut self) {
        self.push_unit(u16::from(b'\''));
        if self.word_classes == 0 && self.is_between_singles() {
            // `l ' a t t a q u e`: after an elision another run begins, else this one goes on.
            let run = self.reader.words.len() - self.singles;
            let run: Vec<u8> = self.reader.words[run..]
                .iter()
                .map(|word| self.reader.symbols[word.start as usize])
                .collect();
            let is_elided = is_elided(&run);
            if is_elided && run.len() > 1 {
                self.singles = 0;
                self.join(run.len(), 0);
            }
            self.gap = u32::from(is_elided);
            return;
        }
        if self.word_classes == 0 {
            self.gap += 1;
            if self.last != QUOTE {
                self.push(QUOTE);
            }
            return;
        }
        let word = &self.reader.symbols[self.word_start..self.length];
        if is_elided(word) {
            self.end_word();
            self.gap += 1;
            self.push_once_space();
        }
    }

    /// Whether what stands here alone follows a word of one letter, as in `l ' a t t a q u e`.
    fn is_between_singles(&self) -> bool {
        (1..=ELIDED_LETTERS_MAX).contains(&self.singles)
            && self.gap == 1
            && self.text.get(self.at) == Some(&b' ')
    }

    /// The ASCII character, in lower case, that is meant at a byte, and its length: itself, or its
    /// full-width or mathematical form.
    fn plain(&self, at: usize) -> Option<(u8, usize)> {
        let bytes = self.text.get(at..)?;
        let (byte, length) = match *bytes {
            [byte @ 0..0x80, ..] => (byte, 1),
            // U+FF01 to U+FF5E stand in the order of ASCII from `!` on.
            [0xEF, 0xBC, low @ 0x81..0xC0, ..] => (low - 0x60, 3),
            [0xEF, 0xBD, low @ 0x80..=0x9E, ..] => (low - 0x20, 3),
            [
                0xF0,
                one @ 0x90..0xC0,
                two @ 0x80..0xC0,
                three @ 0x80..0xC0,
                ..,
            ] => {
                let bits = |byte: u8| u32::from(byte & 0x3F);
                let code = bits(one) << 12 | bits(two) << 6 | bits(three);
                let unit = self.table.astral(code)?.unit();
                (
                    u8::try_from(unit).ok().filter(u8::is_ascii_alphanumeric)?,
                    4,
                )
            }
            _ => return None,
        };
        Some((byte.to_ascii_lowercase(), length))
    }

    fn plain_sign(&mut self, sign: u8, symbol: u8) {
        self.end_word();
        self.gap += 1;
        self.push_unit(u16::from(sign));
        if self.last != symbol {
            self.push(symbol);
        }
    }

    /// A sign in place of a letter: stays in the word, which is looked at when it ends.
    fn sign_inside(&mut self, sign: u8) {
        if self.word_classes == 0 {
            self.start_word();
        }
        self.word_classes |= SIGN_INSIDE;
        self.push_unit(u16::from(sign));
        self.run = 1;
        self.push(sign_symbol(sign));
    }

    /// Whether the word at hand and what follows start a web address.
    fn is_scheme(&self) -> bool {
        if self.word_classes == 0 {
            return false;
        }
        let mut at = self.word_byte;
        let mut goes_on = |wanted: u8| match self.plain(at) {
            Some((byte, length)) if byte == wanted => {
                at += length;
                true
            }
            _ => false,
        };
        if !b"http".iter().all(|wanted| goes_on(*wanted)) {
            return false;
        }
        goes_on(b's');
        goes_on(b':') && goes_on(b'/') && goes_on(b'/')
    }

    /// A web address is one symbol up to the next space; people see it whole.
    fn address(&mut self) {
        self.length = self.word_start;
        if WHOLE {
            self.reader.symbol_offsets.truncate(self.length);
        }
        self.word_classes = 0;
        self.push_unit(u16::from(b':'));
        self.char_start = self.word_byte;
        self.push(ADDRESS);
        while let Some((byte, length)) = self.plain(self.at) {
            if byte.is_ascii_whitespace() || byte == b'"' {
                break;
            }
            if WHOLE {
                self.char_start = self.at;
                self.push_unit(u16::from(byte));
            }
            self.at += length;
        }
        self.gap += 2;
    }

    /// The word at hand is over: mixed ones are read again, single letters are counted.
    #[inline]
    fn end_word(&mut self) {
        let classes = self.word_classes;
        if classes == 0 {
            return;
        }
        self.word_classes = 0;
        if classes & (classes - 1) != 0 {
            self.end_mixed_word(classes);
        }
        self.reader.words.push(Word {
            start: self.word_start as u32,
            end: self.length as u32,
        });
        self.gap = 0;
        let is_single = self.length - self.word_start == 1 && classes != class::DIGIT;
        if is_single {
            self.singles += 1;
        } else if self.singles != 0 {
            self.join_singles(1);
        }
    }

    /// A word of several scripts, or of letters and digits.
    #[cold]
    fn end_mixed_word(&mut self, classes: u8) {
        const LATIN_DIGIT: u8 = class::LATIN | class::DIGIT;
        if classes & class::LATIN == 0 {
            return;
        }
        if classes & class::LOOK_ALIKE != 0 {
            self.reader.signs.mixed_script += 1;
            self.reread(|entry, byte| match entry.look_alike() {
                0 => byte,
                letter => letter,
            });
        }
        if classes & (SIGN_INSIDE | class::DIGIT) == 0 || classes & class::ARABIC != 0 {
            return;
        }
        if classes & LATIN_DIGIT == LATIN_DIGIT {
            self.note_arabizi();
        }
        let is_leet = |symbol: &u8| unleet(*symbol) != *symbol;
        let symbols = &self.reader.symbols[self.word_start..self.length];
        let is_name = symbols[0] == sign_symbol(b'@') && !symbols[1..].iter().any(is_leet);
        if symbols.iter().any(is_leet) {
            self.rewrite(unleet);
            if !is_name {
                self.reader.signs.leet += 1;
                self.note_extra(
                    ExtraKind::Leet,
                    self.word_byte,
                    self.char_start,
                    self.word_start,
                );
            }
        }
    }

    /// Reads the bytes of the word again, another letter for each where `letter` says so.
    fn reread(&mut self, letter: impl Fn(Entry, u8) -> u8) {
        let Ok(word) = std::str::from_utf8(&self.text[self.word_byte..self.char_start]) else {
            return; // Bytes that are no text are between the letters: left as they are.
        };
        self.length = self.word_start;
        self.last = SPACE;
        self.run = 1;
        if WHOLE {
            self.reader.symbol_offsets.truncate(self.length);
            self.reader.units.truncate(self.word_unit);
            self.reader.unit_offsets.truncate(self.word_unit);
        }
        let end = self.char_start;
        for (offset, c) in word.char_indices() {
            let mut unit = [0; 2];
            let entry = match c.encode_utf16(&mut unit).len() {
                1 => self.table.basic(unit[0]),
                _ => self.table.astral(c as u32).unwrap_or(Entry::DROP),
            };
            self.char_start = self.word_byte + offset;
            match letter(entry, 0) {
                0 if entry.class() & WORD != 0 => self.reread_letter(entry),
                0 => {} // Dropped before, dropped again; signs inside are letters of `letter`.
                found => self.reread_letter(self.table.basic(u16::from(found))),
            }
        }
        self.char_start = end;
    }

    fn reread_letter(&mut self, entry: Entry) {
        let symbol = entry.symbol();
        if symbol == self.last && entry.class() != class::DIGIT && symbol != SPELLED {
            self.run += 1;
            if self.run <= 2 {
                self.push_unit(entry.unit());
            }
            return;
        }
        self.run = 1;
        self.push_unit(entry.unit());
        if symbol == SPELLED {
            self.push_spelled(entry.unit());
        } else {
            self.push(symbol);
        }
    }

    /// Replaces each symbol of the word, and makes runs of one letter one again.
    fn rewrite(&mut self, letter: impl Fn(u8) -> u8) {
        let mut to = self.word_start;
        let mut last = SPACE;
        for from in self.word_start..self.length {
            let symbol = letter(self.reader.symbols[from]);
            if symbol == last && symbol >= LETTER_A {
                continue;
            }
            last = symbol;
            self.reader.symbols[to] = symbol;
            if WHOLE {
                self.reader.symbol_offsets[to] = self.reader.symbol_offsets[from];
            }
            to += 1;
        }
        self.length = to;
        self.last = last;
        if WHOLE {
            self.reader.symbol_offsets.truncate(to);
        }
    }

    /// Single letters in a row become one word; the last `after` words stand behind them.
    fn join_singles(&mut self, after: usize) {
        let singles = std::mem::take(&mut self.singles);
        if singles >= SPACED_LETTERS_MIN {
            self.join(singles, after);
        }
    }

    /// So many words of one letter, before the last `after` words, become one.
    fn join(&mut self, singles: usize, after: usize) {
        self.reader.signs.spaced += 1;
        let words = &mut self.reader.words;
        let first_word = words.len() - after - singles;
        let first = words[first_word];
        let past = words[words.len() - after - 1];
        let byte = |offsets: &[u32], at: u32| offsets.get(at as usize).copied().unwrap_or(0);
        let (from_byte, to_byte) = (
            byte(&self.reader.symbol_offsets, first.start),
            byte(&self.reader.symbol_offsets, past.end),
        );
        let to_byte = if to_byte == 0 {
            self.char_start as u32
        } else {
            to_byte
        };
        let mut to = first.start as usize;
        let mut last = SPACE;
        for word in &words[first_word..first_word + singles] {
            let from = word.start as usize;
            let symbol = self.reader.symbols[from];
            if symbol == last {
                continue;
            }
            last = symbol;
            self.reader.symbols[to] = symbol;
            if WHOLE {
                self.reader.symbol_offsets[to] = self.reader.symbol_offsets[from];
            }
            to += 1;
        }
        let joined = Word {
            start: first.start,
            end: to as u32,
        };
        // Whatever stands behind moves up, the separator with it.
        let tail = past.end as usize..self.length;
        let moved = tail.start - to;
        self.reader.symbols.copy_within(tail.clone(), to);
        if WHOLE {
            self.reader.symbol_offsets.copy_within(tail, to);
        }
        self.length -= moved;
        self.word_start = self.word_start.saturating_sub(moved);
        let last_words = words.split_off(words.len() - after);
        words.truncate(first_word);
        words.push(joined);
        words.extend(last_words.into_iter().map(|word| Word {
            start: word.start - moved as u32,
            end: word.end - moved as u32,
        }));
        if WHOLE {
            self.reader.symbol_offsets.truncate(self.length);
            let text = spelled_out(&self.reader.symbols[joined.start as usize..to]);
            self.reader.extras.push(Extra {
                text,
                kind: ExtraKind::Spaced,
                start: from_byte,
                end: to_byte,
            });
        }
    }

    /// Remembers a word of Latin letters and digits that may be Arabic.
    fn note_arabizi(&mut self) {
        let word = &self.text[self.word_byte..self.char_start];
        let letters = word
            .iter()
            .filter(|byte| byte.is_ascii_alphabetic())
            .count();
        let is_vowel = |byte: &u8| b"aeiouyAEIOUY".contains(byte);
        // A 3 among consonants is an `e` of leet, beside a vowel it is the Arabic letter.
        let has_digit = word.iter().enumerate().any(|(at, byte)| match byte {
            b'3' => at > 0 && is_vowel(&word[at - 1]) || word.get(at + 1).is_some_and(is_vowel),
            b'2' | b'5'..=b'9' => true,
            _ => false,
        });
        if letters >= 2 && has_digit && word.is_ascii() && word.len() <= ARABIZI_BYTES_MAX {
            self.reader
                .arabizi
                .push((self.word_byte as u32, self.char_start as u32));
        }
    }

    /// Appends the words that may be Arabic in Latin letters, in Arabic letters.
    fn spell_arabizi(&mut self) {
        if self.reader.arabizi.is_empty() {
            return;
        }
        let words = std::mem::take(&mut self.reader.arabizi);
        for (start, end) in &words {
            let word = &self.text[*start as usize..*end as usize];
            let wanted = self.length + 2 * word.len() + 64;
            if self.reader.symbols.len() < wanted {
                self.reader.symbols.resize(wanted + wanted / 2, SPACE);
            }
            self.char_start = *start as usize;
            let first = self.length;
            let table = self.table;
            self.last = SPACE;
            super::arabizi::spell(word, |offset, unit| {
                let entry = table.basic(unit);
                self.char_start = *start as usize + offset;
                if entry.symbol() != self.last {
                    self.push(entry.symbol());
                }
            });
            if self.length == first {
                continue;
            }
            self.reader.words.push(Word {
                start: first as u32,
                end: self.length as u32,
            });
            self.note_extra(ExtraKind::Arabizi, *start as usize, *end as usize, first);
            self.char_start = *end as usize;
            self.push_space();
        }
        self.reader.arabizi = words;
    }

    fn note_extra(&mut self, kind: ExtraKind, start: usize, end: usize, first: usize) {
        if WHOLE {
            let text = spelled_out(&self.reader.symbols[first..self.length]);
            self.reader.extras.push(Extra {
                text,
                kind,
                start: start as u32,
                end: end as u32,
            });
        }
    }

    #[inline]
    fn push_space(&mut self) {
        if WHOLE
            && self
                .reader
                .units
                .last()
                .is_some_and(|unit| *unit != u16::from(b' '))
        {
            self.push_unit(u16::from(b' '));
        }
        self.push_once_space();
    }

    #[inline]
    fn push_once_space(&mut self) {
        if self.reader.symbols[self.length - 1] != SPACE {
            self.push(SPACE);
        }
    }

    #[inline]
    fn push(&mut self, symbol: u8) {
        self.reader.symbols[self.length] = symbol;
        self.length += 1;
        self.last = symbol;
        if WHOLE {
            self.reader.symbol_offsets.push(self.char_start as u32);
        }
    }

    fn push_spelled(&mut self, unit: u16) {
        let [one, two] = alphabet::spell(unit);
        self.push(one);
        self.push(two);
    }

    #[inline]
    fn push_unit(&mut self, unit: u16) {
        if WHOLE {
            self.reader.units.push(unit);
            self.reader.unit_offsets.push(self.char_start as u32);
        }
    }
}

/// Longest word read as Arabic in Latin letters, in bytes.
const ARABIZI_BYTES_MAX: usize = 32;

pub(super) fn sign_symbol(sign: u8) -> u8 {
    match sign {
        b'!' => 4,
        b':' => 8,
        b'@' => 4 + 15,
        _ => 4 + 18,
    }
}

/// The letter a digit or sign stands for in leet; other symbols as they are.
fn unleet(symbol: u8) -> u8 {
    let letter = match symbol.wrapping_sub(alphabet::DIGIT_0) {
        0 => b'o',
        1 => b'i',
        3 => b'e',
        4 => b'a',
        5 => b's',
        7 => b't',
        _ if symbol == sign_symbol(b'@') => b'a',
        _ if symbol == sign_symbol(b'!') => b'i',
        _ if symbol == sign_symbol(b'$') => b's',
        _ => return symbol,
    };
    alphabet::ascii_symbol(letter)
}

/// Whether an apostrophe after these symbols is a French elision: `l' d' qu' jusqu'` …
fn is_elided(word: &[u8]) -> bool {
    let letters = |text: &[u8]| {
        word.len() == text.len()
            && word
                .iter()
                .zip(text)
                .all(|(symbol, byte)| *symbol == alphabet::ascii_symbol(*byte))
    };
    match word.len() {
        1 => b"ldjnmtscz"
            .iter()
            .any(|byte| word[0] == alphabet::ascii_symbol(*byte)),
        2 => letters(b"qu"),
        5.. => [
            &b"jusqu"[..],
            b"lorsqu",
            b"puisqu",
            b"quoiqu",
            b"presqu",
            b"quelqu",
        ]
        .iter()
        .any(|text| letters(text)),
        _ => false,
    }
}
