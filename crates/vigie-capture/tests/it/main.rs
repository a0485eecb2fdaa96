//! Captures of a small site on loopback, honest and hostile.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

mod capture;
mod gone;
mod hostile;
mod intake;
mod peers;
mod probe;
mod site;
