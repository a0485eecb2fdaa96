//! Notices: everything a letter says, as the desk hands it over.
//!
//! Plain facts, no rule of the desk: who issues, who receives, which items and why. A blank where
//! the letter needs words is refused here, before a template sees it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vigie_domain::{Language, Md5, Sha256, Timestamp};

use crate::{DispatchError, Token};

/// One letter to one recipient.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Our reference, `V-2026-000123`: in the subject of the letter and of every answer.
    pub reference: String,
    /// What kind of letter it is.
    pub letter: Letter,
    /// How much of the items the letter itself says.
    pub detail: Detail,
    /// Who issues it.
    pub unit: Unit,
    /// Who receives it.
    pub recipient: Recipient,
    /// The items, in the order they are numbered.
    pub lines: Vec<NoticeLine>,
    /// What the request rests on, in the recipient's language: its own terms, named where known.
    pub legal_hook: String,
    /// Where the provider answers, from [`crate::answer_link`].
    pub answer_link: String,
    /// Until when that link works.
    pub answer_until: Timestamp,
    /// The token of the addresses `r+…` (answers) and `b+…` (bounces).
    pub reply_token: Token,
    /// Message-ID without brackets, from [`crate::message_id`].
    pub message_id: String,
    /// When the unit issued it: the `Date` of the letter.
    pub issued_at: Timestamp,
    /// The person who answers questions about it.
    pub person: String,
    /// Whether the recipient may pass the letter on to its customer.
    pub may_forward: bool,
    /// Where the approval stands in the public log.
    pub log: LogProof,
}

/// What kind of letter it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// A voluntary request to review against the provider's own terms.
    Referral,
    /// The same request again, after no answer.
    Reminder {
        /// 1 for the first reminder.
        number: u32,
        /// Message-ID of the first letter, without brackets.
        of_message_id: String,
        /// When the first letter left.
        first_sent_at: Timestamp,
    },
    /// We were wrong: forget it, and undo it.
    Retraction {
        /// Message-ID of the letter that is taken back, without brackets.
        of_message_id: String,
        /// When that letter left.
        first_sent_at: Timestamp,
        /// Why, in the recipient's language.
        grounds: String,
    },
}

impl Letter {
    /// The word in paths of templates and in the attachment.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Reminder { .. } => "reminder",
            Self::Retraction { .. } => "retraction",
        }
    }

    /// Message-ID of the letter this one continues.
    pub fn of_message_id(&self) -> Option<&str> {
        match self {
            Self::Referral => None,
            Self::Reminder { of_message_id, .. } | Self::Retraction { of_message_id, .. } => {
                Some(of_message_id)
            }
        }
    }
}

/// How much of the items the letter itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Defanged addresses in the text, exact ones in the attachment.
    #[default]
    Full,
    /// Only the answer link: for a mailbox that refuses letters naming the very addresses
    /// its owner asked to be told (bounce 5.7.1).
    LinkOnly,
}

/// The unit that issues a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its full name.
    pub name: String,
    /// The name in the `From` line.
    pub display_name: String,
    /// The address in the `From` line; answers and bounces go to its domain.
    pub sender_address: String,
    /// Where somebody complains about the unit: a mail or web address.
    pub complaint_contact: String,
    /// Its telephone, where it has one.
    pub phone: Option<String>,
    /// Another house whose tool carries the letter. It is named, and is never the sender.
    pub via: Option<Relay>,
}

/// A house that carries a letter for the unit that issues it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its name.
    pub name: String,
    /// Its address, for the `Sender` line.
    pub address: Option<String>,
}

/// The provider's desk that receives a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Name of the provider or of its desk.
    pub name: String,
    /// The verified contact.
    pub address: String,
    /// The language it declared.
    pub language: Language,
    /// Its time zone, as an IANA name.
    pub zone: String,
}

/// One item of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// The exact address, as it was captured.
    pub url: String,
    /// Its canonical key, `ia:item:ID`.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Digests of the assessed file.
    pub hashes: Hashes,
    /// When the capture was taken that was assessed, or the fresh one that equals it.
    pub captured_at: Timestamp,
    /// When we first saw it online.
    pub first_seen: Timestamp,
    /// The offence it falls under, in the recipient's language.
    pub offence: String,
    /// Each category found, with its own reasons.
    pub grounds: Vec<Ground>,
    /// The address it was served from.
    pub ip: Option<IpAddr>,
    /// The network that announces that address.
    pub asn: Option<u32>,
}

/// One category, and why this very item falls in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The category in words, in the recipient's language.
    pub category: String,
    /// The assessor's reasons for this item.
    pub reasons: String,
}

/// Digests of a file. A page has none of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hashes {
    /// SHA-256.
    pub sha256: Option<Sha256>,
    /// MD5.
    pub md5: Option<Md5>,
    /// PDQ, 256 bits.
    pub pdq: Option<Sha256>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Kind {
    Picture,
    Video,
    Audio,
    Document,
    Page,
    Post,
    Account,
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Picture,
        Self::Video,
        Self::Audio,
        Self::Document,
        Self::Page,
        Self::Post,
        Self::Account,
        Self::Other,
    ];

    /// The word in templates and in the attachment.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Page => "page",
            Self::Post => "post",
            Self::Account => "account",
            Self::Other => "other",
        }
    }
}

/// Where the approval of a letter stands in the public log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogProof {
    /// Index of the leaf.
    pub index: u64,
    /// The inclusion proof with its checkpoint, as the log writes it.
    pub inclusion: serde_json::Value,
}

impl Notice {
    /// Refuses a blank where the letter needs words, and ids that are not of their form.
    pub(crate) fn check(&self, lines_max: usize) -> Result<(), DispatchError> {
        for (field, text) in self.required() {
            if text.trim().is_empty() {
                return Err(DispatchError::Blank {
                    field: field.to_owned(),
                });
            }
        }
        if !is_reference(&self.reference) {
            return Err(DispatchError::BadId { field: "reference" });
        }
        let of_message_id = self.letter.of_message_id();
        if !std::iter::once(self.message_id.as_str())
            .chain(of_message_id)
            .all(is_message_id)
        {
            return Err(DispatchError::BadId {
                field: "message id",
            });
        }
        if self.lines.is_empty() {
            return Err(DispatchError::Blank {
                field: "lines".to_owned(),
            });
        }
        if self.lines.len() > lines_max {
            return Err(DispatchError::TooManyLines {
                lines: self.lines.len(),
                lines_max,
            });
        }
        self.lines
            .iter()
            .enumerate()
            .try_for_each(|(position, line)| line.check(position))
    }

    fn required(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let retraction_grounds = match &self.letter {
            Letter::Retraction { grounds, .. } => Some(("letter.grounds", grounds.as_str())),
            _ => None,
        };
        let via = self
            .unit
            .via
            .as_ref()
            .map(|relay| ("unit.via.name", relay.name.as_str()));
        [
            ("reference", self.reference.as_str()),
            ("unit.name", &self.unit.name),
            ("unit.display_name", &self.unit.display_name),
            ("unit.sender_address", &self.unit.sender_address),
            ("unit.complaint_contact", &self.unit.complaint_contact),
            ("recipient.name", &self.recipient.name),
            ("recipient.address", &self.recipient.address),
            ("legal_hook", &self.legal_hook),
            ("answer_link", &self.answer_link),
            ("message_id", &self.message_id),
            ("person", &self.person),
        ]
        .into_iter()
        .chain(retraction_grounds)
        .chain(via)
    }
}

impl NoticeLine {
    fn check(&self, position: usize) -> Result<(), DispatchError> {
        let blank = |field: &str| {
            Err(DispatchError::Blank {
                field: format!("lines[{position}].{field}"),
            })
        };
        for (field, text) in [
            ("url", &self.url),
            ("key", &self.key),
            ("offence", &self.offence),
        ] {
            if text.trim().is_empty() {
                return blank(field);
            }
        }
        if self.grounds.is_empty() {
            return blank("grounds");
        }
        for ground in &self.grounds {
            if ground.category.trim().is_empty() {
                return blank("category");
            }
            if ground.reasons.trim().is_empty() {
                return blank("reasons");
            }
        }
        Ok(())
    }
}

/// `V-2026-000123`: short, plain, and safe in a subject between brackets.
pub(crate) fn is_reference(text: &str) -> bool {
    (3..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_message_id(text: &str) -> bool {
    text.len() <= 200
        && text
            .split_once('@')
            .is_some_and(|(left, right)| !left.is_empty() && !right.is_empty())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&byte))
}
