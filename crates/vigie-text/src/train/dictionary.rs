//! N-grams that people may read: only those many texts by many authors share.
//!
//! A model keeps weights by bucket, which nobody can turn back into words. The dictionary names
//! the n-grams behind the strongest; one that few people wrote would give those people away.

use std::collections::{BTreeMap, BTreeSet};

use super::Example;
use crate::feature::{BUCKETS, Grams};
use crate::fold::{Reader, spelled_out};
use crate::model::Rows;

/// Texts an n-gram must stand in.
const TEXTS_MIN: u32 = 20;
/// Authors it must come from.
const AUTHORS_MIN: usize = 10;
/// N-grams kept, the strongest first.
const GRAMS_MAX: usize = 2_048;

/// The strongest n-grams that may be read, by bucket.
pub(super) fn readable(
    examples: &[Example],
    rows: &Rows,
    scales: &[(f32, f32)],
) -> Vec<(u32, String)> {
    let mut strongest: Vec<(u32, u32)> = (0..BUCKETS)
        .filter(|bucket| rows.norm(*bucket) != 0)
        .map(|bucket| (strength(rows, scales, bucket), bucket as u32))
        .collect();
    strongest.sort_unstable_by(|a, b| b.cmp(a));
    strongest.truncate(2 * GRAMS_MAX);
    let mut wanted = vec![false; BUCKETS];
    for (_, bucket) in &strongest {
        wanted[*bucket as usize] = true;
    }
    // Symbols of the n-gram, the texts it stands in, and its first authors.
    let mut found: BTreeMap<(u32, Vec<u8>), (u32, BTreeSet<u64>)> = BTreeMap::new();
    let (mut reader, mut grams) = (Reader::new(), Grams::default());
    for example in examples {
        let Some(author) = example.author else {
            continue;
        };
        reader.read(&example.text);
        grams.read(&reader);
        // Once a text: what counts is how many texts share it.
        let mut own = BTreeSet::new();
        for (index, bucket) in grams.buckets().iter().enumerate() {
            let (start, length) = Grams::place(index);
            if !wanted[*bucket as usize] {
                continue;
            }
            let start = start as usize;
            let symbols = reader.symbols[start..start + usize::from(length)].to_vec();
            if !own.insert((*bucket, symbols.clone())) {
                continue;
            }
            let (texts, authors) = found.entry((*bucket, symbols)).or_default();
            *texts += 1;
            if authors.len() < AUTHORS_MIN {
                authors.insert(author);
            }
        }
    }
    let mut readable: Vec<(u32, String)> = found
        .into_iter()
        .filter(|(_, (texts, authors))| *texts >= TEXTS_MIN && authors.len() >= AUTHORS_MIN)
        .map(|((bucket, symbols), _)| (bucket, spelled_out(&symbols)))
        .collect();
    readable.truncate(GRAMS_MAX);
    readable
}

/// The largest weight of a bucket over all columns, in millionths of a logit.
fn strength(rows: &Rows, scales: &[(f32, f32)], bucket: usize) -> u32 {
    let of = |(column, (scale, _)): (usize, &(f32, f32))| {
        (rows.weight(bucket, column) as f32 * scale).abs()
    };
    let most = scales.iter().enumerate().map(of).fold(0.0_f32, f32::max);
    (most * 1e6) as u32
}
