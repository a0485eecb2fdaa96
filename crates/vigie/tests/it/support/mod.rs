//! What every test stands on: a runner of the program, a desk with its world, a web server.

mod cli;
#[macro_use]
mod desk;
mod engine;
pub(crate) mod finding;
mod http;
mod picture;
mod redact;
mod served;
mod web;

pub(crate) use cli::{Cli, Ran, files_below};
pub(crate) use desk::{Settings, TestDesk, refusal, run};
pub(crate) use engine::Engine;
pub(crate) use picture::{pattern_png, png_announcing};
pub(crate) use redact::redacted;
pub(crate) use served::Served;
pub(crate) use web::{Page, WebServer};

/// The program under test; also the decoder that the desk under test starts.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_vigie");
