//! What each code point folds to, as one table of 64 Ki entries made at first use.
//!
//! Built from compatibility decomposition and the tables below; nothing here depends on the
//! characters around. What does (look-alikes, leet, spaced letters) is in `reader.rs`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::alphabet;

/// Classes of a folded unit; those of a word's units are collected by `|`.
pub(crate) mod class {
    pub(crate) const LATIN: u8 = 1;
    pub(crate) const ARABIC: u8 = 2;
    /// A letter of a script with look-alikes of Latin letters.
    pub(crate) const LOOK_ALIKE: u8 = 4;
    pub(crate) const DIGIT: u8 = 8;
    /// A letter of any other script.
    pub(crate) const LETTER: u8 = 16;
    /// Ends a word and stays: punctuation, emoji.
    pub(crate) const SIGN: u8 = 32;
    pub(crate) const SPACE: u8 = 64;
    /// The unit says which of the list below.
    pub(crate) const SPECIAL: u8 = 128;
}

/// What a code point of class `SPECIAL` does.
pub(super) mod special {
    /// Goes without trace: vowel signs, stretching, accents.
    pub(crate) const DROP: u16 = 0;
    /// Goes and is counted: nobody sees it.
    pub(crate) const INVISIBLE: u16 = 1;
    /// `'` in all its forms.
    pub(crate) const APOSTROPHE: u16 = 2;
    pub(crate) const AT: u16 = 3;
    pub(crate) const DOLLAR: u16 = 4;
    pub(crate) const EXCLAMATION: u16 = 5;
    pub(crate) const COLON: u16 = 6;
    /// Joins or chooses emoji; inside a word it is as [`INVISIBLE`].
    pub(crate) const JOINER: u16 = 7;
    /// First index into the expansions.
    pub(crate) const EXPANSION: u16 = 16;
}

/// What one code point folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u64);

impl Entry {
    pub(super) const DROP: Self = Self::new(special::DROP, 0, class::SPECIAL);
    pub(super) const INVISIBLE: Self = Self::new(special::INVISIBLE, 0, class::SPECIAL);
    /// Of no class: the code point stays as it is.
    const KEPT: Self = Self::new(0, 0, 0);

    pub(super) const fn new(unit: u16, symbol: u8, class: u8) -> Self {
        Self(unit as u64 | (symbol as u64) << 16 | (class as u64) << 24)
    }

    #[inline]
    pub(super) fn unit(self) -> u16 {
        self.0 as u16
    }

    /// The symbol; [`alphabet::SPELLED`] when the unit is spelled with two.
    #[inline]
    pub(super) fn symbol(self) -> u8 {
        (self.0 >> 16) as u8
    }

    #[inline]
    pub(super) fn class(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// Which letter that folding hides this was, for the language; 0 for none.
    #[inline]
    pub(super) fn mark(self) -> u8 {
        (self.0 >> 32) as u8
    }

    /// The ASCII letter this looks like; 0 for none.
    #[inline]
    pub(super) fn look_alike(self) -> u8 {
        (self.0 >> 40) as u8
    }

    fn with_mark(self, mark: u8) -> Self {
        Self(self.0 & !(0xff << 32) | u64::from(mark) << 32)
    }

    fn with_look_alike(self, letter: u8) -> Self {
        Self(self.0 & !(0xff << 40) | u64::from(letter) << 40)
    }
}

/// Ranges above the basic plane that fold to something else, decomposed once.
const ASTRAL: [(u32, u32); 3] = [
    (0x1_D400, 0x1_D800), // mathematical letters
    (0x1_EE00, 0x1_EF00), // Arabic mathematical letters
    (0x1_F100, 0x1_F190), // enclosed letters
];

/// The whole table.
pub(super) struct Table {
    basic: Box<[Entry; 0x1_0000]>,
    astral: [Vec<Entry>; 3],
    expansions: Vec<Box<[u16]>>,
}

/// Made at first use: some milliseconds.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    #[inline]
    pub(super) fn basic(&self, unit: u16) -> Entry {
        self.basic[usize::from(unit)]
    }

    /// The entry of a code point above the basic plane, `None` when it stays as it is.
    pub(super) fn astral(&self, code: u32) -> Option<Entry> {
        if matches!(code, 0xE_0000..=0xE_0FFF) {
            return Some(Entry::INVISIBLE); // tags, variation selectors
        }
        if matches!(code, 0x1_F3FB..=0x1_F3FF) {
            return Some(Entry::DROP); // skin tones
        }
        let found = ASTRAL
            .iter()
            .position(|(from, to)| (*from..*to).contains(&code))?;
        let entry = self.astral[found][(code - ASTRAL[found].0) as usize];
        (entry != Entry::KEPT).then_some(entry)
    }

    /// What an entry that expands stands for; each unit is looked up in turn.
    pub(super) fn expansion(&self, unit: u16) -> &[u16] {
        &self.expansions[usize::from(unit - special::EXPANSION)]
    }

    fn new() -> Self {
        let mut symbols = vec![0_u8; 0x1_0000];
        for (symbol, unit) in alphabet::letters() {
            symbols[usize::from(unit)] = symbol;
        }
        let mut table = Self {
            basic: vec![Entry::INVISIBLE; 0x1_0000]
                .into_boxed_slice()
                .try_into()
                .unwrap_or_else(|_| unreachable!("the slice was made with this length")),
            astral: [vec![], vec![], vec![]],
            expansions: Vec::new(),
        };
        for code in 0..0x1_0000_u32 {
            if let Some(c) = char::from_u32(code) {
                let entry = table.entry(c, &symbols);
                table.basic[code as usize] = entry;
            }
        }
        for (index, (from, to)) in ASTRAL.into_iter().enumerate() {
            let entries = (from..to)
                .map(|code| {
                    char::from_u32(code).map_or(Entry::INVISIBLE, |c| table.entry(c, &symbols))
                })
                .collect();
            table.astral[index] = entries;
        }
        for (mark, letters) in (1_u8..).zip(MARKED.split_whitespace()) {
            for c in letters.chars() {
                // `ß` is `SS` in upper case: those letters speak for nobody.
                let upper = c.to_uppercase().filter(|c| !c.is_ascii());
                for c in std::iter::once(c).chain(upper) {
                    if let Some(entry) = table.basic.get_mut(c as usize) {
                        *entry = entry.with_mark(mark);
                    }
                }
            }
        }
        for (letter, alikes) in LOOK_ALIKES {
            for c in alikes.chars() {
                if let Some(entry) = table.basic.get_mut(c as usize) {
                    *entry = entry.with_look_alike(*letter);
                }
            }
        }
        table
    }

    fn entry(&mut self, c: char, symbols: &[u8]) -> Entry {
        if let Some(entry) = special(c) {
            return entry;
        }
        let folded = decompose(c);
        match folded[..] {
            [] => Entry::DROP,
            [unit] => plain(unit, symbols),
            [0xD800..=0xDBFF, _] => Entry::KEPT,
            _ => {
                let index = self.expansions.len();
                self.expansions.push(folded.into_boxed_slice());
                // A few hundred ligatures and squared words: far below the 64 Ki of a unit.
                let unit = u16::try_from(index).unwrap_or(0) + special::EXPANSION;
                Entry::new(unit, 0, class::SPECIAL)
            }
        }
    }
}

/// The entry of a unit that is folded already.
fn plain(unit: u16, symbols: &[u8]) -> Entry {
    let c = char::from_u32(u32::from(unit)).unwrap_or(' ');
    if let Some(entry) = special(c) {
        return entry;
    }
    let symbol = match symbols[usize::from(unit)] {
        0 => alphabet::SPELLED,
        symbol => symbol,
    };
    let class = match c {
        ' ' => return Entry::new(u16::from(b' '), alphabet::SPACE, class::SPACE),
        '"' => return Entry::new(unit, alphabet::QUOTE, class::SIGN),
        'a'..='z' => class::LATIN,
        '0'..='9' => class::DIGIT,
        '\u{370}'..='\u{52F}'
        | '\u{13A0}'..='\u{13FF}'
        | '\u{530}'..='\u{58F}'
        | '\u{AB70}'..='\u{ABBF}'
        | '\u{2C80}'..='\u{2CFF}'
            if c.is_alphabetic() =>
        {
            class::LOOK_ALIKE
        }
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}'
            if c.is_alphabetic() =>
        {
            class::ARABIC
        }
        _ if c.is_alphabetic() || is_combining_mark(c) => class::LETTER,
        _ => class::SIGN,
    };
    Entry::new(unit, symbol, class)
}

/// What goes, what separates, and what needs a look at its neighbours.
fn special(c: char) -> Option<Entry> {
    let unit = match c {
        // Vowel signs, stretching, accents; points of the inclusive French spelling.
        '\u{640}'
        | '\u{64B}'..='\u{65F}'
        | '\u{670}'
        | '\u{610}'..='\u{61A}'
        | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}'
        | '\u{6EA}'..='\u{6ED}'
        | '\u{8D3}'..='\u{8FF}'
        | '\u{300}'..='\u{34E}'
        | '\u{350}'..='\u{36F}'
        | '\u{483}'..='\u{489}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}'
        | '\u{B7}'
        | '\u{2027}'
        | '\u{FC5E}'..='\u{FC63}'
        | '\u{FCF2}'..='\u{FCF4}'
        | '\u{FE70}'..='\u{FE7F}' => special::DROP,
        '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' => special::JOINER,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0D}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFD}' => special::INVISIBLE,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2BC}' | '\u{2B9}'
        | '\u{2BB}' | '\u{2BD}' | '\u{2032}' | '\u{2035}' | '\u{FF07}' | '`' | '\u{B4}' => {
            special::APOSTROPHE
        }
        '@' | '\u{FF20}' => special::AT,
        '$' | '\u{FF04}' => special::DOLLAR,
        '!' | '\u{FF01}' => special::EXCLAMATION,
        ':' | '\u{FF1A}' => special::COLON,
        _ if c.is_whitespace() => {
            return Some(Entry::new(u16::from(b' '), alphabet::SPACE, class::SPACE));
        }
        _ if c.is_control() => special::INVISIBLE,
        _ => return None,
    };
    Some(Entry::new(unit, 0, class::SPECIAL))
}

/// The folded units of a character on its own, accents and vowel signs gone.
fn decompose(c: char) -> Vec<u16> {
    // Ideographs, Hangul and private use have no forms to fold: most of the plane.
    if matches!(c, '\u{3400}'..='\u{D7A3}' | '\u{E000}'..='\u{F8FF}') && !is_cherokee(c) {
        return vec![c as u32 as u16];
    }
    // Letters in filled circles and squares, which have no decomposition.
    if let code @ (0x1_F150..=0x1_F169 | 0x1_F170..=0x1_F189) = c as u32 {
        return vec![u16::from(b'a') + ((code - 0x1_F150) % 0x20) as u16];
    }
    let mut units = Vec::new();
    for c in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
        for c in std::iter::once(c).nfkc() {
            let parts: Vec<char> = match c {
                // These compose with letters, not with accents.
                '\u{900}'..='\u{1CFF}' | '\u{3040}'..='\u{30FF}' => vec![c],
                _ => std::iter::once(c).nfd().collect(),
            };
            for c in parts {
                match special(c) {
                    Some(entry) if entry.unit() == special::DROP => {}
                    _ => fold_one(c, &mut units),
                }
            }
        }
    }
    units
}

fn is_cherokee(c: char) -> bool {
    matches!(c, '\u{AB70}'..='\u{ABBF}')
}

/// Forms of one letter that compatibility decomposition leaves apart.
fn fold_one(c: char, units: &mut Vec<u16>) {
    let folded = match c {
        'آ' | 'أ' | 'إ' | 'ٱ' | '\u{672}' | '\u{673}' | '\u{675}' => "ا",
        'ى' | 'ی' | 'ئ' | 'ې' | 'ۍ' => "ي",
        'ة' | 'ہ' | 'ھ' | 'ۀ' | 'ۃ' | 'ۂ' => "ه",
        'ؤ' => "و",
        'ک' | 'گ' | 'ڪ' => "ك",
        '،' | '٬' => ",",
        '؛' => ";",
        '؟' => "?",
        '٪' => "%",
        '\u{660}'..='\u{669}' => return units.push(c as u32 as u16 - 0x660 + 0x30),
        '\u{6F0}'..='\u{6F9}' => return units.push(c as u32 as u16 - 0x6F0 + 0x30),
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ł' | 'ƚ' | 'ʟ' | 'ꞁ' => "l",
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ᴅ' => "d",
        'þ' => "th",
        'ı' | 'ɩ' | 'ɪ' | 'ɨ' => "i",
        'ɑ' | 'ᴀ' => "a",
        'ʙ' | 'ɓ' | 'ƀ' => "b",
        'ᴄ' => "c",
        'ᴇ' | 'ɛ' => "e",
        'ɡ' | 'ɢ' | 'ɠ' => "g",
        'ʜ' | 'ħ' | 'ɦ' => "h",
        'ᴊ' | 'ȷ' => "j",
        'ᴋ' | 'ĸ' | 'ƙ' => "k",
        'ᴍ' | 'ɱ' => "m",
        'ɴ' | 'ɲ' | 'ŋ' => "n",
        'ø' | 'ᴏ' => "o",
        'ᴘ' | 'ƥ' => "p",
        'ʀ' | 'ɾ' | 'ɽ' => "r",
        'ꜱ' | 'ſ' => "s",
        'ᴛ' | 'ŧ' | 'ƭ' => "t",
        'ᴜ' | 'ʉ' => "u",
        'ᴠ' | 'ʋ' => "v",
        'ᴡ' | 'ɯ' => "w",
        'ʏ' | 'ƴ' => "y",
        'ᴢ' | 'ʐ' | 'ƶ' => "z",
        '«'
        | '»'
        | '“'
        | '”'
        | '„'
        | '‟'
        | '‹'
        | '›'
        | '\u{301D}'..='\u{301F}'
        | '\u{2033}'
        | '「'
        | '」'
        | '『'
        | '』'
        | '❝'
        | '❞' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => "-",
        '۔' | '\u{2024}' => ".",
        '\u{2044}' | '\u{2215}' => "/",
        _ => {
            let mut buffer = [0; 2];
            return units.extend_from_slice(c.encode_utf16(&mut buffer));
        }
    };
    units.extend(folded.encode_utf16());
}

/// Letters whose form tells a language and which folding hides or keeps; one word, one mark.
///
/// Upper case counts as lower. Order is part of the model files: append only.
const MARKED: &str = "à â ä á ã å æ ā ă ą ç ć č ď è é ê ë ē ė ę ě ğ ģ î ï í ì ī ı İ ķ ł ľ ļ ñ ń ň \
ņ ô ö ò ó õ ø ő œ ř ß ś š ş ș ť ț ţ ù û ü ú ū ů ű ų ÿ ý ź ż ž þ ð đ ħ ġ ċ ŵ ŷ ƙ ɓ ɗ ə ŋ \
أ إ آ ٱ ى ی ي ئ ې ۍ ة ہ ھ ه ۀ ە ؤ ک ك گ ڤ پ چ ژ ٹ ڈ ڑ ں ے ۓ ټ ډ ړ ښ ږ ځ څ ڼ ۇ ۆ ێ ڵ ڕ ۋ ڭ ڠ ۃ \
ء ذ ث ض ظ ص ط ق ع غ ۈ ې ݢ ¿¡ ٌ ٍ ً َ ِ ُ ّ";

/// Letters of other scripts, by the Latin letter they look like.
///
/// Source: UTS #39 confusables, restricted to Cyrillic, Greek, Armenian and Cherokee; upper-case
/// forms by what they look like in upper case.
const LOOK_ALIKES: &[(u8, &str)] = &[
    (b'a', "аАαΑᎪ"),
    (b'b', "ВвΒβЬьᏴᏏ"),
    (b'c', "сСϲϹᏟ"),
    (b'd', "ԁԀᎠժ"),
    (b'e', "еЕεΕᎬҽєЄ"),
    (b'f', "ϝքſ"),
    (b'g', "ɡᏀԌԍց"),
    (b'h', "һҺНнΗᎻհ"),
    (b'i', "іІιΙᎥӀї"),
    (b'j', "јЈϳᎫ"),
    (b'k', "кКκΚᏦ"),
    (b'l', "ӏᏞլ"),
    (b'm', "мМΜᎷ"),
    (b'n', "ηΝпПոռ"),
    (b'o', "оОοΟσՕօ"),
    (b'p', "рРρΡᏢ"),
    (b'q', "ԛԚգ"),
    (b'r', "гᎡᏒյ"),
    (b's', "ѕЅᏚՏ"),
    (b't', "тТτΤᎢ"),
    (b'u', "υμսՍцЦ"),
    (b'v', "νѵѴᏙ"),
    (b'w', "ԝԜωᎳшШ"),
    (b'x', "хХχΧ"),
    (b'y', "уУγΥүҮ"),
    (b'z', "ΖζᏃ"),
];
