//! Exhibit bytes in, fingerprints and stills out. A crate for weight: the only one with decoders.
//!
//! ```text
//!  Decoder (server)                         run_child (`vigie decode`)
//!  ────────────────                         ─────────────────────────────
//!  spawn, empty environment ─────────────▶  limits, landlock, seccomp
//!  header, bytes ───────── stdin ────────▶  sniff, decode, hash, shrink
//!  check every field ◀──── stdout ────────  one JSON line, two stills
//!  kill on wall clock
//! ```
//!
//! Never: decodes a byte in the server's own process, trusts what a child answers, opens a
//! connection or a file, or decides anything about what a picture shows.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod child;
mod config;
mod decode;
mod decoder;
mod error;
mod kind;
pub mod sandbox;
mod still;
mod wire;

pub use child::run_child;
pub use config::{Config, SandboxMode};
pub use decoder::{Decoded, Decoder};
pub use error::{MediaError, Undecodable};
pub use kind::{MediaKind, sniff};
pub use sandbox::{LandlockStatus, SandboxReport};
