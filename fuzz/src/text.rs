//! Readers of `vigie-text`: texts of any kind, term lists, model files.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use vigie_text::{Column, Model, Scorer, TermList, TermSet, fold};

/// Every reader, by the name of its target.
pub const READERS: &[(&str, fn(&[u8]))] = &[
    ("fold", fold_text),
    ("score", score),
    ("term_list", term_list),
    ("model", model),
];

/// The day lists are read on.
const TODAY: &str = "2026-06-01";

/// SHA-256 at the end of a model file.
const CHECKSUM_BYTES: usize = 32;

/// Folding: offsets rise to within the original, and what is folded stays as it is.
pub fn fold_text(bytes: &[u8]) {
    let folded = fold(bytes);
    assert_eq!(folded.offsets.len(), folded.text.chars().count());
    let is_within = |offset: &u32| (*offset as usize) < bytes.len();
    assert!(folded.offsets.iter().all(is_within), "offsets lie within");
    for extra in &folded.extra {
        assert!(extra.start < extra.end && extra.end as usize <= bytes.len());
    }
}

/// Scores lie between 0 and 1, and an explanation adds up.
pub fn score(bytes: &[u8]) {
    static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::embedded().ok());
    let Some(model) = &*MODEL else {
        return;
    };
    let mut scorer = Scorer::new(model);
    let score = scorer.score(bytes);
    assert!((0.0..=1.0).contains(&score.rank), "a rank is a share");
    if let Some(told) = scorer.explain(bytes, Column::Threat, None) {
        let words: f64 = told.words.iter().map(|word| word.part).sum();
        let difference = (words + told.bias + told.rest - told.logit).abs();
        assert!(difference < 1e-4, "the parts are the whole");
    }
}

/// Term lists, and a text that is searched with them.
pub fn term_list(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(list) = TermList::parse(&text)
        && let Ok(terms) = TermSet::build(vec![list], TODAY)
    {
        terms.find(&mut vigie_text::Reader::new(), bytes);
    }
}

/// Model files, as they are and with the checksum made right. What is written of one is stable.
pub fn model(bytes: &[u8]) {
    let _ = Model::from_bytes(bytes);
    let content = &bytes[..bytes.len().saturating_sub(CHECKSUM_BYTES)];
    let sealed = [content, &Sha256::digest(content)[..]].concat();
    if let Ok(model) = Model::from_bytes(&sealed) {
        let written = model.to_bytes();
        let again = Model::from_bytes(&written).map(|again| again.to_bytes());
        assert_eq!(again, Ok(written), "read, written and read again");
        let mut scorer = Scorer::new(&model);
        scorer.score(b"the harbour opens at six");
        scorer.explain(b"the harbour opens at six", Column::Threat, None);
    }
}
