//! Section `[media]`: how files are decoded, and what a worker may use.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::document::DocumentConfig;
use crate::video::VideoConfig;

/// Program and limits of the workers, the confined processes that decode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Program that decodes; this very program when absent. It gets `arguments`, no environment,
    /// and speaks on its standard input and output.
    pub program: Option<PathBuf>,
    /// Arguments that make the program decode. A wrapper such as `bwrap` can be named as program
    /// and the real one here.
    pub arguments: Vec<String>,
    /// Whether a file may be decoded where the kernel cannot confine a worker: `required`
    /// (the default: refuse) or `best_effort` (decode anyway; said in the log at each start).
    pub sandbox: SandboxMode,
    /// Time one file may take before its worker is killed, by the wall clock.
    pub timeout_ms: u64,
    /// Processor time one file may take before the kernel kills its worker.
    pub cpu_seconds_max: u64,
    /// Memory a worker may take for one file, beside its own program.
    pub memory_bytes_max: u64,
    /// Largest file handed to a worker.
    pub input_bytes_max: u64,
    /// Largest picture decoded, width × height.
    pub pixels_max: u64,
    /// Memory a progressive JPEG may take, which is held as a whole until its last scan.
    pub progressive_bytes_max: u64,
    /// Frames of an animation that are hashed, spread over its length.
    pub frames_max: usize,
    /// Longer side of the stills people see.
    pub still_side_px_max: u32,
    /// Workers at work at once; further files wait.
    pub concurrency: usize,
    /// Files after which a worker is replaced, if nothing odd replaced it before. With 1 each
    /// file has a process of its own: no file can lie about another, and small ones take several
    /// times longer.
    pub files_per_worker_max: u32,
    /// Videos and sounds.
    pub video: VideoConfig,
    /// Documents and archives.
    pub document: DocumentConfig,
}

/// What to do where the kernel cannot confine a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxMode {
    /// Decode nothing unless landlock and seccomp are in force.
    Required,
    /// Decode with whatever the kernel offers, and say so.
    BestEffort,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            program: None,
            arguments: vec!["decode".to_owned()],
            sandbox: SandboxMode::Required,
            timeout_ms: 30_000,
            cpu_seconds_max: 20,
            memory_bytes_max: 512 << 20,
            input_bytes_max: 64 << 20,
            pixels_max: 120_000_000,
            progressive_bytes_max: 256 << 20,
            frames_max: 16,
            still_side_px_max: 320,
            concurrency: 2,
            files_per_worker_max: 64,
            video: VideoConfig::default(),
            document: DocumentConfig::default(),
        }
    }
}

impl Config {
    /// Tiny limits; the caller sets `program` to the worker it built.
    pub fn for_testing() -> Self {
        Self {
            timeout_ms: 20_000,
            cpu_seconds_max: 10,
            memory_bytes_max: 128 << 20,
            input_bytes_max: 4 << 20,
            pixels_max: 4_000_000,
            progressive_bytes_max: 16 << 20,
            still_side_px_max: 64,
            ..Self::default()
        }
    }
}
