//! The door of the house: every outgoing connection is made here, to an address vetted here.
//!
//! A crate for direction: the rooms hold it, and it knows none of them; nothing else may open a
//! connection. It resolves a name, checks every address of the answer against the rule for where
//! the name came from, and connects to that very address.
//!
//! It never follows a redirect (whoever follows one comes back here, under the same rule), never
//! uses a proxy from the environment, never reuses a connection, and keeps nothing.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod address;
mod config;
mod connection;
mod dns;
mod egress;
mod error;
mod guard;
mod http;
mod tls;

pub use address::{AddressClass, Rule};
pub use config::{Config, PortRange};
pub use connection::Connection;
pub use dns::{DnsAnswer, DnsClient, DnsRecord, RecordData, RecordType, ResponseCode};
pub use egress::{Egress, VettedAddr};
pub use error::{EgressError, ErrorKind, Part, Step};
pub use http::{Exchange, Header, Limits, Method, Request, Truncation, WireDefect, decode_body};
