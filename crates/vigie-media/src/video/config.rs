//! Section `[media.video]`: how videos and sounds are read, and what `ffmpeg` may use.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Program and limits of the process that decodes videos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VideoConfig {
    /// The `ffmpeg` program, 4.4 or newer. Where it is missing, videos and sounds have no
    /// fingerprint but those of their bytes, and each item says so.
    pub program: PathBuf,
    /// Time one reading of a video may take, by the wall clock; what was read until then counts.
    pub timeout_ms: u64,
    /// Processor time one reading may take.
    pub cpu_seconds_max: u64,
    /// Memory `ffmpeg` may take, its libraries among it.
    pub memory_bytes_max: u64,
    /// Largest video handed over.
    pub input_bytes_max: u64,
    /// Part of a video that is looked at, from its beginning.
    pub seconds_max: u32,
    /// Most frames hashed of one video.
    pub frames_max: u32,
    /// Longest video of which a frame each second is hashed where its key frames lie too far
    /// apart; of longer ones the key frames have to do.
    pub dense_seconds_max: u32,
    /// Videos read at once; further ones wait.
    pub concurrency: usize,
}

impl Default for VideoConfig {
    fn default() -> Self {
        Self {
            program: "/usr/bin/ffmpeg".into(),
            timeout_ms: 180_000,
            cpu_seconds_max: 150,
            memory_bytes_max: 1 << 30,
            input_bytes_max: 512 << 20,
            seconds_max: 6 * 3600,
            frames_max: 7_200,
            dense_seconds_max: 1_200,
            concurrency: 2,
        }
    }
}
