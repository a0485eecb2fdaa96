//! Finds texts that are nearly copies, by the shingles they share.
//!
//! `cargo run -p vigie-match --example near_texts`. Shingles come from anywhere: here three words
//! each, hashed by FNV. `vigie_text::shingles` makes better ones, of folded text.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use vigie_match::{NEAR_TEXT_SIMILARITY_MIN, NearTextIndex, TextSignature, exact_key};

const KNOWN: [&str; 3] = [
    "the training organisation zeta opens its summer course on the first monday of july at the harbour",
    "rain is expected over the northern hills this evening and the ferries leave an hour later than usual",
    "the library lends maps of the coast to everybody who brings back the ones of last year",
];

const ASKED: [&str; 3] = [
    "The training organisation Zeta opens its summer course on the first Monday of July at the harbour!",
    "rain is expected over the northern hills this evening and the ferries leave two hours later than usual",
    "a sentence that has nothing in common with any other sentence of this small list of texts",
];

fn main() {
    let mut index = NearTextIndex::new();
    for (id, text) in (0..).zip(KNOWN) {
        if let Some(signature) = TextSignature::of(&shingles(text)) {
            index.insert(id, signature);
        }
    }
    for text in ASKED {
        println!("{text}");
        let is_exact = KNOWN
            .iter()
            .any(|known| exact_key(&plain(known)) == exact_key(&plain(text)));
        if is_exact {
            println!("  the same words as a known text");
        }
        let signature = TextSignature::of(&shingles(text));
        for near in signature
            .iter()
            .flat_map(|signature| index.find(signature, NEAR_TEXT_SIMILARITY_MIN))
        {
            println!("  like text {}, by {:.2}", near.id, near.similarity);
        }
    }
}

/// Letters and single spaces, in lower case.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A hash for each run of three words.
fn shingles(text: &str) -> Vec<u32> {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let hash = |run: &[&str]| {
        let bytes = run.iter().flat_map(|word| word.bytes().chain([b' ']));
        bytes.fold(0x811C_9DC5, |hash: u32, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
    };
    words.windows(3).map(hash).collect()
}
