//! The words of a letter that are the desk's own, in the recipient's language.
//!
//! They stand in `wording.tsv`, not in code: a person who reads three languages can correct them. What a
//! letter rests on is the legal basis's to say.

use vigie_domain::{Category, Language};

const TABLE: &str = include_str!("wording.tsv");

/// A category in words.
pub(crate) fn category(category: Category, language: Language) -> &'static str {
    find("category", category.name(), language).unwrap_or_default()
}

/// What stands where no category of the Regulation was found.
pub(crate) fn other_category(language: Language) -> &'static str {
    find("category", "other", language).unwrap_or_default()
}

fn find(what: &str, name: &str, language: Language) -> Option<&'static str> {
    let column = match language {
        Language::Ar => 2,
        Language::Fr => 3,
        Language::En => 4,
    };
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .find(|row| row.first() == Some(&what) && row.get(1) == Some(&name))
        .and_then(|row| row.get(column).copied())
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every category a letter may carry has words in each language.
    #[test]
    fn nothing_is_without_words() {
        for language in Language::ALL {
            for one in Category::ALL {
                assert!(
                    !category(one, language).is_empty(),
                    "{} {}",
                    one.name(),
                    language.code()
                );
            }
            assert!(!other_category(language).is_empty());
        }
    }
}
