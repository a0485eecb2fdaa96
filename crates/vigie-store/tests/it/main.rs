//! The contract of the store, run on SQLite always and on PostgreSQL where `VIGIE_TEST_PG` is set.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]
#![allow(
    clippy::print_stdout,
    reason = "a victim speaks to its killer, a skipped test says so"
)]

mod act;
mod backup;
mod bank;
mod blob;
mod complaint;
mod fault;
mod job;
mod kill;
mod log;
mod open;
mod oversight;
mod queue;
mod reading;
mod row;
mod sample;
mod support;
