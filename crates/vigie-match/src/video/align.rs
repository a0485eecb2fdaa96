//! Which seconds of one video are which seconds of another.
//!
//! ```text
//!  time in the known video
//!   ▲        ·   x            x  frames within the distance, in order and at one pace:
//!   │      ·   x      ·          a chain, and one segment of the answer
//!   │  ·     x  ·             ·  frames near each other by chance, or in a still scene
//!   │    · x        ·            at another moment: no chain goes through them
//!   └──────────────────▶ time in the asked video
//! ```
//!
//! A chain begins at one pair of frames and takes up the next pair that lies where the first one
//! and a speed of 0.9 to 1.1 would put it, as far as the frames' own stretches of time leave room.
//! The longest chain is a segment; its frames are taken out, and the next longest is looked for.
//!
//! Time is the second witness: single pictures count up to PDQ's 31 bits, but where
//! [`PICTURES_FAR_MIN`] different pictures follow in the right order at the right pace, each may
//! be [`ALIGNED_DISTANCE_BITS_MAX`] away, which is how stamped and slightly cropped copies are found.

use super::{Shot, VideoSketch};
use crate::pdq::{MATCH_DISTANCE_BITS_MAX, PdqHash};

/// Distance up to which frames count when many of them are in order.
///
/// Source: matching.md §5 of the references: unrelated photographs lie at least 112 bits apart,
/// stamped copies at 34 to 42.
pub const ALIGNED_DISTANCE_BITS_MAX: u32 = 60;

/// Different pictures that make a match by themselves, at PDQ's own distance.
pub const MATCHED_FRAMES_MIN: u32 = 3;

/// Share of either video that makes a match by itself. Source: python-threatexchange, 80 %.
pub const MATCHED_PERCENT_MIN: u32 = 80;

/// Different pictures that must be in order when frames are taken at the wide distance.
const PICTURES_FAR_MIN: u32 = 5;

/// Different pictures counted at most; more say nothing more.
const PICTURES_MAX: usize = 64;

/// How much faster or slower a copy may run, in percent, with two to spare for rounding.
const PACE_PERCENT_MAX: i64 = 12;

/// Longest stretch without a matching frame inside a segment.
const GAP_MS_MAX: i64 = 20_000;

/// Frames of the asked video with matches that are looked back at.
const LOOK_BACK: usize = 24;

/// Segments reported at most.
const SEGMENTS_MAX: usize = 16;

/// Comparisons of frames at most; longer lists are thinned, evenly, until they fit.
const COMPARISONS_MAX: usize = 1 << 26;

/// A stretch of one video that shows what a stretch of another shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoSegment {
    /// Where it begins in the asked video.
    pub query_start_ms: u32,
    /// Where it ends there.
    pub query_end_ms: u32,
    /// Where it begins in the known video.
    pub reference_start_ms: u32,
    /// Where it ends there.
    pub reference_end_ms: u32,
    /// Pairs of frames it rests on.
    pub frames: u32,
    /// How many of them show different pictures.
    pub pictures: u32,
    /// Time of the asked video those frames stand for; the rest of the stretch did not match.
    pub matched_ms: u32,
}

impl VideoSegment {
    /// Whether it is a match by itself, at this distance.
    fn stands_alone(&self, distance_bits_max: u32) -> bool {
        if distance_bits_max <= MATCH_DISTANCE_BITS_MAX {
            return self.pictures >= MATCHED_FRAMES_MIN;
        }
        let length_ms = self.query_end_ms - self.query_start_ms;
        self.pictures >= PICTURES_FAR_MIN && self.matched_ms >= length_ms / 2
    }
}

/// What two videos have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoMatch {
    /// The stretches, longest first.
    pub segments: Vec<VideoSegment>,
    /// Share of the asked video that is in them, in percent of what can be compared.
    pub query_percent: u32,
    /// Share of the known video that is in them.
    pub reference_percent: u32,
    /// Different pictures among the matching frames.
    pub pictures: u32,
    /// Median distance of the pairs of frames.
    pub distance_bits: u32,
    /// Distance up to which frames were taken: 31, or the wide one.
    pub distance_bits_max: u32,
}

impl VideoMatch {
    /// Whether it is worth a person's time, rather than a title card that many videos share.
    pub fn is_match(&self) -> bool {
        let stands_alone = |segment: &VideoSegment| segment.stands_alone(self.distance_bits_max);
        if self.segments.iter().any(stands_alone) {
            return true;
        }
        let most = self.query_percent.max(self.reference_percent);
        self.distance_bits_max <= MATCH_DISTANCE_BITS_MAX && most >= MATCHED_PERCENT_MIN
    }
}

/// What `query` and `reference` have in common; `None` when that is no match.
///
/// Cost: one comparison for each pair of frames, then linear in the pairs that are near.
pub fn compare(query: &VideoSketch, reference: &VideoSketch) -> Option<VideoMatch> {
    let (query, reference) = thinned(query.shots(), reference.shots());
    [MATCH_DISTANCE_BITS_MAX, ALIGNED_DISTANCE_BITS_MAX]
        .into_iter()
        .map(|distance| Alignment::new(&query, &reference, distance).find())
        .find(VideoMatch::is_match)
}

/// Both lists, thinned by the same factor until comparing them is affordable.
fn thinned(mut query: Vec<Shot>, mut reference: Vec<Shot>) -> (Vec<Shot>, Vec<Shot>) {
    let mut step = 1;
    while query.len().div_ceil(step) * reference.len().div_ceil(step) > COMPARISONS_MAX {
        step += 1;
    }
    if step > 1 {
        query = query.into_iter().step_by(step).collect();
        reference = reference.into_iter().step_by(step).collect();
    }
    (query, reference)
}

/// A frame of the known video near one of the asked video, and the best chain that ends in both.
#[derive(Debug, Clone, Copy)]
struct Pair {
    reference: usize,
    distance_bits: u32,
    score: i64,
    /// Where the chain began.
    start: (i64, i64),
    /// The pair before: row and place in the row.
    before: Option<(usize, usize)>,
}

/// The near pairs, a row for each frame of the asked video that has any.
struct Alignment<'a> {
    query: &'a [Shot],
    reference: &'a [Shot],
    distance_bits_max: u32,
    rows: Vec<(usize, Vec<Pair>)>,
}

/// One chain: frames of both videos, first to last.
type Chain = Vec<(usize, usize, u32)>;

impl<'a> Alignment<'a> {
    fn new(query: &'a [Shot], reference: &'a [Shot], distance_bits_max: u32) -> Self {
        let near = |at: usize| {
            let hash: &PdqHash = &query[at].feature.pdq.hash;
            let near = reference.iter().enumerate().filter_map(|(place, shot)| {
                let distance_bits = hash.distance(&shot.feature.pdq.hash);
                (distance_bits <= distance_bits_max).then_some(Pair {
                    reference: place,
                    distance_bits,
                    score: 0,
                    start: (0, 0),
                    before: None,
                })
            });
            (at, near.collect::<Vec<_>>())
        };
        let rows = (0..query.len()).map(near);
        Self {
            query,
            reference,
            distance_bits_max,
            rows: rows.filter(|(_, row)| !row.is_empty()).collect(),
        }
    }

    /// Takes out the longest chain until none is left, and sums up.
    fn find(mut self) -> VideoMatch {
        let mut chains: Vec<Chain> = Vec::new();
        while chains.len() < SEGMENTS_MAX {
            let chain = self.longest();
            if chain.is_empty() {
                break;
            }
            self.take_out(&chain);
            chains.push(chain);
        }
        self.sum_up(&chains)
    }

    /// Takes the chain's frames of the asked video out of the rows.
    fn take_out(&mut self, chain: &Chain) {
        let is_taken = |at: &usize| chain.iter().any(|(taken, _, _)| taken == at);
        self.rows.retain(|(at, _)| !is_taken(at));
        // A scene may be shown twice; a still picture must not stand for more time than it lasts.
        if self.pictures(chain) < MATCHED_FRAMES_MIN {
            let is_taken = |place: usize| chain.iter().any(|(_, taken, _)| *taken == place);
            for (_, row) in &mut self.rows {
                row.retain(|pair| !is_taken(pair.reference));
            }
            self.rows.retain(|(_, row)| !row.is_empty());
        }
    }

    /// How many different pictures a chain shows.
    fn pictures(&self, chain: &Chain) -> u32 {
        let mut pictures = Pictures::default();
        for (at, _, _) in chain {
            pictures.note(&self.query[*at].feature.pdq.hash);
        }
        pictures.count()
    }

    /// The chain with the highest score.
    fn longest(&mut self) -> Chain {
        let mut best: Option<(i64, usize, usize)> = None;
        for row in 0..self.rows.len() {
            for place in 0..self.rows[row].1.len() {
                let pair = self.extended(row, place);
                if best.is_none_or(|(score, _, _)| pair.score > score) {
                    best = Some((pair.score, row, place));
                }
                self.rows[row].1[place] = pair;
            }
        }
        let mut chain = Chain::new();
        let mut next = best.map(|(_, row, place)| (row, place));
        while let Some((row, place)) = next {
            let (at, pairs) = &self.rows[row];
            let pair = pairs[place];
            chain.push((*at, pair.reference, pair.distance_bits));
            next = pair.before;
        }
        chain.reverse();
        chain
    }

    /// The pair at `row` and `place` behind the best chain that reaches it.
    fn extended(&self, row: usize, place: usize) -> Pair {
        let (at, pairs) = &self.rows[row];
        let mut pair = pairs[place];
        let query = &self.query[*at];
        let reference = &self.reference[pair.reference];
        let here = (time(query), time(reference));
        let room = i64::midpoint(query.span_ms().into(), reference.span_ms().into());
        // Nearer frames weigh more, so that of a still scene the right moment is taken.
        let weight = i64::from(query.span_ms())
            * i64::from(4 * self.distance_bits_max + 4 - pair.distance_bits)
            / i64::from(4 * self.distance_bits_max + 4);
        pair.score = weight;
        pair.start = here;
        pair.before = None;
        for earlier in (row.saturating_sub(LOOK_BACK)..row).rev() {
            let (from, candidates) = &self.rows[earlier];
            let elapsed = here.0 - time(&self.query[*from]);
            if elapsed > GAP_MS_MAX {
                break;
            }
            let slack = elapsed * PACE_PERCENT_MAX / 100 + room;
            let earliest = here.1 - elapsed - slack;
            let first = candidates
                .partition_point(|known| time(&self.reference[known.reference]) < earliest);
            for (offset, known) in candidates[first..].iter().enumerate() {
                let passed = here.1 - time(&self.reference[known.reference]);
                if passed < 0 || passed < elapsed - slack {
                    break;
                }
                let drift = (passed - elapsed).abs();
                let score = known.score + weight - drift / 8;
                if score > pair.score && is_at_pace(known.start, here, room) {
                    pair.score = score;
                    pair.start = known.start;
                    pair.before = Some((earlier, first + offset));
                }
            }
        }
        pair
    }

    /// The segments that stand alone; where none does, all of them, for their share of the time.
    fn sum_up(&self, chains: &[Chain]) -> VideoMatch {
        let told: Vec<(&Chain, VideoSegment)> = chains
            .iter()
            .filter_map(|chain| Some((chain, self.segment(chain)?)))
            .collect();
        let stands_alone = |segment: &VideoSegment| segment.stands_alone(self.distance_bits_max);
        let is_any_alone = told.iter().any(|(_, segment)| stands_alone(segment));
        let mut matched_query = vec![false; self.query.len()];
        let mut matched_reference = vec![false; self.reference.len()];
        let mut segments = Vec::new();
        let mut pictures = Pictures::default();
        let mut distances = Vec::new();
        for (chain, segment) in told {
            if is_any_alone && !stands_alone(&segment) {
                continue;
            }
            segments.push(segment);
            for (at, place, distance_bits) in chain {
                let (query, reference) = (&self.query[*at], &self.reference[*place]);
                // The list with fewer frames says how long each of them lasts.
                let span = i64::from(query.span_ms().max(reference.span_ms()));
                cover(self.query, &mut matched_query, *at, span);
                cover(self.reference, &mut matched_reference, *place, span);
                pictures.note(&query.feature.pdq.hash);
                distances.push(*distance_bits);
            }
        }
        distances.sort_unstable();
        VideoMatch {
            segments,
            query_percent: percent(self.query, &matched_query),
            reference_percent: percent(self.reference, &matched_reference),
            pictures: pictures.count(),
            distance_bits: distances.get(distances.len() / 2).copied().unwrap_or(0),
            distance_bits_max: self.distance_bits_max,
        }
    }

    fn segment(&self, chain: &Chain) -> Option<VideoSegment> {
        let (first, last) = (chain.first()?, chain.last()?);
        let spans = chain.iter().map(|(at, _, _)| self.query[*at].span_ms());
        Some(VideoSegment {
            query_start_ms: self.query[first.0].start_ms,
            query_end_ms: self.query[last.0].end_ms,
            reference_start_ms: self.reference[first.1].start_ms,
            reference_end_ms: self.reference[last.1].end_ms,
            frames: u32::try_from(chain.len()).unwrap_or(u32::MAX),
            pictures: self.pictures(chain),
            matched_ms: spans.fold(0, u32::saturating_add),
        })
    }
}

fn time(shot: &Shot) -> i64 {
    i64::from(shot.feature.time_ms)
}

/// Whether the whole way from `start` to `end` runs at an allowed pace, `room` aside.
fn is_at_pace(start: (i64, i64), end: (i64, i64), room: i64) -> bool {
    let asked = end.0 - start.0;
    let known = end.1 - start.1;
    (known - asked).abs() <= asked * PACE_PERCENT_MAX / 100 + room
}

/// Marks every frame within half of `span_ms` of the frame at `at`.
fn cover(shots: &[Shot], matched: &mut [bool], at: usize, span_ms: i64) {
    let centre = time(&shots[at]);
    let is_inside = |place: &usize| (time(&shots[*place]) - centre).abs() * 2 <= span_ms;
    for place in (0..at).rev().take_while(is_inside) {
        matched[place] = true;
    }
    for place in (at..shots.len()).take_while(is_inside) {
        matched[place] = true;
    }
}

/// Share of the time of all frames that the marked ones stand for, rounded down.
fn percent(shots: &[Shot], matched: &[bool]) -> u32 {
    let sum = |shots: &mut dyn Iterator<Item = &Shot>| {
        shots.map(|shot| u64::from(shot.span_ms())).sum::<u64>()
    };
    let all = sum(&mut shots.iter());
    let marked = shots
        .iter()
        .zip(matched)
        .filter(|(_, is_marked)| **is_marked);
    let part = sum(&mut marked.map(|(shot, _)| shot));
    u32::try_from(part * 100 / all.max(1)).unwrap_or(100)
}

/// Pictures that differ from each other by more than PDQ's distance.
#[derive(Default)]
struct Pictures(Vec<PdqHash>);

impl Pictures {
    fn note(&mut self, hash: &PdqHash) {
        let is_near = |known: &PdqHash| known.distance(hash) <= MATCH_DISTANCE_BITS_MAX;
        if self.0.len() < PICTURES_MAX && !self.0.iter().any(is_near) {
            self.0.push(*hash);
        }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}
