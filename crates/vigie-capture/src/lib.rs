//! URL or upload in, exhibit out: what was there, byte for byte, with who fetched it, when and how.
//!
//! A crate for direction: the only one that reads the open web, and it knows no other room. Every
//! byte it reads comes through `vigie-egress` under the rule for content.
//!
//! It never runs a script, fills in a form, signs in, or decodes a picture; it stores nothing and
//! decides nothing. A page that stands in the way of the page is kept and named, not passed.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod capture;
mod captured;
mod config;
mod error;
mod fetch;
mod host_metadata;
mod intake;
mod media_type;
mod page;
mod probe;
mod record;
mod retry_after;
mod state;

pub use capture::Capturer;
pub use captured::{Captured, Hop};
pub use config::Config;
pub use error::CaptureError;
pub use intake::{Supplied, SuppliedForm};
pub use page::{Page, parse_page};
pub use probe::{Expected, ExpectedFile, Probe};
pub use retry_after::parse_retry_after;
pub use state::{Classified, Seen, Sibling, classify};

/// The name this collector signs its records with: program and version.
pub const COLLECTOR: &str = concat!("vigie-capture/", env!("CARGO_PKG_VERSION"));
