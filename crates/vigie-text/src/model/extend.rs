//! A model that learned some columns keeps what the one before it knew of the others.

use crate::feature::BUCKETS;
use crate::model::{COLUMNS_MAX, Model, Rows};

impl Model {
    /// This model with the columns of `prior` that it did not learn itself.
    ///
    /// Rarity of n-grams is this model's; one that learned on top of `prior` has those of `prior`.
    #[must_use]
    pub fn with_columns_of(&self, prior: &Self) -> Self {
        let mut facts = self.facts.clone();
        let mut scales = self.scales.clone();
        let mut sources: Vec<(&Self, usize)> = (0..facts.columns.len())
            .map(|place| (self, place))
            .collect();
        for (place, column) in prior.facts.columns.iter().enumerate() {
            let is_missing = self.position(column.column).is_none();
            if is_missing && sources.len() < COLUMNS_MAX {
                facts.columns.push(column.clone());
                scales.push(prior.scales[place]);
                sources.push((prior, place));
            }
        }
        if sources.len() == self.facts.columns.len() {
            return self.clone();
        }
        let mut rows = Rows::new(sources.len());
        for bucket in 0..BUCKETS {
            let norm = self.rows.norm(bucket);
            if norm == 0 {
                continue;
            }
            rows.set_norm(bucket, norm);
            for (position, (source, place)) in sources.iter().enumerate() {
                rows.set_weight(bucket, position, source.rows.weight(bucket, *place));
            }
        }
        Self::assemble(facts, scales, rows)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::train::{Example, Training};
    use crate::{Column, Model, Scorer};

    fn example(text: String, is_threat: bool) -> Example {
        Example {
            text: text.into_bytes(),
            labels: BTreeMap::from([(Column::Threat, is_threat)]),
            weight: 1.0,
            ..Example::default()
        }
    }

    /// Goal: learning one label forgets no other; the file keeps both.
    #[test]
    fn other_columns_stay() {
        let prior = Model::embedded().unwrap();
        let examples: Vec<Example> = (0..40)
            .map(|n| match n % 2 {
                0 => example(format!("the zeta will hurt you on day {n}"), true),
                _ => example(format!("the zeta choir sings on day {n}"), false),
            })
            .collect();
        let training = Training {
            prior: Some(&prior),
            is_quick: true,
            ..Training::default()
        };
        let learned = training.run(&examples).unwrap();
        assert_eq!(learned.facts().columns.len(), 1);
        let whole = learned.with_columns_of(&prior);
        assert_eq!(whole.facts().columns.len(), prior.facts().columns.len());
        let back = Model::from_bytes(&whole.to_bytes()).unwrap();
        assert_eq!(back.hash(), whole.hash());

        let text = b"Join our fighters, write to us and we will train you.";
        let logit = |model: &Model, column| {
            let place = model.position(column).unwrap();
            Scorer::new(model).logits(text)[place]
        };
        let (before, now) = (
            logit(&prior, Column::Recruitment),
            logit(&whole, Column::Recruitment),
        );
        assert!((before - now).abs() < 0.5, "{before} {now}");
        assert_eq!(whole.with_columns_of(&prior).hash(), whole.hash());
    }
}
