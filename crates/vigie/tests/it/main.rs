//! Everything of the house at once, as an outsider meets it: the program, the desk, the pages.
//!
//! One binary. Every test makes its own world in a temporary folder and needs no other test; time
//! is an argument, nothing sleeps, and no packet leaves the loopback. The tests of the desk run on
//! SQLite always and again on PostgreSQL where `VIGIE_TEST_PG` names one.
#![allow(clippy::unwrap_used, reason = "tests fail loudly")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

#[macro_use]
mod support;

mod assessment;
mod bank;
mod cli;
mod desk;
mod faults;
mod page;
mod reading;
mod recheck;
mod referral;
mod retraction;
mod review;
