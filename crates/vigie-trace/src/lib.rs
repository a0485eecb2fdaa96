//! Locator (host) in, responsible providers and their contacts out: DNS, edge lists, ASN, RDAP, WHOIS.
//!
//! A crate for direction: a room, so the desk can hold it and it cannot hold the desk.
//!
//! Passive only. It asks resolvers, RDAP and WHOIS servers, all through `vigie-egress`; it never
//! opens a connection to the traced host, its mail servers or any address of its network, scans
//! nothing and guesses no names. A contact it returns is *found*, not confirmed: a person at the
//! desk confirms it. It never offers the registrant of a domain as a contact.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod assemble;
mod chain;
mod config;
mod dns;
mod edge;
mod error;
mod grade;
mod hint;
mod host;
mod ladder;
mod ledger;
mod platform;
mod rdap;
pub mod reference;
mod registration;
mod tracer;
mod whois;
mod zone;

pub use chain::{
    ContactChannel, ContactRole, DnsOutcome, DnsPicture, Evidence, FoundContact, HostStanding,
    Link, NamedAddress, ProviderChain, RawAnswer, Redaction, TraceDefect,
};
pub use config::{Config, PlatformEntry};
pub use error::{ReferenceError, TraceError};
pub use grade::{Method, MethodClass};
pub use hint::{Hint, HintKind};
pub use ladder::{Rung, RungKind, Wording, ladder};
pub use reference::ReferenceData;
pub use tracer::{TraceTarget, Tracer};

#[cfg(test)]
mod tests;
