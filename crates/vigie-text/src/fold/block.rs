//! Sixty-four bytes at once: plain words of Latin and Arabic letters, digits, spaces, punctuation.
//!
//! ```text
//! 64 bytes ─ seven tables of 64 ─▶ a symbol each ─┬─ first hard byte ─▶ cut before its word
//!                                                 ├─ lead bytes, vowel signs: squeezed out
//!                                                 ├─ same as the one before: squeezed out
//!                                                 └─ edges of words: two masks
//! ```
//!
//! Whatever asks its neighbours (digits beside letters, look-alikes, single letters in a row, most
//! characters of three bytes or four) is hard, and is left to the reader that goes
//! letter by letter. Both read the same: the tests hold one against the other. For processors with
//! AVX-512 VBMI2; on others all is read letter by letter.

use std::arch::x86_64::{
    __m512i, _mm512_cmpeq_epi8_mask, _mm512_cmpge_epu8_mask, _mm512_cmplt_epu8_mask,
    _mm512_loadu_epi8, _mm512_mask_blend_epi8, _mm512_mask_loadu_epi8,
    _mm512_mask_permutexvar_epi8, _mm512_maskz_compress_epi8, _mm512_maskz_permutexvar_epi8,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_set1_epi8,
    _mm512_storeu_epi8, _mm512_sub_epi8, _mm512_test_epi8_mask,
};
use std::sync::LazyLock;

use super::alphabet::{ARABIC_A, CYRILLIC_A, DIGIT_0, LETTER_A, QUOTE, SPACE, SPELLED};
use super::reader::{BLOCK, MARKS_MAX, Marks, Word};
use super::table::{TABLE, class, special};

/// In the tables: goes without trace.
const DROP: u8 = 0xFF;
/// In the tables: not to be read here.
const HARD: u8 = 0xFE;
/// Lead bytes whose characters of two bytes have a table: accents, then Arabic.
const LEADS: [u8; 6] = [0xC2, 0xC3, 0xD8, 0xD9, 0xDA, 0xDB];

/// What each byte stands for.
pub(super) struct Tables {
    /// Symbols of ASCII.
    ascii: [[u8; BLOCK]; 2],
    /// [`DROP`] for the lead bytes that have tables, [`HARD`] for the others; from 0xC0 on.
    leads: [u8; BLOCK],
    /// Symbols by lead and the low bits of the byte behind it.
    symbols: [[u8; BLOCK]; LEADS.len()],
    /// Marks of letters that folding hides, likewise.
    marks: [[u8; BLOCK]; LEADS.len()],
    /// Symbols of U+2000 to U+203F, whose bytes begin with E2 80.
    punctuation: [u8; BLOCK],
    /// For each byte the one before.
    before: [u8; BLOCK],
    /// 0 to 63.
    places: [u8; BLOCK],
}

/// The tables; `None` on a processor that could not use them.
static TABLES: LazyLock<Option<Tables>> = LazyLock::new(|| {
    let can = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt");
    can.then(Tables::new)
});

impl Tables {
    /// The tables, when this processor can use them.
    pub(super) fn get() -> Option<&'static Self> {
        TABLES.as_ref()
    }

    fn new() -> Self {
        let symbol = |code: u16| {
            let entry = TABLE.basic(code);
            match entry.class() {
                class::LATIN | class::ARABIC | class::SIGN if entry.symbol() != SPELLED => {
                    entry.symbol()
                }
                class::DIGIT if code < 0x80 => entry.symbol(),
                class::SPACE => SPACE,
                class::SPECIAL => match entry.unit() {
                    special::DROP => DROP,
                    // Hard only where a letter or `//` follows: see `hard`.
                    special::EXCLAMATION if code < 0x80 => super::reader::sign_symbol(b'!'),
                    special::COLON if code < 0x80 => super::reader::sign_symbol(b':'),
                    _ => HARD,
                },
                _ => HARD,
            }
        };
        let place = |at: usize| at as u8;
        let mut tables = Self {
            ascii: [[HARD; BLOCK]; 2],
            leads: [HARD; BLOCK],
            symbols: [[HARD; BLOCK]; LEADS.len()],
            marks: [[0; BLOCK]; LEADS.len()],
            punctuation: [HARD; BLOCK],
            before: std::array::from_fn(|at| place(at.saturating_sub(1))),
            places: std::array::from_fn(place),
        };
        for code in 0..0x80_u16 {
            tables.ascii[usize::from(code / 64)][usize::from(code % 64)] = symbol(code);
        }
        for low in 0..64_u16 {
            // Spaces and dashes would do; what is invisible is counted elsewhere.
            let own = symbol(0x2000 | low);
            if own != SPACE && own != DROP {
                tables.punctuation[usize::from(low)] = own;
            }
        }
        for (index, lead) in LEADS.into_iter().enumerate() {
            tables.leads[usize::from(lead & 0x3F)] = DROP;
            for low in 0..64_u16 {
                let code = u16::from(lead & 0x1F) << 6 | low;
                let own = symbol(code);
                tables.symbols[index][usize::from(low)] = own;
                if own != HARD {
                    tables.marks[index][usize::from(low)] = TABLE.basic(code).mark();
                }
            }
        }
        tables
    }
}

/// Where blocks are written to, and what they are read after.
pub(super) struct Output<'o> {
    /// As many symbols as there are bytes, and [`BLOCK`] more, are free from `length` on.
    pub(super) symbols: &'o mut [u8],
    pub(super) length: usize,
    pub(super) words: &'o mut Vec<Word>,
    pub(super) marks: &'o mut Marks,
    /// Words of one letter just before.
    pub(super) singles: usize,
    /// Separators since the last word.
    pub(super) gap: u32,
    /// Runs of three letters found.
    pub(super) repeated: u32,
}

/// Reads plain text, whole words only; how many bytes that were, and how many of those behind them
/// are hard: these and what follows up to the next white space. None at the end of the text.
pub(super) fn read(tables: &Tables, text: &[u8], output: &mut Output<'_>) -> (usize, usize) {
    #[expect(
        unsafe_code,
        reason = "tables are there only when the processor has the instructions"
    )]
    unsafe {
        read_avx512(tables, text, output)
    }
}

/// The first 64 bytes; spaces behind the end.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load_padded(text: &[u8]) -> __m512i {
    let there = low(text.len().min(BLOCK) as u32);
    #[expect(unsafe_code, reason = "only bytes that are there are loaded")]
    unsafe {
        _mm512_mask_loadu_epi8(_mm512_set1_epi8(all(b' ')), there, text.as_ptr().cast())
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(bytes: &[u8; BLOCK]) -> __m512i {
    #[expect(unsafe_code, reason = "64 bytes are there, at any address")]
    unsafe {
        _mm512_loadu_epi8(bytes.as_ptr().cast())
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn store(vector: __m512i, bytes: &mut [u8; BLOCK]) {
    #[expect(unsafe_code, reason = "64 bytes are there, at any address")]
    unsafe {
        _mm512_storeu_epi8(bytes.as_mut_ptr().cast(), vector);
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn is(vector: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(vector, _mm512_set1_epi8(all(byte)))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn is_from(vector: __m512i, byte: u8) -> u64 {
    _mm512_cmpge_epu8_mask(vector, _mm512_set1_epi8(all(byte)))
}

/// Bytes from one on, and below another.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn is_between(vector: __m512i, from: u8, to: u8) -> u64 {
    let above = _mm512_sub_epi8(vector, _mm512_set1_epi8(all(from)));
    _mm512_cmplt_epu8_mask(above, _mm512_set1_epi8(all(to - from)))
}

/// The `count` lowest bits.
#[inline]
fn low(count: u32) -> u64 {
    if count >= 64 {
        u64::MAX
    } else {
        (1 << count) - 1
    }
}

const fn all(byte: u8) -> i8 {
    byte.cast_signed()
}

/// The symbols of a block before anything is squeezed out, and which bytes are hard.
struct Seen {
    symbols: __m512i,
    marks: __m512i,
    wide: u64,
    hard: u64,
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn look_up(tables: &Tables, bytes: __m512i) -> Seen {
    let wide = _mm512_movepi8_mask(bytes);
    let ascii = _mm512_permutex2var_epi8(load(&tables.ascii[0]), bytes, load(&tables.ascii[1]));
    let mut seen = Seen {
        symbols: ascii,
        marks: _mm512_set1_epi8(0),
        wide,
        hard: 0,
    };
    if wide == 0 {
        return seen;
    }
    let leads = is_from(bytes, 0xC0);
    let behind = wide & !leads;
    seen.symbols = _mm512_mask_permutexvar_epi8(seen.symbols, leads, bytes, load(&tables.leads));
    // A byte behind none of the leads is hard, and so is a lead that nothing follows.
    seen.hard = behind | leads & !(behind >> 1);
    for (index, lead) in LEADS.into_iter().enumerate() {
        let own = is(bytes, lead) << 1 & behind;
        seen.hard &= !own;
        let table = load(&tables.symbols[index]);
        seen.symbols = _mm512_mask_permutexvar_epi8(seen.symbols, own, bytes, table);
        let table = load(&tables.marks[index]);
        let marks = _mm512_maskz_permutexvar_epi8(own, bytes, table);
        seen.marks = _mm512_or_si512(seen.marks, marks);
    }
    // Dashes and quote marks of three bytes.
    let second = is(bytes, 0xE2) << 1 & is(bytes, 0x80);
    let third = second << 1 & behind;
    seen.hard &= !(second & third >> 1 | third);
    let table = load(&tables.punctuation);
    seen.symbols = _mm512_mask_permutexvar_epi8(seen.symbols, third, bytes, table);
    let spelled = third >> 1 | third >> 2;
    seen.symbols = _mm512_mask_blend_epi8(spelled, seen.symbols, _mm512_set1_epi8(all(DROP)));
    seen
}

/// What asks its neighbours and has a plain answer: apostrophes, and the sign before a name.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn settle_signs(seen: &mut Seen, bytes: __m512i, letters: u64, digits: u64) {
    let apostrophes = is(bytes, b'\'');
    let names = is(bytes, b'@');
    if apostrophes | names == 0 {
        return;
    }
    // A word goes on where these stand.
    let inside = letters | digits | seen.wide | apostrophes | names;
    let free = !(inside << 1);
    let lower = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    // `@name` is read as `aname`, when nothing but ASCII letters follows; `@anna` has a run.
    let run = (names << 1).wrapping_add(letters & !seen.wide) & !letters;
    let goes_on = (seen.wide | apostrophes | names) & run;
    let plain_names = if goes_on == 0 {
        names & free & letters >> 1 & !(is(lower, b'a') >> 1)
    } else {
        0
    };
    // Behind one of these letters alone, or behind `qu`, it is a French elision: a space.
    let vowels =
        is(lower, b'a') | is(lower, b'e') | is(lower, b'i') | is(lower, b'o') | is(lower, b'u');
    let elided = is_between(lower, b'l', b'n' + 1)
        | is(lower, b'd')
        | is(lower, b'j')
        | is_between(lower, b's', b't' + 1)
        | is(lower, b'c')
        | is(lower, b'z');
    let elided = elided & !vowels & letters & free;
    let u = is(lower, b'u') & letters;
    let after_q = (is(lower, b'q') & letters & free) << 1 & u;
    let spaces = apostrophes & (elided | after_q) << 1;
    // Behind another letter it goes, save behind `u`: `jusqu'` is a word of its own.
    let gone = apostrophes & (letters & !u) << 1 & !spaces;
    let quotes = apostrophes & free;
    let settled = [
        (plain_names, LETTER_A),
        (spaces, SPACE),
        (gone, DROP),
        (quotes, QUOTE),
    ];
    for (mask, symbol) in settled {
        let symbol = _mm512_set1_epi8(all(symbol));
        seen.symbols = _mm512_mask_blend_epi8(mask, seen.symbols, symbol);
    }
    let near =
        seen.wide << 1 | seen.wide << 2 | seen.wide << 3 | apostrophes << 2 | apostrophes << 3;
    seen.hard |= apostrophes & near | digits & (apostrophes << 1 | apostrophes >> 1);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt")]
fn read_avx512(tables: &Tables, text: &[u8], output: &mut Output<'_>) -> (usize, usize) {
    let places = load(&tables.places);
    let shift = load(&tables.before);
    let mut at = 0;
    while at < text.len() {
        let bytes = load_padded(&text[at..]);
        let mut seen = look_up(tables, bytes);
        let letters = is_between(seen.symbols, LETTER_A, SPELLED);
        let digits = is_between(seen.symbols, DIGIT_0, LETTER_A);
        settle_signs(&mut seen, bytes, letters, digits);
        let symbols = seen.symbols;
        let touching = letters | seen.wide;
        let hard = seen.hard
            | is(symbols, HARD)
            | digits & (touching << 1 | touching >> 1)
            | is(bytes, b'\'') & !(touching << 1) & is(bytes, b' ') >> 1
            | is(bytes, b'!') & letters >> 1
            | is(bytes, b':') & is(bytes, b'/') >> 1;
        let first_hard = hard.trailing_zeros();
        let spaces = is(symbols, SPACE) & !seen.wide & low(first_hard);
        let cut = 64 - spaces.leading_zeros();
        if cut == 0 {
            return (at, first_hard.min(63) as usize + 1);
        }
        let dropped = is(symbols, DROP);
        let kept = low(cut) & !dropped;

        // Lead bytes and vowel signs go, then what repeats the symbol before it.
        let plain = _mm512_maskz_compress_epi8(kept, symbols);
        let count = kept.count_ones();
        // A block begins behind white space, so that the symbol before it is a space.
        let before = _mm512_maskz_permutexvar_epi8(!1, shift, plain);
        let numbers = is_between(plain, DIGIT_0, LETTER_A);
        let again = _mm512_cmpeq_epi8_mask(plain, before) & !numbers & low(count);
        let folded = _mm512_maskz_compress_epi8(low(count) & !again, plain);
        let length = count - again.count_ones();

        let inside = is_from(folded, DIGIT_0) & low(length);
        let (starts, ends) = (inside & !(inside << 1), inside & !(inside >> 1));
        let numbers = is_between(folded, DIGIT_0, LETTER_A);
        let singles = starts & ends & !numbers;
        let is_first_single = starts & starts.wrapping_neg() & singles != 0;
        let is_joined = output.singles >= 2 || output.singles == 1 && is_first_single;
        if singles & singles >> 2 != 0 || is_joined {
            return (at, cut as usize);
        }

        let triple = again & again << 1 & is_from(plain, LETTER_A);
        output.repeated += (triple & !(triple << 1)).count_ones();
        let word_symbols = is_from(symbols, DIGIT_0) & !dropped & low(cut);
        let separators = kept & !word_symbols;
        let last_byte = 64 - word_symbols.leading_zeros();
        let behind = (separators & !low(last_byte)).count_ones();
        if starts == 0 {
            output.gap += behind;
        } else {
            let last = 1_u64 << starts.ilog2();
            output.singles = usize::from(last & singles != 0);
            output.gap = behind;
        }

        let base = output.length as u32;
        if let Some((room, _)) = output.symbols[output.length..].split_first_chunk_mut() {
            store(folded, room);
        }
        output.length += length as usize;
        let (mut first, mut last) = ([0; BLOCK], [0; BLOCK]);
        store(_mm512_maskz_compress_epi8(starts, places), &mut first);
        store(_mm512_maskz_compress_epi8(ends, places), &mut last);
        // As many as there can be are made, which needs no branch; those that are there are kept.
        let mut words = [Word { start: 0, end: 0 }; BLOCK / 2];
        for (word, (start, last)) in words.iter_mut().zip(first.iter().zip(&last)) {
            word.start = base + u32::from(*start);
            word.end = base + u32::from(*last) + 1;
        }
        output
            .words
            .extend_from_slice(&words[..(starts.count_ones() as usize).min(BLOCK / 2)]);
        let marked = _mm512_test_epi8_mask(seen.marks, seen.marks) & low(cut);
        if marked != 0
            && let Some((room, _)) =
                output.marks.letters[output.marks.count..].split_first_chunk_mut()
        {
            store(_mm512_maskz_compress_epi8(marked, seen.marks), room);
            output.marks.count = MARKS_MAX.min(output.marks.count + marked.count_ones() as usize);
        }
        at = (at + cut as usize).min(text.len());
    }
    (at, 0)
}

// What the masks of letters take for granted.
const _: () = assert!(DIGIT_0 < LETTER_A && LETTER_A < ARABIC_A && CYRILLIC_A < SPELLED);
