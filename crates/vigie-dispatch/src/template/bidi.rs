//! Directional isolates: Latin addresses inside Arabic, and the reverse, each in their own order.
//!
//! Source: Unicode Standard Annex 9 (isolates U+2066, U+2068, U+2069).

const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Removes what steers direction or hides: whoever writes an address must not arrange our text.
///
/// Line breaks stay, tabs become spaces.
pub(super) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|character| match character {
            '\n' => Some('\n'),
            '\t' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
            character if is_invisible(character) => None,
            character => Some(character),
        })
        .collect()
}

/// Signs nobody sees. The joiners U+200C and U+200D stay: they belong to the spelling of words.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// Wraps Latin text (addresses, ids, digests, dates) when the line around it is Arabic.
pub(super) fn isolate_ltr(text: &str, is_right_to_left: bool) -> String {
    if !is_right_to_left || text.is_empty() {
        return text.to_owned();
    }
    format!("{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}")
}

/// Wraps somebody's words, line by line, when they are not of the direction around them.
pub(super) fn isolate_auto(text: &str, is_right_to_left: bool) -> String {
    let is_foreign = |character: char| {
        if is_right_to_left {
            character.is_ascii_alphanumeric()
        } else {
            is_rtl(character)
        }
    };
    let lines = text.lines().map(|line| {
        if line.chars().any(is_foreign) {
            format!("{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Letters of the Hebrew, Arabic and neighbouring blocks.
fn is_rtl(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}
