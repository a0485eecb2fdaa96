//! Inbound mail: one raw message in, what it is and which letter it answers out.
//!
//! ```text
//! bytes ─mime─▶ parts ─┬─ delivery status ─▶ Bounce · Delay · Arrival
//!                      ├─ marks of a robot ─▶ AutoReply
//!                      └─ text, attachments, ticket, hints ─▶ Reply · Other
//! ```
//!
//! Everything in a mail is a claim by whoever wrote it. Nothing here decides a case: a hint is a
//! candidate, an answer is a claim, and a message without our token may come from anybody.
//! Hostile bytes give defects, never a panic; work is linear in the size of the message for each
//! level of nesting, and sizes, parts and levels have limits.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::{Sha256, Timestamp};

use crate::Config;

mod classify;
mod header;
mod hint;
mod mime;
mod status;
mod text;
mod thread;

pub use classify::{AutoReply, Class};
pub use hint::OriginHint;
pub use status::{Action, BounceCause, DeliveryReport, RecipientReport};
pub use thread::{Handle, Purpose, Thread};

/// Attachments that are listed.
const ATTACHMENTS_MAX: usize = 50;
/// Characters of a subject, a name or a file name that are kept.
const LABEL_CHARS_MAX: usize = 300;

/// One mail as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundMail {
    /// SHA-256 over the raw message.
    pub sha256: Sha256,
    /// Size of the raw message.
    pub size_bytes: usize,
    /// Its Message-ID, without brackets.
    pub message_id: Option<String>,
    /// Who says to have sent it, lower case.
    pub from_address: Option<String>,
    /// The name beside that address.
    pub from_name: Option<String>,
    /// Its subject.
    pub subject: String,
    /// When it says to have been written.
    pub date: Option<Timestamp>,
    /// Which letter of ours it belongs to, as far as it says.
    pub thread: Thread,
    /// What it is.
    pub class: Class,
    /// The ticket the other side opened, in its words.
    pub ticket: Option<String>,
    /// What it says, without what it quotes.
    pub text: String,
    /// What it quotes, from the first quoted line on.
    pub quoted: Option<String>,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// Addresses it names as the real host behind a proxy: candidates, nothing more.
    pub origin_hints: Vec<OriginHint>,
}

/// A part that is not the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name it claims; never a path to write to.
    pub name: Option<String>,
    /// The media type it claims.
    pub content_type: String,
    /// Its size, decoded.
    pub size_bytes: usize,
    /// SHA-256 over its decoded bytes.
    pub sha256: Sha256,
}

/// Something in a mail that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "defect", rename_all = "snake_case")]
pub enum Defect {
    /// The mail is larger than its limit; only its head was read.
    #[error(
        "the mail is {size_bytes} bytes; only its head was read, for its limit is {limit_bytes}"
    )]
    TooLarge {
        /// Size of the mail.
        size_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// It has no header at all.
    #[error("the mail has no header")]
    NoHeaders,
    /// The headers of a part are larger than their limit; the rest of them was not read.
    #[error("the headers of a part are larger than {limit_bytes} bytes; the rest was not read")]
    HeadersTooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// It has more parts than the limit; the rest was not read.
    #[error("the mail has more than {limit} parts; the rest was not read")]
    TooManyParts {
        /// The limit.
        limit: usize,
    },
    /// Its parts are nested deeper than the limit; deeper ones were not read.
    #[error("the mail nests parts deeper than {limit}; deeper ones were not read")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A part that should hold parts has no boundary, or never uses it.
    #[error("a part that should hold parts does not")]
    BadBoundary,
    /// A part cannot be decoded as it says.
    #[error("a part is not encoded as it says")]
    BadEncoding,
    /// The text is in a character set nobody knows; it was read as best as can be.
    #[error("a part is in an unknown character set")]
    UnknownCharset,
    /// The text holds NUL or other control characters; they were dropped.
    #[error("the text holds control characters; they were dropped")]
    ControlCharacters,
    /// The text is longer than its limit and was cut.
    #[error("the text is longer than {limit_chars} characters and was cut")]
    TextCut {
        /// The limit.
        limit_chars: usize,
    },
    /// A delivery report says nothing that can be used.
    #[error("the delivery report names no recipient")]
    EmptyReport,
}

/// Reads one raw mail.
///
/// Shape: `raw` is a message as a mail server stores it, LF or CRLF; anything else gives defects.
pub fn parse_inbound(raw: &[u8], config: &Config) -> (InboundMail, Vec<Defect>) {
    let mut defects = Vec::new();
    let sha256 = Sha256(Hasher::digest(raw).into());
    let read = if raw.len() > config.inbound_bytes_max {
        let limit_bytes = config.inbound_bytes_max;
        defects.push(Defect::TooLarge {
            size_bytes: raw.len(),
            limit_bytes,
        });
        mime::head_only(raw, config.inbound_header_bytes_max)
    } else {
        raw
    };
    let tree = mime::parse(read, config, &mut defects);
    let words = text::extract(&tree, config, &mut defects);
    let head = &tree.head;
    let subject = head.text("subject").unwrap_or_default();
    let (from_address, from_name) = head
        .mailboxes("from")
        .into_iter()
        .next()
        .unwrap_or_default();
    let report = status::parse(&tree, &words.text, &mut defects);
    let thread = thread::find(&tree, &subject, &words, config);
    let ticket = classify::find_ticket(&subject).or_else(|| classify::find_ticket(&words.text));
    let class = classify::classify(
        &tree,
        report,
        &subject,
        &words.text,
        &thread,
        ticket.is_some(),
    );
    let mail = InboundMail {
        sha256,
        size_bytes: raw.len(),
        message_id: head.ids("message-id").into_iter().next(),
        from_address: (!from_address.is_empty()).then_some(from_address),
        from_name: (!from_name.is_empty()).then_some(from_name),
        subject,
        date: head.date(),
        origin_hints: hint::find(&words.text),
        thread,
        class,
        ticket,
        attachments: text::list_attachments(&tree),
        text: words.text,
        quoted: words.quoted,
    };
    defects.dedup();
    (mail, defects)
}

/// Cuts a label to a readable length and takes control characters out of it.
fn label(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .take(LABEL_CHARS_MAX)
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
