//! The reader of `vigie-dispatch`: incoming mail.

use vigie_dispatch::{Config, parse_inbound};

/// Every reader, by the name of its target.
pub const READERS: &[(&str, fn(&[u8]))] = &[("mail", mail)];

/// Bounces, automatic replies and answers, in whatever parts and encodings.
pub fn mail(bytes: &[u8]) {
    parse_inbound(bytes, &Config::default());
}
