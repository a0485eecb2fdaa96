//! The words of a letter that are the desk's own, in the recipient's language.
//!
//! What is law stands in `wording.tsv`, not in code: a person who reads three languages can correct it.

use vigie_domain::{Category, Designation, Instrument, Language, Timestamp};

const TABLE: &str = include_str!("wording.tsv");

/// A category in words.
pub(crate) fn category(category: Category, language: Language) -> &'static str {
    find("category", category.name(), language).unwrap_or_default()
}

/// What stands where no category of the Regulation was found.
pub(crate) fn other_category(language: Language) -> &'static str {
    find("category", "other", language).unwrap_or_default()
}

/// What a letter rests on; `None` for an instrument that no letter of this kind carries.
pub(crate) fn legal_hook(instrument: Instrument, language: Language) -> Option<&'static str> {
    find("hook", instrument.name(), language)
}

/// The legal basis as the log carries it: the desk's dated power, else the instrument's own.
pub(crate) fn legal_basis(
    instrument: Instrument,
    designations: &[Designation],
    now: Timestamp,
) -> String {
    let power = designations
        .iter()
        .find(|d| d.instrument == instrument && d.is_valid(now));
    let article = power
        .map(|power| power.article.trim())
        .filter(|article| !article.is_empty());
    let own = find("basis", instrument.name(), Language::En);
    article.or(own).unwrap_or(instrument.name()).to_owned()
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

    /// Goal: every category and every instrument a letter may carry has words in each language.
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
            for instrument in Instrument::ALL {
                let has_words = legal_hook(instrument, language).is_some();
                assert_eq!(has_words, !instrument.is_binding(), "{}", instrument.name());
            }
        }
        let now = Timestamp::from_ms(0);
        for instrument in Instrument::ALL {
            let basis = legal_basis(instrument, &[], now);
            assert!((1..=512).contains(&basis.len()), "{}", instrument.name());
        }
    }
}
