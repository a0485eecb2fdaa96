//! Parts add up; words are where they say.

use std::collections::BTreeMap;

use super::*;
use crate::model::Model;
use crate::train::{Example, Training};

fn model() -> Model {
    let examples: Vec<Example> = (0..200)
        .map(|index| Example {
            text: format!(
                "they {} the {} house {index}",
                ["burn", "paint"][index % 2],
                ["old", "new"][index % 3 / 2]
            )
            .into_bytes(),
            labels: BTreeMap::from([
                (Column::Threat, index % 2 == 0),
                (Column::Quoted, index % 3 == 0),
            ]),
            weight: 1.0,
            author: Some(index as u64 % 30),
            ..Example::default()
        })
        .collect();
    Training::default().run(&examples).unwrap()
}

/// Goal: bias, rest and words are the logit to 1e-4, on any text, evasions included.
#[test]
fn parts_add_up() {
    let model = model();
    let mut scorer = Scorer::new(&model);
    let texts = [
        "they burn the house",
        "",
        " ",
        "b u r n  the h0use",
        "🔪 burn\u{200B}ed",
        "لا شيء burn",
        "thеy burn ﷺ 3ala",
        "\u{FF54}hey \"burn\" it",
        "http://example.org/burn burn",
    ];
    for text in texts {
        let told = scorer
            .explain(text.as_bytes(), Column::Threat, None)
            .unwrap();
        let parts: f64 = told.words.iter().map(|word| word.part).sum();
        assert!((told.bias + told.rest + parts - told.logit).abs() < 1e-9);
        let logit = scorer.logits(text.as_bytes())[model.position(Column::Threat).unwrap()];
        assert!(
            (f64::from(logit) - told.logit).abs() < 1e-4,
            "{text} {logit} {}",
            told.logit
        );
        for word in &told.words {
            assert_eq!(&text[word.start as usize..word.end as usize], word.text);
        }
    }
}

/// Goal: the strongest word is the one that matters, and its n-gram is named.
#[test]
fn the_reason_is_named() {
    let model = model();
    let told = Scorer::new(&model)
        .explain(b"today they burn the town", Column::Threat, None)
        .unwrap();
    assert_eq!(told.top_for[0].text, "burn");
    assert!(
        told.grams
            .iter()
            .any(|gram| gram.origin == GramOrigin::Known),
        "{:?}",
        told.grams
    );
    assert!(
        Scorer::new(&model)
            .explain(b"x", Column::Fiction, None)
            .is_none()
    );
}
