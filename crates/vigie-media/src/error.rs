//! Why a picture has no fingerprint: the bytes, the worker, or the house.

use serde::{Deserialize, Serialize};

use crate::kind::MediaKind;

/// Why [`crate::Decoder::decode`] has no answer.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file is larger than a worker is given.
    #[error(
        "the file has {size_bytes} bytes, more than the {size_bytes_max} of `media.input_bytes_max`"
    )]
    InputTooLarge {
        /// Size of the file.
        size_bytes: u64,
        /// The limit.
        size_bytes_max: u64,
    },
    /// The bytes are something else.
    #[error("this is {kind}, not a picture")]
    NotAPicture {
        /// What they look like.
        kind: MediaKind,
    },
    /// The bytes are no video and no sound.
    #[error("this is {kind}, not a video or a sound")]
    NotAVideo {
        /// What they look like.
        kind: MediaKind,
    },
    /// The bytes are no document and no archive.
    #[error("this is {kind}, not a document or an archive")]
    NotADocument {
        /// What they look like.
        kind: MediaKind,
    },
    /// The program that reads videos and sounds is missing.
    #[error(
        "no video or sound is read here: there is no `{program}`; install ffmpeg, or see \
         `media.video.program`"
    )]
    NoVideoProgram {
        /// Where it was looked for.
        program: String,
    },
    /// A picture that cannot be read.
    #[error(transparent)]
    Undecodable(#[from] Undecodable),
    /// The worker was killed by the wall clock.
    #[error("decoding took more than the {timeout_ms} ms of `media.timeout_ms`")]
    TimedOut {
        /// The limit.
        timeout_ms: u64,
    },
    /// The worker was killed for its processor time.
    #[error("decoding took more than the {cpu_seconds_max} s of `media.cpu_seconds_max`")]
    CpuExhausted {
        /// The limit.
        cpu_seconds_max: u64,
    },
    /// The worker asked the kernel for something a decoder never needs, and was killed.
    #[error("decoding was stopped: the file made the decoder ask for something it may not do")]
    SandboxBreach,
    /// The worker died.
    #[error("the decoder died of signal {signal}")]
    Crashed {
        /// Number of the signal.
        signal: i32,
    },
    /// The kernel cannot confine a worker, and the configuration says it must.
    #[error("no picture is decoded here: {missing}; see `media.sandbox`")]
    NoSandbox {
        /// What is missing.
        missing: String,
    },
    /// The worker answered something it should not.
    #[error("the decoder's answer was not understood: {what}")]
    Garbled {
        /// Which part of it.
        what: &'static str,
    },
    /// The worker could not be started.
    #[error("the decoder `{program}` could not be started")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl MediaError {
    /// Whether the bytes are the cause, so that trying again gives the same answer.
    ///
    /// Such an error is recorded beside the exhibit; the others are ours, and worth a retry.
    pub fn is_about_bytes(&self) -> bool {
        match self {
            Self::NoSandbox { .. }
            | Self::NoVideoProgram { .. }
            | Self::Garbled { .. }
            | Self::Start { .. } => false,
            Self::InputTooLarge { .. }
            | Self::NotAPicture { .. }
            | Self::NotAVideo { .. }
            | Self::NotADocument { .. }
            | Self::Undecodable(_)
            | Self::TimedOut { .. }
            | Self::CpuExhausted { .. }
            | Self::SandboxBreach
            | Self::Crashed { .. } => true,
        }
    }
}

/// What is wrong with a picture, as the worker found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Undecodable {
    /// No known beginning.
    #[error("no known picture format")]
    UnknownFormat,
    /// The file ends too early.
    #[error("the {format} file ends before the picture does")]
    Truncated {
        /// Its format.
        format: MediaKind,
    },
    /// The file contradicts its format.
    #[error("the {format} file is broken: {detail}")]
    Malformed {
        /// Its format.
        format: MediaKind,
        /// What the decoder said.
        detail: String,
    },
    /// The file uses a part of its format we do not read.
    #[error("the {format} file uses something not supported: {detail}")]
    Unsupported {
        /// Its format.
        format: MediaKind,
        /// What the decoder said.
        detail: String,
    },
    /// A video or a sound in which nothing was found.
    #[error("the {format} file has no frame and no sound")]
    NoFrames {
        /// Its format.
        format: MediaKind,
    },
    /// A video or a sound of which nothing was read before the time was up.
    #[error("nothing of the {format} file was read in the time of `media.video.timeout_ms`")]
    NothingInTime {
        /// Its format.
        format: MediaKind,
    },
    /// A document or an archive that opens with a password only.
    #[error("the {format} file is protected by a password")]
    PasswordProtected {
        /// Its format.
        format: MediaKind,
    },
    /// A picture without pixels.
    #[error("the picture has no pixels")]
    Empty,
    /// The picture announces more pixels than we decode.
    #[error(
        "the picture announces {width} × {height} pixels, more than the {pixels_max} of `media.pixels_max`"
    )]
    TooManyPixels {
        /// Announced width.
        width: u64,
        /// Announced height.
        height: u64,
        /// The limit.
        pixels_max: u64,
    },
    /// A file of several scans, which is held in memory as a whole.
    #[error(
        "the picture comes in several scans and takes {needed_bytes} bytes of memory, more than \
         the {bytes_max} of `media.progressive_bytes_max`"
    )]
    ProgressiveTooLarge {
        /// Memory needed.
        needed_bytes: u64,
        /// The limit.
        bytes_max: u64,
    },
    /// Decoding would take more memory than a worker has.
    #[error("decoding the {format} file takes more memory than `media.memory_bytes_max` allows")]
    TooMuchMemory {
        /// Its format.
        format: MediaKind,
    },
}
