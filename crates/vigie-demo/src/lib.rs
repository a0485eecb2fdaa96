//! A small internet on loopback, and the script of the demo played against it.
//!
//! A crate for direction: it is the world outside. It knows nothing of the desk, which reaches it
//! over sockets only: DNS, RDAP, HTTP by host name, SMTP. Everything in it is made up and benign.
//! Its clock is turned by the caller; its abuse desks act in [`Internet::tick`].
//!
//! It will never depend on the desk or the store, open a connection off this machine, sleep, or
//! draw a random number.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod abuse;
mod address;
mod behaviour;
mod clock;
mod config;
mod content;
mod dns;
mod error;

mod internet;
mod mail;
mod rdap;
mod reference_data;
mod scenario;
mod site;
mod wire;
mod world;

pub use address::{
    ARCHIVE_HARBOUR, Addresses, MERIDIAN_GAZETTE, MURMUR, NAMEWRIGHT, NORTHBYTE, OPEN_STACKS,
    PLAZAA, PROVIDERS, Provider, ProviderRole, QUIETPAGES, SHIELDNET, SHORTY, STILLWATER,
    find_provider_by_ip, find_provider_by_mail,
};
pub use behaviour::{Act, ActKind, Behaviour, Fault, HUMAN_REPLY_MS, LinkChoice, SLOW_DESK_MS};
pub use clock::DemoClock;
pub use config::Config;
pub use error::DemoError;
pub use internet::{Internet, SmallInternet};
pub use mail::{OutgoingMail, StoredMail};
pub use scenario::{
    DemoItem, Designation, End, Exempt, ExemptionFindings, Finding, FindingConclusion, ItemKind,
    KnownPicture, STORY_MS, Scenario,
};
