//! Feature lists as the peers write them: lines of the vPDQ tool, and JSON of python-threatexchange.
//!
//! ```text
//! 0,100,b2dc…ff86,0.000                 frame, quality, hash, seconds     (the tool, a line each)
//! ["b2dc…ff86,100,0.000", …]            hash, quality, seconds            (what banks hold)
//! ```

use std::fmt;
use std::str::FromStr;

use super::strings::Strings;
use super::{VideoFeature, VideoSketch};
use crate::pdq::{PdqHash, PdqHashParseError, PdqResult};

/// Most frames read from one list: twelve hours at one a second, more than any exhibit holds.
pub const SKETCH_FEATURES_MAX: usize = 43_200;

/// Latest time a frame can have: 2³² milliseconds are 49 days.
const SECONDS_MAX: f64 = 4_294_967.0;

/// Why a text is not a list of frames; places count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VideoListError {
    /// Not a JSON array of plain strings.
    #[error("a list of frames is a JSON array of strings; byte {at} does not fit")]
    Shape {
        /// Byte where it stops being one.
        at: usize,
    },
    /// A frame without its three or four fields.
    #[error("frame {frame} does not have its fields: hash, quality and seconds")]
    Fields {
        /// Which frame.
        frame: usize,
    },
    /// A hash that is none.
    #[error("frame {frame}: {source}")]
    Hash {
        /// Which frame.
        frame: usize,
        /// What is wrong with it.
        source: PdqHashParseError,
    },
    /// A quality that is no number from 0 to 100.
    #[error("the quality of frame {frame} is not a number from 0 to 100")]
    Quality {
        /// Which frame.
        frame: usize,
    },
    /// A time that is negative, no number, or later than 49 days.
    #[error("the time of frame {frame} is not a number of seconds from 0 to 4294967")]
    Time {
        /// Which frame.
        frame: usize,
    },
    /// More frames than one list may hold.
    #[error("more than {frames_max} frames")]
    TooMany {
        /// The limit.
        frames_max: usize,
    },
}

impl VideoSketch {
    /// Reads the lines of the vPDQ tool; empty lines say nothing.
    ///
    /// # Errors
    ///
    /// [`VideoListError`] with the place.
    pub fn parse_lines(text: &str) -> Result<Self, VideoListError> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let features = lines.enumerate().map(|(frame, line)| {
            let fields = VideoListError::Fields { frame };
            let (_number, rest) = line.split_once(',').ok_or(fields)?;
            let (quality, rest) = rest.split_once(',').ok_or(fields)?;
            let (hash, seconds) = rest.split_once(',').ok_or(fields)?;
            parse_feature(frame, hash, quality, seconds)
        });
        collect(features)
    }

    /// Writes the lines of the vPDQ tool; the number of a frame is its place at `frames_per_second`.
    pub fn render_lines(&self, frames_per_second: f64) -> String {
        use fmt::Write as _;
        let mut text = String::new();
        for VideoFeature { time_ms, pdq } in self.features() {
            let frame = (f64::from(*time_ms) / 1000.0 * frames_per_second).round();
            let seconds = Seconds(*time_ms);
            let _ = writeln!(text, "{frame},{},{},{seconds}", pdq.quality, pdq.hash);
        }
        text
    }
}

/// Reads the JSON that python-threatexchange keeps in its banks.
impl FromStr for VideoSketch {
    type Err = VideoListError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let features = Strings::new(text).enumerate().map(|(frame, entry)| {
            let entry = entry.map_err(|at| VideoListError::Shape { at })?;
            let mut fields = entry.split(',');
            let (Some(hash), Some(quality), Some(seconds), None) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                return Err(VideoListError::Fields { frame });
            };
            parse_feature(frame, hash, quality, seconds)
        });
        collect(features)
    }
}

/// Writes that JSON; times have three decimals.
impl fmt::Display for VideoSketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, VideoFeature { time_ms, pdq }) in self.features().iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            let seconds = Seconds(*time_ms);
            write!(f, "{comma}\"{},{},{seconds}\"", pdq.hash, pdq.quality)?;
        }
        f.write_str("]")
    }
}

fn collect(
    features: impl Iterator<Item = Result<VideoFeature, VideoListError>>,
) -> Result<VideoSketch, VideoListError> {
    let frames_max = SKETCH_FEATURES_MAX;
    let features: Vec<VideoFeature> = features.take(frames_max + 1).collect::<Result<_, _>>()?;
    if features.len() > frames_max {
        return Err(VideoListError::TooMany { frames_max });
    }
    Ok(VideoSketch::new(features))
}

fn parse_feature(
    frame: usize,
    hash: &str,
    quality: &str,
    seconds: &str,
) -> Result<VideoFeature, VideoListError> {
    let hash: PdqHash = hash
        .trim()
        .parse()
        .map_err(|source| VideoListError::Hash { frame, source })?;
    let quality = quality
        .trim()
        .parse()
        .ok()
        .filter(|quality| *quality <= 100)
        .ok_or(VideoListError::Quality { frame })?;
    let seconds: f64 = seconds
        .trim()
        .parse()
        .ok()
        .filter(|seconds| (0.0..=SECONDS_MAX).contains(seconds))
        .ok_or(VideoListError::Time { frame })?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie between 0 and 2^32 milliseconds"
    )]
    let time_ms = (seconds * 1000.0).round() as u32;
    Ok(VideoFeature {
        time_ms,
        pdq: PdqResult { hash, quality },
    })
}

/// Milliseconds written as seconds with three decimals.
struct Seconds(u32);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}
