//! The alphabet of the machine's eye: one byte for each folded letter, so that an n-gram is one load.
//!
//! ```text
//! 0          space and the edges of a text
//! 1 … 3      a quote mark, a mention, an address
//! 4 …        punctuation, digits, Latin, Arabic, Cyrillic and Greek letters
//! 192 … 255  everything else, two symbols for a unit: twelve bits of it
//! ```

/// Space, and what stands before and after a text.
pub const SPACE: u8 = 0;
/// Any quote mark: what is quoted is somebody else's word.
pub const QUOTE: u8 = 1;
/// The sign before a name, `@`.
pub const MENTION: u8 = 2;
/// A web address, whole.
pub const ADDRESS: u8 = 3;

/// First of the 64 symbols that spell units without a symbol of their own.
pub const SPELLED: u8 = 192;

/// Units with a symbol of their own, in the order of the symbols from 4.
const UNITS: &str = "!?.,:;#%&*+-/()@_'$=~[]…\
0123456789abcdefghijklmnopqrstuvwxyz\
ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچژڤٹڈڑںےەۆێڵڕټډړښږځڅڭ\
абвгдежзийклмнопрстуфхцчшщъыьэюяієђјљњћџѕӏ\
αβγδεζηθικλμνξοπρστυφχψω";

/// The symbol of the digit 0; the others follow.
pub const DIGIT_0: u8 = 4 + 24;
/// The symbol of the letter a; the others follow.
pub const LETTER_A: u8 = DIGIT_0 + 10;
/// The first Arabic letter, behind the Latin ones.
pub const ARABIC_A: u8 = LETTER_A + 26;
/// The first Cyrillic letter, behind the Arabic ones.
pub const CYRILLIC_A: u8 = ARABIC_A + 51;

/// Symbol and unit of each letter of the alphabet.
pub(super) fn letters() -> impl Iterator<Item = (u8, u16)> {
    (4_u8..).zip(UNITS.encode_utf16())
}

/// The two symbols that spell a unit without a symbol of its own.
#[inline]
pub(super) fn spell(unit: u16) -> [u8; 2] {
    // Twelve bits: neighbours in a block stay apart, blocks may fall together.
    let high = (unit >> 6) ^ (unit >> 12);
    [SPELLED | (high & 63) as u8, SPELLED | (unit & 63) as u8]
}

/// The symbol of a lower-case ASCII letter or digit; [`SPACE`] for anything else.
pub(super) fn ascii_symbol(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => LETTER_A + (byte - b'a'),
        b'0'..=b'9' => DIGIT_0 + (byte - b'0'),
        _ => SPACE,
    }
}

/// The letter a symbol stands for, for people; `·` where several share it.
pub(crate) fn letter(symbol: u8) -> char {
    match symbol {
        SPACE => ' ',
        QUOTE => '"',
        MENTION => '@',
        ADDRESS => '↗',
        SPELLED.. => '·',
        _ => UNITS.chars().nth(usize::from(symbol) - 4).unwrap_or('·'),
    }
}
