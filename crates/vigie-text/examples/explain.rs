//! Explains a score on the original text: which words speak for it, which against, and that the
//! parts add up.
//!
//! `cargo run -p vigie-text --example explain ["A TEXT"]`.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use std::error::Error;

use vigie_text::{Column, Model, Scorer};

const TEXT: &str = "We will come for the people of Zeta tomorrow, none of you is safe.";

fn main() -> Result<(), Box<dyn Error>> {
    let text = std::env::args().nth(1).unwrap_or(TEXT.to_owned());
    let model = Model::embedded()?;
    let mut scorer = Scorer::new(&model);
    let told = scorer
        .explain(text.as_bytes(), Column::Threat, None)
        .ok_or("the model does not know this label")?;

    println!("{text}");
    for word in &told.words {
        println!(
            "{:>8.3}  {}..{}  {}",
            word.part, word.start, word.end, word.text
        );
    }
    println!("{:>8.3}  what a text without words has", told.bias);
    println!("{:>8.3}  parts of no word", told.rest);
    let words: f64 = told.words.iter().map(|word| word.part).sum();
    println!(
        "{:>8.3}  together; the logit is {:.3}",
        words + told.bias + told.rest,
        told.logit
    );
    Ok(())
}
