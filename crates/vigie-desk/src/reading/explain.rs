//! Why a text stands where it stands: on the original, word by word, with what speaks against.

use vigie_domain::{Actor, AuditEvent, ExhibitId, Item, Permission, TextReading};
use vigie_text::{Column, Explanation, GramOrigin, Scorer};

use super::gauge::Gauge;
use super::learn::text_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Bytes of a text that are shown and explained.
const SHOWN_BYTES_MAX: usize = 20_000;
/// Parts of a word in a logit from which its colour grows no stronger.
const HEAT_FULL: f64 = 0.5;
/// Steps of a colour.
const HEAT_STEPS: f64 = 4.0;

/// A stretch of the original and how much it speaks for the label: -4 to 4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordHeat {
    /// As it stands there.
    pub text: String,
    /// Below 0: against.
    pub heat: i8,
}

/// One text of an exhibit, explained.
#[derive(Debug, Clone)]
pub struct ExplainedText {
    /// What was read in it.
    pub reading: TextReading,
    /// The label that is explained: of those with the most expected harm.
    pub column: Column,
    /// The whole original, as far as it is shown, in stretches.
    pub heat: Vec<WordHeat>,
    /// Whether the text goes on.
    pub is_cut: bool,
    /// The parts: bias, words, rest; they add up to the logit.
    pub explanation: Explanation,
    /// The item with the nearest text, with what became of it.
    pub nearest: Option<Item>,
}

impl ExplainedText {
    /// N-grams that the weights were learned from, as far as they may be named.
    pub fn known_grams(&self) -> impl Iterator<Item = &vigie_text::GramPart> {
        let grams = self.explanation.grams.iter();
        grams.filter(|gram| matches!(gram.origin, GramOrigin::Known | GramOrigin::Shared))
    }
}

/// Explains every text of an exhibit by the model in use. A look, on record.
///
/// # Errors
///
/// [`DeskError::NotFound`] when it is erased, or nothing was read in it yet.
pub async fn explain_exhibit(
    desk: &Desk,
    actor: &Actor,
    id: ExhibitId,
) -> Result<Vec<ExplainedText>, DeskError> {
    actor.require(Permission::ReadItem)?;
    actor.require(Permission::ReadExhibit)?;
    let store = desk.store();
    let exhibit = store.exhibit(id).await?.or_not_ours(desk, "exhibit")?;
    let readings = store.readings_of(id).await?;
    if readings.is_empty() {
        let what = "reading of this exhibit: it has no text, or was not read yet, or was erased";
        return Err(DeskError::NotFound { what });
    }
    let gauge = desk.gauge().await?;
    let mut explained = Vec::with_capacity(readings.len());
    for reading in readings {
        let Some(bytes) = text_of(desk, id, &reading).await? else {
            continue;
        };
        let nearest = match reading.nearest {
            Some(near) => store.item(near.item).await?,
            None => None,
        };
        let gauge = std::sync::Arc::clone(&gauge);
        let work = move || explain(&gauge, reading, &bytes);
        let one = tokio::task::spawn_blocking(work).await;
        if let Some(one) = one.map_err(DeskError::broken)? {
            explained.push(ExplainedText { nearest, ..one });
        }
    }
    let item = exhibit.item;
    let tx = desk.begin(actor).await?;
    tx.commit(AuditEvent::ExhibitRevealed { exhibit: id, item })
        .await?;
    Ok(explained)
}

fn explain(gauge: &Gauge, reading: TextReading, bytes: &[u8]) -> Option<ExplainedText> {
    let whole = String::from_utf8_lossy(bytes);
    let text = &whole[..whole.floor_char_boundary(SHOWN_BYTES_MAX)];
    let mut scorer = Scorer::new(&gauge.model);
    let score = scorer.score(text.as_bytes());
    let harm = |(column, value): &(Column, f64)| f64::from(column.harm()) * value;
    let (column, _) = *score
        .labels
        .iter()
        .max_by(|a, b| harm(a).total_cmp(&harm(b)))?;
    let explanation = scorer.explain(text.as_bytes(), column, Some(&gauge.terms))?;
    Some(ExplainedText {
        heat: heat_of(text, &explanation),
        is_cut: text.len() < whole.len(),
        reading,
        column,
        explanation,
        nearest: None,
    })
}

/// The text in stretches: each word with its colour, what is between without.
fn heat_of(text: &str, explanation: &Explanation) -> Vec<WordHeat> {
    let mut stretches: Vec<WordHeat> = Vec::new();
    let mut push = |piece: Option<&str>, heat: i8| {
        let Some(piece) = piece.filter(|piece| !piece.is_empty()) else {
            return;
        };
        match stretches.last_mut().filter(|last| last.heat == heat) {
            Some(last) => last.text.push_str(piece),
            None => stretches.push(WordHeat {
                text: piece.to_owned(),
                heat,
            }),
        }
    };
    let mut at = 0;
    for word in &explanation.words {
        let (start, end) = (word.start as usize, word.end as usize);
        push(text.get(at..start), 0);
        #[expect(clippy::cast_possible_truncation, reason = "-4 to 4 by the clamp")]
        let heat = (word.part / HEAT_FULL * HEAT_STEPS)
            .round()
            .clamp(-HEAT_STEPS, HEAT_STEPS) as i8;
        push(text.get(start..end), heat);
        at = end;
    }
    push(text.get(at..), 0);
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the stretches together are the original; a threat has warm words.
    #[test]
    fn stretches_are_the_original() {
        let model = vigie_text::Model::embedded().unwrap();
        let text = "  We will kill you all,\nZetas of the «قرية» tonight. ";
        let mut scorer = Scorer::new(&model);
        let explanation = scorer
            .explain(text.as_bytes(), Column::Threat, None)
            .unwrap();
        let heat = heat_of(text, &explanation);
        let whole: String = heat.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, text);
        assert!(heat.iter().any(|part| part.heat > 0), "{heat:?}");
    }
}
