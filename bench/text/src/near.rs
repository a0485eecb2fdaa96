//! Near-duplicates: five edits of posts looked for among the originals, and strangers among strangers.

use std::collections::BTreeSet;

use vigie_match::text::{NEAR_TEXT_SIMILARITY_MIN, NearTextIndex, TextSignature};
use vigie_text::{Reader, shingles};

use super::data;
use super::evade::Sequence;
use super::{Arguments, Report};

/// Posts looked for.
const POSTS: usize = 2_500;
/// Characters of a post.
const CHARS: std::ops::RangeInclusive<usize> = 50..=280;
/// Share of shingles below which two posts are strangers.
const STRANGERS_BELOW: f64 = 0.3;

/// Words that stand in for others.
const WORDS: [&str; 24] = [
    "table",
    "window",
    "river",
    "sugar",
    "winter",
    "music",
    "paper",
    "garden",
    "fenêtre",
    "jardin",
    "rivière",
    "papier",
    "musique",
    "hiver",
    "chaise",
    "sucre",
    "طاولة",
    "نافذة",
    "نهر",
    "حديقة",
    "شتاء",
    "ورق",
    "كرسي",
    "سكر",
];

/// One edit, and what it is called.
type Edit = (&'static str, fn(&str, &mut Sequence) -> String);

const EDITS: [Edit; 5] = [
    ("a tenth of the words dropped", |text, chance| {
        words(text, chance, |word, chance| {
            (chance.draw(10) != 0).then(|| word.to_owned())
        })
    }),
    ("a tenth of the words replaced", |text, chance| {
        replaced(text, chance, 10)
    }),
    ("a fifth of the words replaced", |text, chance| {
        replaced(text, chance, 5)
    }),
    ("RT, address and tag added", |text, chance| {
        format!(
            "RT @user: {text} https://example.org/{} #news",
            chance.draw(10_000)
        )
    }),
    ("cut to 70 %", |text, _| {
        let kept = text.chars().count() * 7 / 10;
        text.chars().take(kept).collect()
    }),
];

fn words(
    text: &str,
    chance: &mut Sequence,
    edit: impl Fn(&str, &mut Sequence) -> Option<String>,
) -> String {
    let words = text.split(' ').filter_map(|word| edit(word, chance));
    words.collect::<Vec<_>>().join(" ")
}

fn replaced(text: &str, chance: &mut Sequence, one_in: usize) -> String {
    words(text, chance, |word, chance| {
        Some(if chance.draw(one_in) == 0 {
            WORDS[chance.draw(WORDS.len())].to_owned()
        } else {
            word.to_owned()
        })
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
pub(crate) fn measure(arguments: &Arguments, report: &mut Report) -> anyhow::Result<()> {
    let rows = data::read(&arguments.data, "speed.ndjson")?;
    let posts = rows.iter().map(|row| row.text.as_str());
    let posts: Vec<&str> = posts
        .filter(|text| CHARS.contains(&text.chars().count()))
        .take(POSTS)
        .collect();
    let mut reader = Reader::new();
    let mut signature = |text: &str| TextSignature::of(&shingles(&mut reader, text.as_bytes()));
    let mut index = NearTextIndex::new();
    for (id, post) in (0_u64..).zip(&posts) {
        if let Some(signature) = signature(post) {
            index.insert(id, signature);
        }
    }
    for (name, edit) in EDITS {
        let mut found = 0;
        for (id, post) in (0_u64..).zip(&posts) {
            let edited = edit(post, &mut Sequence(data::number(post)));
            let near = signature(&edited).map(|own| index.find(&own, NEAR_TEXT_SIMILARITY_MIN));
            found += usize::from(near.is_some_and(|near| near.iter().any(|own| own.id == id)));
        }
        let recall = 100.0 * found as f64 / posts.len() as f64;
        report.one(&format!("found again, {name}"), "%", recall, "≥ 96");
    }
    let sets: Vec<BTreeSet<u32>> = posts
        .iter()
        .map(|post| shingles(&mut reader, post.as_bytes()).into_iter().collect())
        .collect();
    let mut strangers = 0;
    for (id, post) in posts.iter().enumerate() {
        let own = TextSignature::of(&shingles(&mut reader, post.as_bytes()));
        let near = own.map_or_else(Vec::new, |own| index.find(&own, NEAR_TEXT_SIMILARITY_MIN));
        for other in near {
            let other = usize::try_from(other.id)?;
            let shared = sets[id].intersection(&sets[other]).count() as f64;
            let all = (sets[id].len() + sets[other].len()) as f64 - shared;
            strangers += usize::from(other != id && shared / all < STRANGERS_BELOW);
        }
    }
    let pairs = (posts.len() * (posts.len() - 1)) as f64;
    report.one(
        "strangers taken for copies, of a million pairs",
        "",
        strangers as f64 / pairs * 1e6,
        "≤ 10",
    );
    Ok(())
}
