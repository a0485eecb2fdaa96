//! Which seconds of one soundtrack are which seconds of another.
//!
//! Each window of the asked one looks for a line in the known one: equal halves of codes vote for
//! a pace and a shift, and along the line with most votes the differing bits are counted. Half of
//! them differ between strangers, fewer than a tenth after re-encoding.

use std::collections::HashMap;
use std::ops::Range;

use super::{AudioSketch, time_ms};

/// Codes of a window: some twelve seconds.
const WINDOW: usize = 96;

/// Codes of the shortest window: some three seconds.
const WINDOW_MIN: usize = 24;

/// Share of differing bits up to which a window is the same recording, in percent.
///
/// Source: measured on made-up melodies: copies re-encoded at 32 kbit/s differ in 1 to 2, with the
/// tempo changed by a tenth in 12 to 16, strangers at their best pace and shift in 37 to 41.
const ERROR_PERCENT_MAX: u32 = 26;

/// The same for the few codes an end is moved by.
const EDGE_ERROR_PERCENT_MAX: u32 = 30;

/// Codes an end of a segment is moved by at a time.
const EDGE: usize = 8;

/// Paces tried, in percent of the asked one's.
const PACES: Range<i64> = 90..111;

/// Votes for shifts this close together are counted as one.
const SHIFT_STEP: i64 = 4;

/// Equal halves that occur more often in the known one say nothing: silence, a held tone.
const POSTINGS_MAX: usize = 256;

/// Shortest sound that is a match, where it is not most of what was asked.
const MATCHED_MS_MIN: u32 = 8_000;

/// Share of the asked sound that is a match even when it is shorter.
const MATCHED_PERCENT_MIN: u32 = 80;

/// Share of codes of a window that must differ from the one before, in percent: sound that does
/// not change is like all other sound that does not change.
const CHANGE_PERCENT_MIN: usize = 30;

/// A stretch of one soundtrack that sounds like a stretch of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AudioSegment {
    /// Where it begins in the asked sound.
    pub query_start_ms: u32,
    /// Where it ends there.
    pub query_end_ms: u32,
    /// Where it begins in the known sound.
    pub reference_start_ms: u32,
    /// Where it ends there.
    pub reference_end_ms: u32,
    /// Share of differing bits, in percent; strangers differ in half of them.
    pub error_percent: u32,
}

/// What two soundtracks have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioMatch {
    /// The stretches, in order of the asked sound.
    pub segments: Vec<AudioSegment>,
    /// Share of the asked sound that is in them.
    pub query_percent: u32,
    /// Share of the known sound that is in them.
    pub reference_percent: u32,
}

/// A pace and a shift: code `i` of the asked sound lies at `shift + i · pace / 100`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Line {
    pace: i64,
    shift: i64,
}

impl Line {
    /// Where code `at` of the asked sound lies in the known one.
    fn place(self, at: usize) -> Option<usize> {
        let at = i64::try_from(at).ok()?;
        usize::try_from(self.shift + at * self.pace / 100).ok()
    }
}

/// A stretch in codes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    query: Range<usize>,
    line: Line,
}

/// What `query` and `reference` have in common; `None` when that is no match.
///
/// Cost: linear in the asked sound times the equal halves of codes in the known one.
pub fn compare(query: &AudioSketch, reference: &AudioSketch) -> Option<AudioMatch> {
    let (query, reference) = (query.codes(), reference.codes());
    let postings = postings(reference);
    let mut stretches: Vec<Stretch> = Vec::new();
    for window in windows(query.len()) {
        let is_told = stretches
            .last()
            .is_some_and(|last| last.query.end >= window.end);
        if is_told || !is_lively(&query[window.clone()]) {
            continue;
        }
        let Some(line) = best_line(query, reference, &postings, &window) else {
            continue;
        };
        let stretch = fit(
            query,
            reference,
            Stretch {
                query: window,
                line,
            },
        );
        match stretches.last_mut() {
            Some(last)
                if stretch.query.start <= last.query.end + EDGE && is_near(last, &stretch) =>
            {
                last.query.end = stretch.query.end;
            }
            _ => stretches.push(stretch),
        }
    }
    sum_up(query, reference, &stretches)
}

/// Windows over all codes; the last one ends where they do.
fn windows(length: usize) -> Vec<Range<usize>> {
    let size = length.min(WINDOW);
    if size < WINDOW_MIN {
        return Vec::new();
    }
    let mut windows: Vec<Range<usize>> = (0..=length - size)
        .step_by(size / 2)
        .map(|start| start..start + size)
        .collect();
    if windows.last().is_none_or(|last| last.end < length) {
        windows.push(length - size..length);
    }
    windows
}

fn is_lively(codes: &[u32]) -> bool {
    let changes = codes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    changes * 100 >= codes.len() * CHANGE_PERCENT_MIN
}

/// Where each half of a code occurs; upper halves and lower ones apart.
fn postings(codes: &[u32]) -> HashMap<(bool, u16), Vec<u32>> {
    let mut postings: HashMap<(bool, u16), Vec<u32>> = HashMap::new();
    for (at, code) in codes.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for half in halves(*code) {
            postings.entry(half).or_default().push(at);
        }
    }
    postings.retain(|_, places| places.len() <= POSTINGS_MAX);
    postings
}

fn halves(code: u32) -> [(bool, u16); 2] {
    let [a, b, c, d] = code.to_be_bytes();
    [
        (true, u16::from_be_bytes([a, b])),
        (false, u16::from_be_bytes([c, d])),
    ]
}

/// The line most halves of the window vote for, if the bits along it agree.
fn best_line(
    query: &[u32],
    reference: &[u32],
    postings: &HashMap<(bool, u16), Vec<u32>>,
    window: &Range<usize>,
) -> Option<Line> {
    let mut votes: HashMap<(i64, i64), u32> = HashMap::new();
    for at in window.clone() {
        let asked = i64::try_from(at).ok()?;
        let places = halves(query[at]).map(|half| postings.get(&half));
        for place in places.into_iter().flatten().flatten() {
            for pace in PACES {
                let shift = i64::from(*place) - asked * pace / 100;
                *votes
                    .entry((pace, shift.div_euclid(SHIFT_STEP)))
                    .or_default() += 1;
            }
        }
    }
    let mut candidates: Vec<((i64, i64), u32)> = votes.into_iter().collect();
    // By votes; of equals the pace nearest to the asked one's, so that the answer does not depend
    // on the order of a hash table.
    candidates.sort_unstable_by_key(|((pace, step), votes)| {
        (std::cmp::Reverse(*votes), (pace - 100).abs(), *pace, *step)
    });
    let lines = candidates
        .iter()
        .take(CANDIDATES_MAX)
        .flat_map(|((pace, step), _)| {
            (0..SHIFT_STEP).map(move |rest| Line {
                pace: *pace,
                shift: step * SHIFT_STEP + rest,
            })
        });
    lines
        .filter_map(|line| Some((error_percent(query, reference, window, line)?, line)))
        .min_by_key(|(error, line)| (*error, (line.pace - 100).abs(), *line))
        .filter(|(error, _)| *error <= ERROR_PERCENT_MAX)
        .map(|(_, line)| line)
}

/// Lines looked at for each window.
const CANDIDATES_MAX: usize = 16;

/// Share of bits that differ along a line; `None` where it leaves the known sound.
fn error_percent(
    query: &[u32],
    reference: &[u32],
    window: &Range<usize>,
    line: Line,
) -> Option<u32> {
    let mut wrong = 0;
    for at in window.clone() {
        let known = reference.get(line.place(at)?)?;
        wrong += (query.get(at)? ^ known).count_ones();
    }
    let bits = 32 * u32::try_from(window.len()).ok()?;
    Some(wrong * 100 / bits.max(1))
}

/// Moves both ends of a stretch to where the bits cease to agree.
fn fit(query: &[u32], reference: &[u32], mut stretch: Stretch) -> Stretch {
    let agrees = |edge: Range<usize>| {
        error_percent(query, reference, &edge, stretch.line)
            .is_some_and(|error| error <= EDGE_ERROR_PERCENT_MAX)
    };
    let Range { mut start, mut end } = stretch.query;
    while end - start > WINDOW_MIN && !agrees(start..start + EDGE) {
        start += EDGE;
    }
    while end - start > WINDOW_MIN && !agrees(end - EDGE..end) {
        end -= EDGE;
    }
    while start >= EDGE && agrees(start - EDGE..start) {
        start -= EDGE;
    }
    while end + EDGE <= query.len() && agrees(end..end + EDGE) {
        end += EDGE;
    }
    stretch.query = start..end;
    stretch
}

/// Whether the second stretch goes on where the first one is.
fn is_near(first: &Stretch, second: &Stretch) -> bool {
    let at = second.query.start;
    match (first.line.place(at), second.line.place(at)) {
        (Some(a), Some(b)) => a.abs_diff(b) <= EDGE,
        _ => false,
    }
}

fn sum_up(query: &[u32], reference: &[u32], stretches: &[Stretch]) -> Option<AudioMatch> {
    let mut in_query = vec![false; query.len()];
    let mut in_reference = vec![false; reference.len()];
    let mut segments = Vec::new();
    for Stretch { query: range, line } in stretches {
        let start = line.place(range.start)?;
        let end = line.place(range.end)?.min(reference.len());
        in_query.get_mut(range.clone())?.fill(true);
        in_reference.get_mut(start..end)?.fill(true);
        segments.push(AudioSegment {
            query_start_ms: time_ms(range.start),
            query_end_ms: time_ms(range.end),
            reference_start_ms: time_ms(start),
            reference_end_ms: time_ms(end),
            error_percent: error_percent(query, reference, range, *line).unwrap_or(0),
        });
    }
    let matched = in_query.iter().filter(|is_in| **is_in).count();
    let query_percent = share(&in_query);
    let is_match =
        time_ms(matched) >= MATCHED_MS_MIN || (matched > 0 && query_percent >= MATCHED_PERCENT_MIN);
    is_match.then(|| AudioMatch {
        segments,
        query_percent,
        reference_percent: share(&in_reference),
    })
}

fn share(marks: &[bool]) -> u32 {
    let marked = marks.iter().filter(|is_marked| **is_marked).count();
    u32::try_from(marked * 100 / marks.len().max(1)).unwrap_or(100)
}
