//! The door against servers that lie, stall and flood; all of them on loopback, made here.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]
#![expect(
    clippy::disallowed_methods,
    reason = "resolvers of the tests listen on sockets"
)]

mod config;
mod dns;
mod http;
mod server;
mod tls;
