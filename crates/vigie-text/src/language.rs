//! Which language a text is in, from the same n-grams the model reads.
//!
//! A table of 8,192 rows (the upper bits of a bucket) and one row for each letter that folding
//! hides: `ی` speaks for Persian, `ê` for French. The script narrows the choice first, and only the
//! half of the table for that script is looked at. Learned by `script/train`; the table in this
//! crate was learned from translation catalogues of Debian.

use std::sync::LazyLock;

use crate::error::ModelError;
use crate::feature::{BUCKET_BITS, Grams};
use crate::fold::alphabet::{self, ARABIC_A, CYRILLIC_A};
use crate::fold::{MARKS_MAX, Reader};
use crate::kernel::{WIDTH, sum_rows};

/// Languages told apart, in the order of the rows. The first five are written in Arabic letters.
pub const LANGUAGES: [&str; 19] = [
    "ar", "fa", "ur", "ckb", "ps", "ar-Latn", "ku", "fr", "en", "es", "it", "pt", "de", "nl", "tr",
    "ro", "pl", "sv", "id",
];
/// Languages in Arabic letters.
const ARABIC_SCRIPT: usize = 5;
/// What is said of a text that is in none of them.
pub const UNKNOWN: &str = "unknown";

pub(crate) const ROW_BITS: u32 = 13;
pub(crate) const ROWS: usize = 1 << ROW_BITS;
/// Rows of the marks, after those of the n-grams.
pub(crate) const MARK_ROWS: usize = 256;
/// N-grams and marks looked at: enough for any post, and no sum of bytes overflows.
pub(crate) const LOOKS_MAX: usize = 128;
const _: () = assert!(MARKS_MAX <= LOOKS_MAX / 2);
/// A weight of nothing, as a byte.
const ZERO: u8 = 128;
/// A best score below this is nobody's: measured on languages that are not in the table.
const SCORE_MIN: f32 = -2.4;
/// Words the script is told by.
const WORDS_LOOKED_AT: usize = 64;

const MAGIC: &[u8; 8] = b"VIGIELNG";
const VERSION: u16 = 1;

/// Weights of each language, by row: languages in Arabic letters, and those in Latin ones.
pub struct LanguageTable {
    rows: [Box<[[u8; WIDTH]]>; 2],
    scale: f32,
    biases: [f32; LANGUAGES.len()],
}

/// What letters a word is of, by its first symbol.
const SCRIPTS: [u8; 256] = {
    let mut scripts = [NO_LETTER; 256];
    let mut symbol = 0;
    while symbol < scripts.len() {
        if symbol >= CYRILLIC_A as usize {
            scripts[symbol] = OTHER;
        } else if symbol >= ARABIC_A as usize {
            scripts[symbol] = ARABIC;
        } else if symbol >= alphabet::LETTER_A as usize {
            scripts[symbol] = LATIN;
        }
        symbol += 1;
    }
    scripts
};
/// Positions in the counts of letters, the first two in the tables as well.
const ARABIC: u8 = 0;
const LATIN: u8 = 1;
const OTHER: u8 = 2;
const NO_LETTER: u8 = 3;

/// Languages of a script, as positions in [`LANGUAGES`].
const fn of_script(script: u8) -> std::ops::Range<usize> {
    match script {
        ARABIC => 0..ARABIC_SCRIPT,
        _ => ARABIC_SCRIPT..LANGUAGES.len(),
    }
}

/// The script of most letters, and how many there are of it; `None` when it is another or there are
/// no letters.
#[inline]
fn script(reader: &Reader) -> Option<(u8, u32)> {
    let mut letters = [0_u32; 4];
    for word in reader.words.iter().take(WORDS_LOOKED_AT) {
        let script = SCRIPTS[usize::from(reader.symbols[word.start as usize])];
        letters[usize::from(script & 3)] += word.end - word.start;
    }
    let [arabic, latin, other, _] = letters;
    if other > arabic + latin || arabic + latin == 0 {
        None
    } else if arabic >= latin {
        Some((ARABIC, arabic))
    } else {
        Some((LATIN, latin))
    }
}

/// Whether a language and the letters of the text read last go together: nothing is learned from
/// names in Latin letters that stand in Arabic text.
pub(crate) fn is_in_script(reader: &Reader, language: usize) -> bool {
    script(reader).is_some_and(|(script, _)| of_script(script).contains(&language))
}

/// Positions in [`LANGUAGES`] of those that are told from this one.
pub(crate) fn rivals(language: usize) -> std::ops::Range<usize> {
    let script = if language < ARABIC_SCRIPT {
        ARABIC
    } else {
        LATIN
    };
    of_script(script)
}

/// The table that comes with the program.
static EMBEDDED: LazyLock<LanguageTable> = LazyLock::new(|| {
    LanguageTable::from_bytes(include_bytes!("../data/language.bin"))
        .expect("the table in this crate is checked by its tests")
});

/// The row of a bucket.
#[inline]
pub(crate) fn row_of(bucket: u32) -> usize {
    (bucket >> (BUCKET_BITS - ROW_BITS)) as usize
}

/// Rows of the text read last, n-grams, then marks, written to `looks`; how many there are.
#[inline]
pub(crate) fn rows_of(reader: &Reader, grams: &Grams, looks: &mut [u32; LOOKS_MAX]) -> usize {
    let marks = reader.marks.get();
    let buckets = grams.buckets();
    let buckets = &buckets[..buckets.len().min(LOOKS_MAX - marks.len())];
    for (look, bucket) in looks.iter_mut().zip(buckets) {
        *look = row_of(*bucket) as u32;
    }
    for (look, mark) in looks[buckets.len()..].iter_mut().zip(marks) {
        *look = ROWS as u32 + u32::from(*mark);
    }
    buckets.len() + marks.len()
}

/// A table without weights.
fn no_rows() -> [Box<[[u8; WIDTH]]>; 2] {
    [(); 2].map(|()| vec![[ZERO; WIDTH]; ROWS + MARK_ROWS].into_boxed_slice())
}

impl LanguageTable {
    /// The table that comes with the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Makes a table of learned weights.
    pub(crate) fn new(weights: &[Vec<f32>], biases: [f32; LANGUAGES.len()]) -> Self {
        let highest = weights
            .iter()
            .flatten()
            .fold(0.0_f32, |most, one| most.max(one.abs()));
        let scale = highest.max(1e-9) / 127.0;
        let mut rows = no_rows();
        for (language, weights) in weights.iter().enumerate() {
            let (script, column) = place(language);
            for (row, weight) in rows[script].iter_mut().zip(weights) {
                row[column] =
                    ((weight / scale).round() as i32 + i32::from(ZERO)).clamp(1, 255) as u8;
            }
        }
        Self {
            rows,
            scale,
            biases,
        }
    }

    /// Bytes of the file: magic, version, scale, biases, rows of one byte a language.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.scale.to_le_bytes());
        for bias in self.biases {
            bytes.extend_from_slice(&bias.to_le_bytes());
        }
        for (arabic, latin) in self.rows[0].iter().zip(&self.rows[1]) {
            bytes.extend_from_slice(&arabic[..ARABIC_SCRIPT]);
            bytes.extend_from_slice(&latin[..LANGUAGES.len() - ARABIC_SCRIPT]);
        }
        bytes
    }

    /// Reads such bytes.
    ///
    /// # Errors
    ///
    /// [`ModelError`] on another file, version or length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        if !bytes.starts_with(MAGIC) || bytes.len() < 10 {
            return Err(ModelError::NotAModel);
        }
        let found = u16::from_le_bytes([bytes[8], bytes[9]]);
        if found != VERSION {
            return Err(ModelError::OtherVersion {
                found,
                expected: VERSION,
            });
        }
        let head = 10 + 4 + 4 * LANGUAGES.len();
        let expected = head + (ROWS + MARK_ROWS) * LANGUAGES.len();
        if bytes.len() != expected {
            return Err(ModelError::WrongLength {
                found: bytes.len(),
                expected,
            });
        }
        let number = |at: usize| {
            f32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let mut biases = [0.0; LANGUAGES.len()];
        for (index, bias) in biases.iter_mut().enumerate() {
            *bias = number(14 + 4 * index);
        }
        let mut rows = no_rows();
        for (row, bytes) in bytes[head..].chunks_exact(LANGUAGES.len()).enumerate() {
            let (arabic, latin) = bytes.split_at(ARABIC_SCRIPT);
            rows[0][row][..arabic.len()].copy_from_slice(arabic);
            rows[1][row][..latin.len()].copy_from_slice(latin);
        }
        Ok(Self {
            rows,
            scale: number(10),
            biases,
        })
    }

    /// The language of the text read last; [`UNKNOWN`] without letters or far from all.
    #[inline]
    pub(crate) fn detect(&self, reader: &Reader, grams: &Grams) -> &'static str {
        let Some((script, letters)) = script(reader) else {
            return UNKNOWN;
        };
        let mut looks = [0; LOOKS_MAX];
        let count = rows_of(reader, grams, &mut looks);
        let sums = sum_rows(&self.rows[usize::from(script)], &looks[..count]);
        let inverse = self.scale / (count.max(1) as f32).sqrt();
        let range = of_script(script);
        let (mut best, mut highest) = (range.start, f32::MIN);
        for (language, sum) in range.zip(sums) {
            let sum = i32::from(sum) - i32::from(ZERO) * count as i32;
            let score = self.biases[language] + sum as f32 * inverse;
            if score > highest {
                (best, highest) = (language, score);
            }
        }
        // Too few letters say nothing; in Arabic letters these five are nearly all there is.
        if script == LATIN && highest < SCORE_MIN && letters >= 12 {
            return UNKNOWN;
        }
        LANGUAGES[best]
    }
}

/// Which half of the table a language is in, and in which column.
fn place(language: usize) -> (usize, usize) {
    if language < ARABIC_SCRIPT {
        (0, language)
    } else {
        (1, language - ARABIC_SCRIPT)
    }
}

impl std::fmt::Debug for LanguageTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LanguageTable")
            .field("rows", &self.rows[0].len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
