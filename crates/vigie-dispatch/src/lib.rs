//! Dispatch: a referral in, a delivery receipt out; and the answers that come back by mail.
//!
//! ```text
//!  Notice ─render─▶ Rendered ─compose─▶ Composed (the exact bytes) ─send─▶ Delivery
//!                                                                             │
//!  desk ◀── InboundMail ◀─parse_inbound── bounce · auto-reply · answer ◀── recipient
//! ```
//!
//! A crate for weight (mail, templates, signatures) and direction: it never knows the store, and the
//! desk hands it plain structs. It never decides whether something leaves, never retries by
//! itself, never sends twice, never guesses a missing value, and believes nothing an answer says.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod address;
pub mod cms;
pub mod config;
pub mod defang;
pub mod dkim;
pub mod error;
pub mod inbound;
mod mailer;
pub mod message;
pub mod notice;
pub mod parcel;
#[cfg(test)]
mod sample;
pub mod smtp;
pub mod template;
pub mod token;

pub use config::{Config, DkimKey, Seal, SmtpSecurity};
pub use defang::defang;
pub use error::DispatchError;
pub use inbound::{InboundMail, parse_inbound};
pub use mailer::Mailer;
pub use message::{Composed, Enclosure};
pub use notice::{
    Detail, Ground, Hashes, Kind, Letter, LogProof, Notice, NoticeLine, Recipient, Relay, Unit,
};
pub use parcel::Parcel;
pub use smtp::{Delivery, NotSentCause, Reply, Stage};
pub use template::{Rendered, Templates};
pub use token::{Token, answer_link, message_id};
