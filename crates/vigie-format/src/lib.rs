//! Bytes to structs and back: locators, web archives, registration data, partners' lists.
//!
//! A crate for purity: what reads hostile bytes must not be able to open a file or a connection,
//! read a clock or draw a random number. Instants and record ids are arguments.
//!
//! It will never fetch, store or decide: it says what the bytes say, and names what is wrong with
//! them in a [`Defect`]. Nothing here panics on any input.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

pub mod abuse_table;
pub mod archive;
pub mod asn_table;
pub mod cdn_list;
pub mod certificate_log;
pub mod channel;
pub mod contact_list;
pub mod defect;
pub mod hash_list;
pub mod key;
mod lines;
pub mod passive_dns;
pub mod rdap;
pub mod security_txt;
pub mod threatexchange;
pub mod url_list;
pub mod warc;
pub mod warninglist;
pub mod whois;

#[cfg(test)]
mod testing;

pub use defect::{Defect, Place};
