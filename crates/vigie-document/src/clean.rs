//! Data made fit for the page: within limits, without signs that hide or steer, without signs no
//! font has.
//!
//! The archival form forbids a missing glyph, and a stranger's text must not keep a document from
//! being made: what no font has becomes U+FFFD and is counted. The attached data keep the original.

use serde_json::Value;

use crate::config::Config;
use crate::error::DocumentError;
use crate::font::Fonts;

/// Values within values: the deepest template reads six levels.
const DEPTH_MAX: usize = 32;
/// What stands for a sign that no font has.
const REPLACEMENT: char = '\u{fffd}';

/// Checks and cleans every text of a value; answers how many signs were replaced.
pub(crate) fn clean(
    value: &mut Value,
    config: &Config,
    fonts: &Fonts,
) -> Result<usize, DocumentError> {
    clean_at(value, config, fonts, 0)
}

fn clean_at(
    value: &mut Value,
    config: &Config,
    fonts: &Fonts,
    depth: usize,
) -> Result<usize, DocumentError> {
    if depth > DEPTH_MAX {
        return Err(DocumentError::TooDeep {
            depth_max: DEPTH_MAX,
        });
    }
    let mut replaced = 0;
    match value {
        Value::String(text) => {
            let chars = text.chars().count();
            if chars > config.text_chars_max {
                let max_chars = config.text_chars_max;
                return Err(DocumentError::TextTooLong { chars, max_chars });
            }
            *text = text
                .chars()
                .filter_map(|character| visible(character, fonts, &mut replaced))
                .collect();
        }
        Value::Array(values) => {
            for value in values {
                replaced += clean_at(value, config, fonts, depth + 1)?;
            }
        }
        Value::Object(fields) => {
            for (_, value) in fields.iter_mut() {
                replaced += clean_at(value, config, fonts, depth + 1)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(replaced)
}

fn visible(character: char, fonts: &Fonts, replaced: &mut usize) -> Option<char> {
    match character {
        '\n' => Some('\n'),
        '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if is_invisible(character) => None,
        // Joiners belong to the spelling of words and are drawn by no font.
        '\u{200c}' | '\u{200d}' => Some(character),
        // Where a font has them, they are its own business and no text.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some(replace(replaced)),
        _ if fonts.cover(character) => Some(character),
        _ => Some(replace(replaced)),
    }
}

fn replace(replaced: &mut usize) -> char {
    *replaced += 1;
    REPLACEMENT
}

/// Signs nobody sees: whoever writes a text must not arrange ours. Source: UAX 9, explicit marks.
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
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
