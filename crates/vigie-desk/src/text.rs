//! Texts that a person writes into a register: there, short, on one line.

use crate::error::DeskError;

/// Longest text of a register, in characters.
const TEXT_CHARS_MAX: usize = 500;

/// The text without spaces around it; `what` names it in the refusal.
pub(crate) fn checked_text(what: &'static str, text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    let is_short = text.chars().count() <= TEXT_CHARS_MAX;
    if !text.is_empty() && is_short && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    let detail = format!(
        "write the {what} in one line of 1 to {TEXT_CHARS_MAX} characters, it is on record"
    );
    Err(DeskError::input("text_malformed", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what is empty, long or hides a second line is refused by its name.
    #[test]
    fn texts_are_there_short_and_plain() {
        let longest = "é".repeat(TEXT_CHARS_MAX);
        for good in ["a", "قرار رقم 7", &longest] {
            assert_eq!(checked_text("article", &format!(" {good} ")).unwrap(), good);
        }
        for bad in ["", " \t ", "one\ntwo", "a\0b", &format!("{longest}x")] {
            let refused = checked_text("article", bad).unwrap_err();
            assert_eq!(refused.code(), "text_malformed", "{bad:?}");
            assert!(refused.to_string().contains("the article"), "{refused}");
        }
    }
}
