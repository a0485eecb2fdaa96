//! Scores texts and puts them in the order an analyst would read them in.
//!
//! `cargo run -p vigie-text --example score`. The model and the term lists are those that come with
//! the program; the texts are made up. A score orders a queue and decides nothing.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use std::error::Error;

use vigie_text::{Model, STARTERS, Scorer, TermList, TermSet};

const TEXTS: [&str; 5] = [
    "We will come for the people of Zeta tomorrow, none of you is safe.",
    "The paper reports that a man threatened the people of Zeta; the mayor condemned it.",
    "Le cours de l'organisation Zeta commence lundi à dix-huit heures.",
    "تبدأ الدورة التدريبية يوم الاثنين في الميناء",
    "",
];

/// The day of reading: lists that expired before it are silent.
const TODAY: &str = "2026-06-01";

fn main() -> Result<(), Box<dyn Error>> {
    let model = Model::embedded()?;
    let lists: Result<Vec<TermList>, _> = STARTERS.into_iter().map(TermList::parse).collect();
    let terms = TermSet::build(lists?, TODAY)?;
    // One scorer for each thread, for as long as there are texts: its buffers are used again.
    let mut scorer = Scorer::new(&model).with_terms(&terms);

    let mut queue: Vec<_> = TEXTS
        .iter()
        .map(|text| (scorer.score(text.as_bytes()), text))
        .collect();
    queue.sort_by(|a, b| b.0.rank.total_cmp(&a.0.rank));
    for (score, text) in queue {
        let strongest = score.labels.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let label = strongest.map_or("-", |(column, _)| column.name());
        println!(
            "{:.3}  {:<8} {label:<16} {text}",
            score.rank, score.language
        );
    }
    Ok(())
}
