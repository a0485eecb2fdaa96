//! Arabic written in Latin letters and digits, spelled in Arabic letters.
//!
//! One spelling of many: short vowels go, long ones are guessed. It is a further token for the
//! model, beside the word as written; nobody reads it as a translation.

/// Letters of two or more, longest first.
const PAIRS: &[(&[u8], char)] = &[
    (b"3'", 'غ'),
    (b"6'", 'ظ'),
    (b"7'", 'خ'),
    (b"9'", 'ض'),
    (b"sh", 'ش'),
    (b"ch", 'ش'),
    (b"kh", 'خ'),
    (b"gh", 'غ'),
    (b"th", 'ث'),
    (b"dh", 'ذ'),
    (b"aa", 'ا'),
    (b"ee", 'ي'),
    (b"oo", 'و'),
    (b"ou", 'و'),
];

/// Tells each Arabic letter of a word, with the byte it came from.
pub(super) fn spell(word: &[u8], mut tell: impl FnMut(usize, u16)) {
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        let pair = PAIRS.iter().find(|(letters, _)| {
            rest.get(..letters.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(letters))
        });
        let (length, letter) = match pair {
            Some((letters, letter)) => (letters.len(), Some(*letter)),
            None => (1, single(rest[0].to_ascii_lowercase(), at == 0)),
        };
        if let Some(letter) = letter {
            tell(at, letter as u32 as u16);
        }
        at += length;
    }
}

/// One letter or digit; short vowels go save at the start.
fn single(byte: u8, is_first: bool) -> Option<char> {
    Some(match byte {
        b'2' => 'ء',
        b'3' => 'ع',
        b'4' => 'ش',
        b'5' => 'خ',
        b'6' => 'ط',
        b'7' => 'ح',
        b'9' => 'ص',
        b'a' => 'ا',
        b'b' | b'p' => 'ب',
        b't' => 'ت',
        b'j' | b'g' => 'ج',
        b'd' => 'د',
        b'r' => 'ر',
        b'z' => 'ز',
        b's' | b'c' => 'س',
        b'f' | b'v' => 'ف',
        b'8' | b'q' => 'ق',
        b'k' | b'x' => 'ك',
        b'l' => 'ل',
        b'm' => 'م',
        b'n' => 'ن',
        b'h' => 'ه',
        b'w' | b'u' | b'o' => 'و',
        b'y' | b'i' => 'ي',
        b'e' if is_first => 'ا',
        _ => return None,
    })
}
