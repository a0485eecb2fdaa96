//! Folds texts that were written so that machines do not see their words, and finds the way back.
//!
//! `cargo run -p vigie-text --example fold`.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use vigie_text::fold;

const TEXTS: [&str; 4] = [
    "𝐒𝐮𝐦𝐦𝐞𝐫 cоurse",           // mathematical letters, and a Cyrillic о
    "h\u{200b}ar\u{200d}bour", // invisible characters between the letters
    "الـــدَّورة التدريبيـة",    // stretched, with vowel signs
    "L’été à l’École",
];

fn main() {
    for text in TEXTS {
        let folded = fold(text.as_bytes());
        println!("{text}\n  {}   {:?}", folded.text, folded.signs);
        // Where the last word of the folded text begins in the original.
        let start = folded.text.rfind(' ').map_or(0, |space| space + 1);
        let character = folded.text[..start].chars().count();
        let byte = folded.offsets.get(character).copied().unwrap_or(0) as usize;
        println!("  its last word begins at byte {byte}: {}", &text[byte..]);
    }
}
