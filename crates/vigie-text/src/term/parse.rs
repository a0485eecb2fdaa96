//! A term list as people write it.

use super::LINES_MAX;
use crate::label::Column;

/// Longest term, in characters.
const TERM_CHARS_MAX: usize = 200;

/// One list, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct TermList {
    /// Its name, unique on a desk.
    pub name: String,
    /// Its version; a change raises it.
    pub version: u32,
    /// Who answers for it.
    pub owner: String,
    /// Language of its terms.
    pub language: String,
    /// The label its terms speak for.
    pub category: Option<Column>,
    /// Why it exists.
    pub note: String,
    /// The day it falls silent, `2027-12-31`.
    pub expires: Option<String>,
    /// Words and phrases; those that end with `*` are starts of words.
    pub terms: Vec<String>,
    /// Phrases that suppress terms inside them.
    pub benign: Vec<String>,
    /// Regular expressions, on folded text.
    pub patterns: Vec<String>,
}

/// Why a list is refused; nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// More lines than a list may have.
    #[error("the list has more than {most} lines")]
    TooManyLines {
        /// Lines a list may have.
        most: usize,
    },
    /// All lists together have too many terms.
    #[error("the lists have {found} terms together, at most {most}")]
    TooManyTerms {
        /// Terms given.
        found: usize,
        /// Terms taken.
        most: usize,
    },
    /// All lists together have too many regular expressions.
    #[error("the lists have {found} regular expressions together, at most {most}")]
    TooManyPatterns {
        /// Given.
        found: usize,
        /// Taken.
        most: usize,
    },
    /// A fact is missing, unknown or malformed.
    #[error("line {line}: {reason}")]
    BadLine {
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A regular expression that cannot be read, or would grow too large.
    #[error("the regular expression number {number} of list `{list}` is broken: {reason}")]
    BadPattern {
        /// The list.
        list: String,
        /// From 1.
        number: usize,
        /// What the reader of expressions said, its last line.
        reason: String,
    },
}

impl TermList {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// [`TermError`] with the line.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        let mut list = Self::default();
        let mut is_head = true;
        for (index, line) in text.lines().enumerate() {
            if index >= LINES_MAX {
                return Err(TermError::TooManyLines { most: LINES_MAX });
            }
            let line = line.trim();
            let read = match line {
                "" => Ok(()),
                _ if line.starts_with('#') => Ok(()),
                "---" => {
                    is_head = false;
                    Ok(())
                }
                _ if is_head => list.fact(line),
                _ => list.term(line),
            };
            read.map_err(|reason| TermError::BadLine {
                line: index + 1,
                reason,
            })?;
        }
        if list.name.is_empty() || is_head {
            return Err(TermError::BadLine {
                line: 1,
                reason: "a list starts with its facts, `name` among them, and a line `---`"
                    .to_owned(),
            });
        }
        Ok(list)
    }

    fn fact(&mut self, line: &str) -> Result<(), String> {
        let (key, value) = line.split_once(':').ok_or("a fact is `key: value`")?;
        let value = value.trim().to_owned();
        match key.trim() {
            "name" => self.name = value,
            "version" => self.version = value.parse().map_err(|_| "the version is no number")?,
            "owner" => self.owner = value,
            "language" => self.language = value,
            "category" => {
                let column: Column = value.parse().map_err(|error| format!("{error}"))?;
                if !column.is_label() {
                    return Err(format!("the category `{column}` is no label"));
                }
                self.category = Some(column);
            }
            "note" => self.note = value,
            "expires" => {
                let shape: Vec<usize> = value.split('-').map(str::len).collect();
                let is_day =
                    shape == [4, 2, 2] && value.bytes().all(|b| b == b'-' || b.is_ascii_digit());
                if !is_day {
                    return Err("`expires` is a day, 2027-12-31".to_owned());
                }
                self.expires = Some(value);
            }
            other => {
                return Err(format!(
                    "`{}` is no fact of a list",
                    other.chars().take(40).collect::<String>()
                ));
            }
        }
        Ok(())
    }

    fn term(&mut self, line: &str) -> Result<(), String> {
        if line.chars().count() > TERM_CHARS_MAX {
            return Err(format!("a term has at most {TERM_CHARS_MAX} characters"));
        }
        if let Some(phrase) = line.strip_prefix('!') {
            self.benign.push(phrase.trim().to_owned());
        } else if let Some(pattern) = line
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
        {
            self.patterns.push(pattern.to_owned());
        } else {
            self.terms.push(line.to_owned());
        }
        Ok(())
    }
}
