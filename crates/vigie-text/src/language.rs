//! Which language a text is in, from the same n-grams the model reads.
//!
//! A table of 8,192 rows (the upper bits of a bucket) and one row for each letter that folding
//! hides: `ی` speaks for Persian, `ê` for French. The script narrows the choice first. Learned
//! by `script/train`; the table in this crate was learned from translation catalogues of Debian.

use std::sync::LazyLock;

use crate::error::ModelError;
use crate::feature::{BUCKET_BITS, Grams};
use crate::fold::Reader;
use crate::fold::alphabet::{self, ARABIC_A, CYRILLIC_A};

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
/// Bytes of a row in memory.
const WIDTH: usize = 32;
/// N-grams and marks looked at: enough for any post, and no sum of bytes overflows.
pub(crate) const LOOKS_MAX: usize = 128;
/// A best score below this is nobody's: measured on languages that are not in the table.
const SCORE_MIN: f32 = -2.4;

const MAGIC: &[u8; 8] = b"VIGIELNG";
const VERSION: u16 = 1;

/// Weights of each language, by row.
pub struct LanguageTable {
    rows: Box<[[u8; WIDTH]]>,
    scale: f32,
    biases: [f32; LANGUAGES.len()],
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

/// Rows of the text read last: n-grams, then marks.
pub(crate) fn rows_of(reader: &Reader, grams: &Grams) -> Vec<u16> {
    let marks = reader
        .marks
        .iter()
        .take(LOOKS_MAX / 2)
        .map(|mark| ROWS + usize::from(*mark));
    let room = LOOKS_MAX - reader.marks.len().min(LOOKS_MAX / 2);
    let buckets = grams
        .buckets()
        .iter()
        .take(room)
        .map(|bucket| row_of(*bucket));
    buckets.chain(marks).map(|row| row as u16).collect()
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
        let mut rows = vec![[128; WIDTH]; ROWS + MARK_ROWS].into_boxed_slice();
        for (language, weights) in weights.iter().enumerate() {
            for (row, weight) in rows.iter_mut().zip(weights) {
                row[language] = ((weight / scale).round() as i32 + 128).clamp(1, 255) as u8;
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
        for row in &self.rows {
            bytes.extend_from_slice(&row[..LANGUAGES.len()]);
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
        let mut rows = vec![[128; WIDTH]; ROWS + MARK_ROWS].into_boxed_slice();
        for (row, bytes) in rows
            .iter_mut()
            .zip(bytes[head..].chunks_exact(LANGUAGES.len()))
        {
            row[..LANGUAGES.len()].copy_from_slice(bytes);
        }
        Ok(Self {
            rows,
            scale: number(10),
            biases,
        })
    }

    /// The language of the text read last; [`UNKNOWN`] without letters or far from all.
    pub(crate) fn detect(&self, reader: &Reader, grams: &Grams) -> &'static str {
        let (mut arabic, mut latin, mut other) = (0_u32, 0_u32, 0_u32);
        for word in reader.words.iter().take(64) {
            let letters = word.end - word.start;
            match reader.symbols[word.start as usize] {
                ARABIC_A..CYRILLIC_A => arabic += letters,
                alphabet::LETTER_A..ARABIC_A => latin += letters,
                CYRILLIC_A.. => other += letters,
                _ => {}
            }
        }
        let range = match () {
            () if other > arabic + latin => return UNKNOWN,
            () if arabic == 0 && latin == 0 => return UNKNOWN,
            () if arabic >= latin => 0..ARABIC_SCRIPT,
            () => ARABIC_SCRIPT..LANGUAGES.len(),
        };
        let scores = self.scores(reader, grams);
        let mut best = range.start;
        for language in range {
            if scores[language] > scores[best] {
                best = language;
            }
        }
        // Too few letters say nothing; in Arabic letters these five are nearly all there is.
        if best >= ARABIC_SCRIPT && scores[best] < SCORE_MIN && latin >= 12 {
            return UNKNOWN;
        }
        LANGUAGES[best]
    }

    #[inline]
    fn scores(&self, reader: &Reader, grams: &Grams) -> [f32; LANGUAGES.len()] {
        const EVEN: u64 = 0x00FF_00FF_00FF_00FF;
        let (mut even, mut odd) = ([0_u64; WIDTH / 8], [0_u64; WIDTH / 8]);
        let marks = &reader.marks[..reader.marks.len().min(LOOKS_MAX / 2)];
        let grams = grams.buckets();
        let grams = &grams[..grams.len().min(LOOKS_MAX - marks.len())];
        let mut add = |row: &[u8; WIDTH]| {
            for part in 0..WIDTH / 8 {
                let bytes = &row[8 * part..8 * part + 8];
                let word = u64::from_le_bytes([
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                ]);
                even[part] += word & EVEN;
                odd[part] += word >> 8 & EVEN;
            }
        };
        for bucket in grams {
            add(&self.rows[row_of(*bucket)]);
        }
        for mark in marks {
            add(&self.rows[ROWS + usize::from(*mark)]);
        }
        let looks = grams.len() + marks.len();
        let inverse = self.scale / (looks.max(1) as f32).sqrt();
        let mut scores = self.biases;
        for (language, score) in scores.iter_mut().enumerate() {
            let (part, lane) = (language / 8, language % 8);
            let word = if lane % 2 == 0 { even[part] } else { odd[part] };
            let sum = (word >> (16 * (lane / 2)) & 0xFFFF) as i32 - 128 * looks as i32;
            *score += sum as f32 * inverse;
        }
        scores
    }
}

impl std::fmt::Debug for LanguageTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LanguageTable")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
