//! Video: a list of hashed frames with their times, and where two lists show the same pictures.
//!
//! ```text
//!  frames ──PDQ──▶ VideoSketch ──compare──▶ VideoMatch: seconds 12–47 of one are 0–35 of the other
//!    └───64 × 64───▶ TmkHasher ──score────▶ two cosines, for partners who exchange `.tmk` files
//! ```
//!
//! The frames come from elsewhere: this room opens no file. [`VideoSketch`] is the vPDQ feature
//! list of ThreatExchange, so lists of either program compare; what the peers leave out is time:
//! [`compare`] asks for frames in the same order and at the same pace, not for a bag of them.

mod align;
mod list;
mod strings;
mod tmk;

pub use align::{
    ALIGNED_DISTANCE_BITS_MAX, MATCHED_FRAMES_MIN, MATCHED_PERCENT_MIN, VideoMatch, VideoSegment,
    compare,
};
pub(crate) use strings::Strings;

pub use list::{SKETCH_FEATURES_MAX, VideoListError};
pub use tmk::{
    TMK_FRAMES_PER_SECOND, TMK_LEVEL_MIN, TMK_SIDE, TmkError, TmkHasher, TmkScores, TmkSketch,
};

use crate::pdq::PdqResult;

/// Time a last frame stands for when nothing else says so: the interval of vPDQ's default.
const INTERVAL_MS: u32 = 1_000;

/// Longest time one frame can stand for, so that a gap in the frames is not taken for content.
const SPAN_MS_MAX: u32 = 10_000;

/// One hashed frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoFeature {
    /// When it is shown, from the beginning of the video.
    pub time_ms: u32,
    /// Its hash and quality.
    pub pdq: PdqResult,
}

/// The hashed frames of one video, in order of time; no two at the same instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VideoSketch {
    features: Vec<VideoFeature>,
}

impl VideoSketch {
    /// Puts frames in order; of several at one instant the first given counts.
    pub fn new(mut features: Vec<VideoFeature>) -> Self {
        features.sort_by_key(|feature| feature.time_ms);
        features.dedup_by_key(|feature| feature.time_ms);
        Self { features }
    }

    /// Its frames.
    pub fn features(&self) -> &[VideoFeature] {
        &self.features
    }

    /// Number of frames.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there is no frame.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The frames that can be compared, each with the time it stands for.
    pub fn shots(&self) -> Vec<Shot> {
        let shown: Vec<Shot> = (0..self.features.len()).map(|at| self.shot(at)).collect();
        shown
            .into_iter()
            .filter(|shot| shot.feature.pdq.is_comparable())
            .collect()
    }

    /// Leaves out frames that look like the one kept before: vPDQ's pruning.
    ///
    /// What is left out is at most `distance_bits_max` bits from what stands for it, and a frame is
    /// kept after at most `SPAN_MS_MAX` in any case, so percentages of time stay what they were.
    pub fn pruned(&self, distance_bits_max: u32) -> Self {
        let mut kept: Vec<VideoFeature> = Vec::new();
        for feature in &self.features {
            let is_told = kept.last().is_some_and(|last| {
                feature.time_ms - last.time_ms < SPAN_MS_MAX
                    && feature.pdq.is_comparable() == last.pdq.is_comparable()
                    && feature.pdq.hash.distance(&last.pdq.hash) <= distance_bits_max
            });
            if !is_told {
                kept.push(*feature);
            }
        }
        // The end says how long the last picture stood.
        if let Some(last) = self.features.last()
            && kept.last() != Some(last)
        {
            kept.push(*last);
        }
        Self { features: kept }
    }

    /// The frame and what lies nearer to it than to its neighbours.
    fn shot(&self, at: usize) -> Shot {
        let feature = self.features[at];
        let time_ms = feature.time_ms;
        let half_to = |other: u32| (other.abs_diff(time_ms)).min(SPAN_MS_MAX) / 2;
        let before = at.checked_sub(1).map(|at| self.features[at].time_ms);
        let after = self.features.get(at + 1).map(|next| next.time_ms);
        let head = before.map(half_to);
        let tail = after.map(half_to);
        // The ends of a video are taken to be as far away as the neighbour on the other side.
        let start_ms = time_ms - head.or(tail).unwrap_or(0).min(time_ms);
        let end_ms = time_ms.saturating_add(tail.or(head).unwrap_or(INTERVAL_MS).max(1));
        Shot {
            feature,
            start_ms,
            end_ms,
        }
    }
}

/// A frame with the stretch of time it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shot {
    /// The frame.
    pub feature: VideoFeature,
    /// Where the stretch begins.
    pub start_ms: u32,
    /// Where it ends.
    pub end_ms: u32,
}

impl Shot {
    /// Length of the stretch.
    pub fn span_ms(&self) -> u32 {
        self.end_ms - self.start_ms
    }
}

#[cfg(test)]
mod tests;
