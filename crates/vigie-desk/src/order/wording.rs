//! The words of an order's letters, in the languages of the desk.

use vigie_domain::Language;

/// Columns: what, ar, fr, en; `\n` in a text is a new line, `{name}` is filled in.
const TABLE: &str = include_str!("wording.tsv");

/// First strong isolate and its end: an address inside Arabic text keeps its own direction.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A text with its places filled in; empty for one that is not in the table, which a test refuses.
pub(super) fn words(what: &str, language: Language, places: &[(&str, &str)]) -> String {
    let column = match language {
        Language::Ar => 1,
        Language::Fr => 2,
        Language::En => 3,
    };
    let row = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .find(|row| row.first() == Some(&what));
    let template = row
        .and_then(|row| row.get(column).copied())
        .unwrap_or_default();
    fill(template, language, places)
}

/// Fills each place once, from left to right: what is filled in is never read as a place again.
fn fill(template: &str, language: Language, places: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(&before.replace("\\n", "\n"));
        let Some((name, tail)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        let value = places.iter().find(|(place, _)| *place == name);
        let value = value.map_or("", |(_, value)| value);
        if language == Language::Ar {
            text.push(ISOLATE[0]);
            text.push_str(value);
            text.push(ISOLATE[1]);
        } else {
            text.push_str(value);
        }
        rest = tail;
    }
    text.push_str(&rest.replace("\\n", "\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text there is, with the places it must have.
    const TEXTS: &[(&str, &[&str])] = &[
        ("redress-from", &[]),
        ("redress-provider", &["body", "days"]),
        ("redress-author", &["body", "days"]),
        ("information-subject", &[]),
        ("information", &["unit", "hours", "law"]),
        ("order-subject", &[]),
        ("order", &["unit", "reference", "minutes", "link"]),
        ("copy-subject", &[]),
        ("copy", &["unit", "reference", "provider"]),
        ("clarification-subject", &[]),
        ("clarification", &["unit", "reference", "text", "link"]),
        ("reinstate-subject", &[]),
        ("reinstate", &["unit", "reference"]),
        ("author-subject", &[]),
        ("author", &["unit", "reference"]),
        ("final-subject", &[]),
        ("final", &["unit", "reference", "provider", "orders"]),
    ];

    /// Goal: every letter has words in each language, with the same places in each.
    #[test]
    fn nothing_is_without_words() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows, TEXTS.len());
        for (what, places) in TEXTS {
            for language in Language::ALL {
                let marked: Vec<(&str, String)> = places
                    .iter()
                    .map(|place| (*place, format!("<{place}>")))
                    .collect();
                let filled: Vec<(&str, &str)> = marked
                    .iter()
                    .map(|(place, mark)| (*place, mark.as_str()))
                    .collect();
                let text = words(what, language, &filled);
                assert!(!text.trim().is_empty(), "{what} {}", language.code());
                for (_, mark) in &marked {
                    assert!(
                        text.contains(mark.as_str()),
                        "{what} {} {mark}",
                        language.code()
                    );
                }
                assert_eq!(
                    text.matches('<').count(),
                    places.len(),
                    "{what} {}",
                    language.code()
                );
                assert!(!text.contains(['{', '}', '\\']), "{text}");
            }
        }
    }

    /// Goal: what somebody writes into a letter is not read as a place of it.
    #[test]
    fn a_value_is_no_template() {
        let text = fill("a {x} b {y}", Language::En, &[("x", "{y}"), ("y", "1")]);
        assert_eq!(text, "a {y} b 1");
        assert_eq!(fill("open {", Language::En, &[]), "open {");
    }
}
