//! Words as they are searched for: folded, without the particles written before Arabic words.

use vigie_text::{Folded, Reader, loosen};

/// A word of a text, with its place in the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// What it is compared by.
    pub(super) key: String,
    /// First byte of the original.
    pub(super) start: usize,
    /// One past the last byte, with the marks that folding drops.
    pub(super) end: usize,
}

/// The words of a text in order, then the further readings of single words: spaced, leet, Arabizi.
pub(super) fn words_of(reader: &mut Reader, text: &str) -> Vec<Word> {
    let folded = reader.fold(text.as_bytes());
    let mut words = plain_words(&folded, text);
    let extra = folded.extra.iter().map(|extra| Word {
        key: key_of(&extra.text),
        start: extra.start as usize,
        end: (extra.end as usize).min(text.len()),
    });
    words.extend(extra.filter(|word| !word.key.is_empty()));
    words
}

fn plain_words(folded: &Folded, text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let ends = folded.text.chars().map(Some).chain([None]);
    for (at, c) in ends.enumerate() {
        if let Some(c) = c.filter(|c| c.is_alphanumeric()) {
            open.get_or_insert_with(|| (at, String::new())).1.push(c);
            continue;
        }
        let Some((first, word)) = open.take() else {
            continue;
        };
        let start = folded.offsets[first] as usize;
        let end = folded
            .offsets
            .get(at)
            .map_or(text.len(), |end| *end as usize);
        // Folding may move letters; what is shown is never before its start.
        let end = end.clamp(start, text.len());
        let end = start + text.get(start..end).map_or(0, |own| own.trim_end().len());
        words.push(Word {
            key: key_of(&word),
            start,
            end,
        });
    }
    words.retain(|word| !word.key.is_empty());
    words
}

/// What a folded word is compared by: runs of one letter are one letter, Arabic words stand
/// without conjunction and article. Source: the prefixes of Light10.
fn key_of(word: &str) -> String {
    let loose = loosen(word);
    let mut key = String::with_capacity(loose.len());
    let mut before = None;
    for c in bare(&loose).chars() {
        if before != Some(c) || c.is_ascii_digit() {
            key.push(c);
        }
        before = Some(c);
    }
    key
}

fn bare(word: &str) -> &str {
    /// Articles, with the letters joined to them.
    const ARTICLES: [&str; 5] = ["ال", "بال", "كال", "فال", "لل"];
    let left = |rest: &&str, least: usize| rest.chars().count() >= least;
    let word = word
        .strip_prefix('و')
        .filter(|rest| left(rest, 3))
        .unwrap_or(word);
    let without = ARTICLES
        .iter()
        .find_map(|article| word.strip_prefix(article).filter(|rest| left(rest, 2)));
    without.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let words = words_of(&mut Reader::new(), text);
        words.into_iter().map(|word| word.key).collect()
    }

    /// Goal: forms a reader takes for one word are one word; places are those of the original.
    #[test]
    fn forms_of_a_word_are_one() {
        assert_eq!(keys("والتدريب"), keys("تدريب"));
        assert_eq!(keys("التَّدْرِيـــب"), keys("تدريب"));
        assert_eq!(keys("Entraînement"), keys("ENTRAINEMENT"));
        assert_eq!(keys("pla\u{200b}in"), ["plain"]);
        assert!(keys("to k i l l them").contains(&keys("kill")[0]));
        assert_eq!(keys("  --- "), Vec::<String>::new());
    }

    /// Goal: each word's bytes are the word as it was written.
    #[test]
    fn places_are_of_the_original() {
        let text = "Zeta’s «التَّدريب» pla\u{200b}in, fin";
        for word in words_of(&mut Reader::new(), text) {
            let own = text.get(word.start..word.end).unwrap();
            assert!(!own.is_empty() && !own.contains(' '), "{own:?}");
        }
    }
}
