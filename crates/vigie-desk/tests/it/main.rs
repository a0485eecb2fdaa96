//! The desk over its real rooms, on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::wildcard_imports,
    unreachable_pub,
    reason = "tests fail loudly and name many things"
)]

mod bank;
mod capture;
mod complaint;
mod copies;
mod dossier;
mod index;
mod order;
mod oversight;
mod reading;
mod referral;
mod register;
mod sketch;
mod threat;
mod trace;
mod world;
