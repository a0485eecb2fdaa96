//! Videos and sounds: frames and fingerprints out of a confined `ffmpeg`.
//!
//! ```text
//!  Decoder::video ─▶ launcher ═▶ ffmpeg ──frames, grey, at most 512 pixels──▶ hash, gather ─▶ Footage
//!   (server)                       └────log: when each frame is shown───────▶
//! ```
//! Key frames are read first: the decoder passes over all others, which costs a sixth and less.
//! Where they lie too far apart to say much, and the video is not too long, it is read again with
//! a frame each second. The sound is read by itself, so that one broken stream does not cost the
//! other. What was read before a limit or a break counts, and the answer says what happened.
//!
//! The server sees plain rows of grey pixels and bounded lines of text, nothing of the file.

mod cage;
mod config;
mod frames;
mod gather;
mod log;
mod reader;

use std::fmt;

use vigie_match::{AudioSketch, VideoSketch};

pub(crate) use cage::{Launch, launch};
pub use config::VideoConfig;
pub(crate) use reader::VideoReader;
pub use reader::holds_subtitles;

use crate::sandbox::SandboxReport;

/// Reads what `ffmpeg` prints; the number of frames it tells of.
pub(crate) fn frames_told(bytes: &[u8]) -> usize {
    let mut log = log::Log::default();
    log.push(bytes);
    log.times_ms.len()
}

/// Reads frames as `ffmpeg` writes them, until the end or the first that is broken; how many.
pub(crate) async fn frames_written(mut bytes: &[u8]) -> usize {
    let mut count = 0;
    while let Ok(Some(_)) = frames::read_frame(&mut bytes).await {
        count += 1;
    }
    count
}

/// Which frames are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VideoSampling {
    /// Those the decoder can read without others: cheapest, some seconds apart.
    KeyFrames,
    /// The first of each second: what vPDQ does, and what banks should hold.
    EverySecond,
    /// Key frames, unless they lie too far apart.
    #[default]
    Auto,
}

/// What is wanted of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoWants {
    /// Which frames are hashed.
    pub sampling: VideoSampling,
    /// Whether the sound is fingerprinted too.
    pub with_audio: bool,
    /// Whether the middle parts of each frame are hashed too, as a bank wants them.
    pub with_crops: bool,
}

impl VideoWants {
    /// To ask whether a video is known.
    pub const QUERY: Self = Self {
        sampling: VideoSampling::Auto,
        with_audio: true,
        with_crops: false,
    };

    /// To remember a video, so that cropped copies of it are found.
    pub const BANK: Self = Self {
        sampling: VideoSampling::EverySecond,
        with_audio: true,
        with_crops: true,
    };
}

/// What a video or a sound was found to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Footage {
    /// Width of the first frame in pixels; 0 where there is no picture.
    pub width: u32,
    /// Height of the first frame in pixels; 0 where there is no picture.
    pub height: u32,
    /// How much of it was looked at.
    pub duration_ms: u32,
    /// How its frames were chosen.
    pub sampling: VideoSampling,
    /// Its hashed frames.
    pub sketch: VideoSketch,
    /// The part of the frame that moves, where a still frame lies around it: a video shown within
    /// another, or with bars.
    pub inner: Option<VideoSketch>,
    /// The middle parts of the frame, with their sides in percent, if they were wanted.
    pub crops: Vec<(u32, VideoSketch)>,
    /// Its soundtrack.
    pub audio: Option<AudioSketch>,
    /// A small copy of the first frame that shows something, `image/jpeg`; empty without pictures.
    pub still: Vec<u8>,
    /// A copy of it so blurred that only shades are left, `image/jpeg`.
    pub still_blurred: Vec<u8>,
    /// What is missing, and why.
    pub defects: Vec<VideoDefect>,
    /// What confined `ffmpeg`.
    pub sandbox: SandboxReport,
}

/// Something of a video that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VideoDefect {
    /// The time for one reading passed.
    TimedOut {
        /// The limit.
        timeout_ms: u64,
        /// What was read before.
        read_ms: u32,
    },
    /// The file is longer than what is looked at.
    Longer {
        /// The limit.
        seconds_max: u32,
    },
    /// There were more frames than are hashed.
    MoreFrames {
        /// The limit.
        frames_max: u32,
    },
    /// The file announces more than is in it.
    Shorter {
        /// What it announces.
        announced_ms: u64,
        /// What was found.
        found_ms: u32,
    },
    /// Parts of it are broken.
    Broken {
        /// How often the decoder complained.
        complaints: u32,
        /// The first complaint.
        first: String,
    },
    /// The sound could not be read.
    Sound {
        /// What the decoder said.
        detail: String,
    },
}

impl fmt::Display for VideoDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut {
                timeout_ms,
                read_ms,
            } => write!(
                f,
                "reading the video took more than the {timeout_ms} ms of `media.video.timeout_ms`; \
                 its first {} s were read",
                read_ms / 1000
            ),
            Self::Longer { seconds_max } => write!(
                f,
                "the video is longer than the {seconds_max} s of `media.video.seconds_max`; \
                 the rest was not read"
            ),
            Self::MoreFrames { frames_max } => write!(
                f,
                "the video has more frames than the {frames_max} of `media.video.frames_max`; \
                 the rest was not read"
            ),
            Self::Shorter {
                announced_ms,
                found_ms,
            } => write!(
                f,
                "the video announces {} s, {} s were found",
                announced_ms / 1000,
                found_ms / 1000
            ),
            Self::Broken { complaints, first } => {
                write!(f, "the video is broken in {complaints} places: {first}")
            }
            Self::Sound { detail } => write!(f, "the sound could not be read: {detail}"),
        }
    }
}
