//! Addresses and numbers of persons out of somebody's words.
//!
//! What a pattern can know: mail addresses, addresses of the web and of networks, and long rows of
//! digits. A name it cannot: the person who releases the dossier reads the words.

use std::net::IpAddr;

/// What stands for what was masked.
pub(super) const MASK: &str = "[•••]";
/// Digits in a row, with what is written between them, that make a number of a person.
const DIGITS_MIN: usize = 7;

/// The text with what names a person masked, and how many pieces were.
pub(super) fn mask(text: &str) -> (String, u32) {
    let mut masked = 0;
    let lines: Vec<String> = text
        .lines()
        .map(|line| mask_line(line, &mut masked))
        .collect();
    (lines.join("\n"), masked)
}

fn mask_line(line: &str, masked: &mut u32) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let row = words[at..]
            .iter()
            .take_while(|word| is_of_number(word))
            .count();
        let digits: usize = words[at..at + row].iter().map(|word| digits_of(word)).sum();
        if digits >= DIGITS_MIN {
            out.push(MASK.to_owned());
            *masked += 1;
            at += row;
            continue;
        }
        if names_somebody(word) {
            out.push(MASK.to_owned());
            *masked += 1;
        } else {
            out.push((*word).to_owned());
        }
        at += 1;
    }
    out.join(" ")
}

fn digits_of(word: &str) -> usize {
    word.chars().filter(|letter| letter.is_numeric()).count()
}

/// A piece of a telephone number: digits and what stands between them, no letters.
fn is_of_number(word: &str) -> bool {
    word.chars()
        .all(|letter| letter.is_numeric() || "+-./()[]:;,".contains(letter))
        && digits_of(word) > 0
}

fn names_somebody(word: &str) -> bool {
    let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let lower = bare.to_lowercase();
    word.contains('@')
        || word.contains("://")
        || lower.starts_with("www.")
        || lower.starts_with("mailto:")
        || bare.parse::<IpAddr>().is_ok()
        || digits_of(word) >= DIGITS_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what a pattern can know is masked, ordinary words are not.
    #[test]
    fn persons_are_masked() {
        let case = |text: &str, expected: &str, count: u32| {
            assert_eq!(mask(text), (expected.to_owned(), count), "{text}");
        };
        case("We keep 3 pages of 2026.", "We keep 3 pages of 2026.", 0);
        case("Ask keeper@host.example, please", "Ask [•••] please", 1);
        case("Call +00 (0)1 23 45 67 89 now", "Call [•••] now", 1);
        case("Call 0123456789.", "Call [•••]", 1);
        case("رقم ٠١٢٣٤٥٦٧٨٩ هنا", "رقم [•••] هنا", 1);
        case(
            "see https://host.example/u/keeper or www.host.example",
            "see [•••] or [•••]",
            2,
        );
        case("from 192.0.2.7 and 2001:db8::1", "from [•••] and [•••]", 2);
        case("first\n@keeper", "first\n[•••]", 1);
        case("", "", 0);
        case("ticket AB-12345, 5 items", "ticket AB-12345, 5 items", 0);
    }
}
