//! When an entry matches too much: a flood says that the entry is wrong, or that something is up.
//!
//! Either way a person looks before it orders the queue any further. The baseline is the entry's
//! own past, so that a signal which always matched often is left alone.

/// How many times its own daily mean an entry may match.
///
/// Source: judgement: a wave of re-uploads stays below, a hash of a plain border does not.
pub const FLOOD_FACTOR: u32 = 10;

/// Days the mean is taken of.
pub const PAST_DAYS: u32 = 28;

/// Most matches of one entry in a day: the bank's floor, or what is larger of it: what a person set
/// for the entry, else [`FLOOD_FACTOR`] times its daily mean. `None`: nothing is a flood.
///
/// `past_matches` counts the [`PAST_DAYS`] days before this one together.
pub fn flood_limit(floor: u32, own: Option<u32>, past_matches: u64) -> Option<u32> {
    if floor == 0 {
        return None;
    }
    let mean_times_factor =
        past_matches.saturating_mul(u64::from(FLOOD_FACTOR)) / u64::from(PAST_DAYS);
    let learned = u32::try_from(mean_times_factor).unwrap_or(u32::MAX);
    Some(floor.max(own.unwrap_or(learned)))
}
