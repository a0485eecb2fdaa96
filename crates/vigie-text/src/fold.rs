//! Folding: what readers do not see is made one, with a way back to the original.
//!
//! Forms of a letter, vowel signs, stretching, invisible characters, accents, full-width and
//! mathematical letters, look-alikes in mixed words. The original is never altered: each folded
//! character knows the byte it came from. Source: the table of UTS #39 confusables, NFKC, the
//! Arabic normalisation of Lucene and CAMeL, and what evaders were measured to use.

pub mod alphabet;
mod arabizi;
#[cfg(target_arch = "x86_64")]
mod block;
mod reader;
mod table;

pub use reader::{EvasionSigns, Extra, ExtraKind, Reader};
pub(crate) use reader::{MARKS_MAX, PADDING, Word};

use serde::Serialize;

/// A folded text and the way back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Folded {
    /// The text as machines compare it.
    #[serde(rename = "folded")]
    pub text: String,
    /// For each character of `text`, the byte of the original where what it came from starts.
    pub offsets: Vec<u32>,
    /// What was done so that machines do not see it.
    #[serde(flatten)]
    pub signs: EvasionSigns,
    /// Further readings of single words, beside the text.
    pub extra: Vec<Extra>,
}

/// Folds a text; bytes that are no UTF-8 go, counted. Linear in the text.
///
/// Shape: at most 4 GiB, the reach of an offset; what lies beyond is not read.
pub fn fold(text: &[u8]) -> Folded {
    let mut reader = Reader::new();
    reader.fold(text)
}

impl Reader {
    /// As [`fold`], with the buffers of this reader.
    pub fn fold(&mut self, text: &[u8]) -> Folded {
        let text = &text[..text.len().min(u32::MAX as usize - 64)];
        self.read_whole(text);
        while self.units.last() == Some(&u16::from(b' ')) {
            self.units.pop();
            self.unit_offsets.pop();
        }
        let mut folded = String::with_capacity(self.units.len());
        let mut offsets = Vec::with_capacity(self.units.len());
        let mut at = 0;
        for c in char::decode_utf16(self.units.iter().copied()) {
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            folded.push(c);
            offsets.push(self.unit_offsets[at]);
            at += c.len_utf16();
        }
        Folded {
            text: folded,
            offsets,
            signs: self.signs,
            extra: self.extras.clone(),
        }
    }
}

impl Reader {
    /// The bytes of the original that symbols from `start` to `end` came from.
    ///
    /// Shape: only after [`Reader::read_whole`]; `text` is what was read.
    pub(crate) fn original(&self, start: u32, end: u32, text: &[u8]) -> (u32, u32) {
        let own = &self.symbol_offsets[start as usize..(end as usize).max(start as usize + 1)];
        let from = own.iter().copied().min().unwrap_or(0);
        let last = own.iter().copied().max().unwrap_or(from) as usize;
        // To the end of the character, and of what was dropped or repeated right behind it.
        let mut to = (last + 1).min(text.len());
        while to < text.len() && text[to] & 0xC0 == 0x80 {
            to += 1;
        }
        (from, to as u32)
    }
}

/// Folds a text for comparison only: the letters, no way back.
pub fn fold_text(text: &str) -> String {
    fold(text.as_bytes()).text
}

/// A second, looser key: letters that writers of Arabic take from Persian become Arabic ones.
pub fn loosen(folded: &str) -> String {
    let loose = |c| match c {
        'ڤ' => 'ف',
        'پ' => 'ب',
        'چ' => 'ج',
        'ژ' => 'ز',
        other => other,
    };
    folded.chars().map(loose).collect()
}

/// The letters symbols stand for; `·` for those that share a symbol.
pub(crate) fn spelled_out(symbols: &[u8]) -> String {
    symbols
        .iter()
        .map(|symbol| alphabet::letter(*symbol))
        .collect()
}

#[cfg(test)]
mod tests;
