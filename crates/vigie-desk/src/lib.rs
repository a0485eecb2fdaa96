//! Use cases: who may do what, in which order, with which record of it.
//!
//! A crate for direction: it holds every room, and no room holds it. Every function that affects
//! somebody outside takes an [`Actor`](vigie_domain::Actor); every change commits with the event
//! that says what happened. It knows nothing of HTTP, of pages or of the command line.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

pub mod assessment;
pub mod bank;
pub mod clock;
pub mod complaint;
pub mod config;
pub mod contact;
pub mod designation;
mod desk;
mod digest;
pub mod dossier;
mod error;
pub mod exhibit;
pub mod item;
pub mod job;
pub mod key;
pub mod legal;
pub mod log;
pub mod mail;
pub mod order;
pub mod oversight;
pub mod paper;
pub mod protected_source;
pub mod provider;
pub mod reading;
pub mod recheck;
pub mod referral;
pub mod report;
pub mod retraction;
pub mod review;
pub mod setup;
pub mod signal;
mod text;
pub mod threat;
pub mod trace;
pub mod user;

pub use clock::{Clock, FileClock, SimulatedClock, SystemClock};
pub use config::Config;
pub use desk::{Desk, Rooms};
pub use error::{DeskError, Refusal};
pub use paper::Paper;
