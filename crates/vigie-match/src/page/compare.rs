//! Which pages of two documents are the same.
//!
//! Two pages are the same when their pictures are within PDQ's distance, unless both have words
//! and these say otherwise; or when their words are the same. Where three and more pages follow in
//! the same order, each picture may be further away: scans are a little turned and shifted.

use super::{DocumentSketch, PageFeature};
use crate::pdq::MATCH_DISTANCE_BITS_MAX;

/// Distance up to which pages count when several follow in the same order.
///
/// Source: tried on made-up magazines: scans turned by nearly a degree are found at it, pages of
/// another issue in the same layout are not.
const ORDERED_DISTANCE_BITS_MAX: u32 = 48;

/// Different pages that make a match, unless a whole document has fewer.
const PAGES_MIN: usize = 3;

/// Share of shingles from which two pages hold the same text, in percent.
const SAME_TEXT_PERCENT_MIN: u32 = 50;

/// Share of shingles up to which two pages hold different texts, whatever they look like.
const OTHER_TEXT_PERCENT_MAX: u32 = 15;

/// A page of one document that is a page of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageMatch {
    /// Number in the asked document, from 1.
    pub query_page: u32,
    /// Number in the known document, from 1.
    pub reference_page: u32,
    /// Bits between their pictures; `None` where one of them says too little.
    pub distance_bits: Option<u32>,
    /// Share of text in common, in percent; `None` where one of them has no words.
    pub text_percent: Option<u32>,
}

/// What two documents have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentMatch {
    /// The pages, in order of the asked document.
    pub pages: Vec<PageMatch>,
    /// How many of them differ from each other.
    pub distinct: u32,
    /// Share of the asked document's pages, in percent of those that can be compared.
    pub query_percent: u32,
    /// Share of the known document's pages.
    pub reference_percent: u32,
    /// Median distance of the pictures.
    pub distance_bits: u32,
}

/// What `query` and `reference` have in common; `None` when that is no match.
///
/// Cost: one comparison for each pair of pages.
pub fn compare(query: &DocumentSketch, reference: &DocumentSketch) -> Option<DocumentMatch> {
    let (query, reference) = (query.pages(), reference.pages());
    let near = paired(near_pairs(query, reference, MATCH_DISTANCE_BITS_MAX));
    sum_up(query, reference, &near).or_else(|| {
        let wide = near_pairs(query, reference, ORDERED_DISTANCE_BITS_MAX);
        let ordered = in_order(wide);
        let found = sum_up(query, reference, &ordered)?;
        (found.distinct >= u32::try_from(PAGES_MIN).unwrap_or(u32::MAX)).then_some(found)
    })
}

/// Indexes of two pages, and how far apart they are.
#[derive(Debug, Clone, Copy)]
struct Pair {
    query: usize,
    reference: usize,
    distance_bits: Option<u32>,
    text_percent: Option<u32>,
}

impl Pair {
    /// Smaller is nearer; the same words are as good as the same picture.
    fn rank(&self) -> u32 {
        let by_picture = self.distance_bits.unwrap_or(256);
        let by_text = self.text_percent.map_or(256, |percent| 100 - percent);
        by_picture.min(by_text)
    }
}

fn near_pairs(query: &[PageFeature], reference: &[PageFeature], distance_max: u32) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, asked) in query.iter().enumerate() {
        for (place, known) in reference.iter().enumerate() {
            let pair = Pair {
                query: at,
                reference: place,
                distance_bits: distance_bits(asked, known),
                text_percent: text_percent(asked, known),
            };
            if is_same(&pair, distance_max) {
                pairs.push(pair);
            }
        }
    }
    pairs
}

fn is_same(pair: &Pair, distance_max: u32) -> bool {
    match pair.text_percent {
        Some(percent) if percent >= SAME_TEXT_PERCENT_MIN => true,
        Some(percent) if percent <= OTHER_TEXT_PERCENT_MAX => false,
        _ => pair.distance_bits.is_some_and(|bits| bits <= distance_max),
    }
}

fn distance_bits(a: &PageFeature, b: &PageFeature) -> Option<u32> {
    let are_comparable = a.pdq.is_comparable() && b.pdq.is_comparable();
    are_comparable.then(|| a.pdq.hash.distance(&b.pdq.hash))
}

fn text_percent(a: &PageFeature, b: &PageFeature) -> Option<u32> {
    Some(a.text?.resemblance_percent(&b.text?))
}

/// Each page with at most one page of the other document, nearest pairs first.
fn paired(mut pairs: Vec<Pair>) -> Vec<Pair> {
    // Of equals, pages at the same place belong together.
    pairs.sort_by_key(|pair| {
        let shift = pair.query.abs_diff(pair.reference);
        (pair.rank(), shift, pair.query, pair.reference)
    });
    let mut taken: Vec<Pair> = Vec::new();
    for pair in pairs {
        let is_free = |known: &Pair| known.query != pair.query && known.reference != pair.reference;
        if taken.iter().all(is_free) {
            taken.push(pair);
        }
    }
    taken.sort_by_key(|pair| pair.query);
    taken
}

/// The longest run of pairs in which both numbers rise.
fn in_order(mut pairs: Vec<Pair>) -> Vec<Pair> {
    // Of the same page the later candidates come first, so that a run takes only one of them.
    pairs.sort_by_key(|pair| (pair.query, std::cmp::Reverse(pair.reference)));
    // Patience: the pair that ends the best run of each length, and what stood before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].reference < pair.reference);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut run = Vec::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.push(pairs[at]);
        next = before[at];
    }
    run.reverse();
    run
}

fn sum_up(
    query: &[PageFeature],
    reference: &[PageFeature],
    pairs: &[Pair],
) -> Option<DocumentMatch> {
    let matched: Vec<PageFeature> = pairs.iter().map(|pair| reference[pair.reference]).collect();
    let found = distinct(&matched);
    // A leaflet of two pages is recognised by both; a long text whose pages all look alike is not
    // recognised by its look.
    let needed = PAGES_MIN
        .min(comparable(query))
        .min(comparable(reference))
        .max(1);
    if found < needed {
        return None;
    }
    let mut distances: Vec<u32> = pairs.iter().filter_map(|pair| pair.distance_bits).collect();
    distances.sort_unstable();
    let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
    let pages: Vec<PageMatch> = pairs
        .iter()
        .map(|pair| PageMatch {
            query_page: number(pair.query),
            reference_page: number(pair.reference),
            distance_bits: pair.distance_bits,
            text_percent: pair.text_percent,
        })
        .collect();
    Some(DocumentMatch {
        distinct: u32::try_from(found).unwrap_or(u32::MAX),
        query_percent: share(pages.len(), query),
        reference_percent: share(pages.len(), reference),
        distance_bits: distances.get(distances.len() / 2).copied().unwrap_or(0),
        pages,
    })
}

/// How many of the pages differ from all others, in picture or in words.
fn distinct(pages: &[PageFeature]) -> usize {
    let mut kept: Vec<&PageFeature> = Vec::new();
    for page in pages.iter().filter(|page| says_something(page)) {
        let is_like = |known: &&PageFeature| {
            let pair = Pair {
                query: 0,
                reference: 0,
                distance_bits: distance_bits(page, known),
                text_percent: text_percent(page, known),
            };
            is_same(&pair, ORDERED_DISTANCE_BITS_MAX)
        };
        if kept.len() < DISTINCT_MAX && !kept.iter().any(is_like) {
            kept.push(page);
        }
    }
    kept.len()
}

/// Different pages counted at most; more say nothing more.
const DISTINCT_MAX: usize = 64;

fn says_something(page: &PageFeature) -> bool {
    page.pdq.is_comparable() || page.text.is_some()
}

fn comparable(pages: &[PageFeature]) -> usize {
    pages.iter().filter(|page| says_something(page)).count()
}

fn share(count: usize, pages: &[PageFeature]) -> u32 {
    u32::try_from(count * 100 / comparable(pages).max(1))
        .unwrap_or(100)
        .min(100)
}
