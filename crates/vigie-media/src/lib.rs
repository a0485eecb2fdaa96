//! Exhibit bytes in, fingerprints and stills out. A crate for weight: the only one with decoders.
//!
//! ```text
//!  Decoder, Pool (server)                   run_child (`vigie decode`), the worker
//!  ──────────────────────                   ──────────────────────────────────────
//!  start, empty environment ─────────────▶  limits, landlock, seccomp
//!  head, bytes ─────────── stdin ────────▶  sniff, decode, hash, shrink   ┐ once for
//!  check every field ◀──── stdout ────────  one JSON head, parts          ┘ each file
//!  kill on wall clock
//! ```
//!
//! Never: decodes a byte in the server's own process, trusts what a worker answers, opens a
//! connection or a file, or decides anything about what a picture shows.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod archive;
mod child;
mod config;
mod decode;
mod decoder;
mod document;
mod error;
mod kind;
mod picture;
mod pool;
pub mod sandbox;
mod still;
mod task;
pub mod unconfined;
mod video;
mod wire;

pub use child::run_child;
pub use config::{Config, SandboxMode};
pub use decoder::{Decoded, Decoder, Hashed};
pub use document::{Document, DocumentConfig, DocumentDefect, Member};
pub use error::{MediaError, Undecodable};
pub use kind::{MediaKind, sniff};
pub use picture::FrameFacts;
pub use sandbox::{LandlockStatus, SandboxReport};
pub use video::{Footage, VideoConfig, VideoDefect, VideoSampling, VideoWants, holds_subtitles};
