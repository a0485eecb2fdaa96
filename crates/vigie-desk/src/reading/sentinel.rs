//! The sentinel set: sentences of our own that no model of a desk learns from. A model that orders
//! them worse than the one before does not come to order the queue.

use vigie_text::evaluate::average_precision;
use vigie_text::{Model, Scorer};

use super::gauge::thousandths;

/// One sentence a line after `+` (a call, a threat, an invitation) or `-` (a quotation, a report,
/// a condemnation, a figure of speech), in three languages, about nobody.
const SENTINEL: &str = include_str!("sentinel.txt");

/// What a model may lose on the set and still be promoted, in thousandths of average precision.
pub(super) const SENTINEL_LOSS_MAX: u16 = 20;

/// Average precision of the model's rank on the set, in thousandths.
pub(super) fn sentinel_precision(model: &Model) -> u16 {
    let mut scorer = Scorer::new(model);
    let lines = SENTINEL.lines().filter_map(|line| {
        let (sign, text) = line.split_once(' ')?;
        matches!(sign, "+" | "-").then_some((sign == "+", text))
    });
    #[expect(clippy::cast_possible_truncation, reason = "a rank needs few digits")]
    let scored: Vec<(f32, bool)> = lines
        .map(|(is, text)| (scorer.score(text.as_bytes()).rank as f32, is))
        .collect();
    thousandths(average_precision(&scored))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the set has both kinds in equal measure, and the program's model orders it better
    /// than chance.
    #[test]
    fn the_set_tells_models_apart() {
        let count = |sign: &str| SENTINEL.lines().filter(|l| l.starts_with(sign)).count();
        assert_eq!(count("+ "), count("- "));
        assert!(count("+ ") >= 30);
        let precision = sentinel_precision(&Model::embedded().unwrap());
        assert!((600..=1_000).contains(&precision), "{precision}");
    }
}
