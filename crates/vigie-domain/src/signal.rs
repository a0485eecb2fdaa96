//! Signals, banks and matches: what can be compared, what is known, and what came near.
//!
//! A match orders a queue and shows its reason; it is never a decision.

use serde::{Deserialize, Serialize};

use crate::id::{BankEntryId, BankId, DeskId, ExhibitId, ItemId};
use crate::{Md5, Sha256, Timestamp};

/// Distance within which two PDQ hashes are a match, in bits. Source: PDQ's published threshold.
pub const PDQ_DISTANCE_BITS_MAX: u32 = 31;
/// Quality below which a PDQ hash says nothing. Source: PDQ's published threshold.
pub const PDQ_QUALITY_MIN: u8 = 50;

/// A kind of signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalType {
    /// PDQ of a picture, profile `pdq/full`, 256 bits.
    Pdq,
    /// SHA-256 of the bytes.
    Sha256,
    /// MD5 of the bytes.
    Md5,
    /// Canonical key of a locator.
    Url,
}

impl SignalType {
    /// Every type.
    pub const ALL: [Self; 4] = [Self::Pdq, Self::Sha256, Self::Md5, Self::Url];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdq => "pdq",
            Self::Sha256 => "sha256",
            Self::Md5 => "md5",
            Self::Url => "url",
        }
    }

    /// The type of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something comparable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Signal {
    /// PDQ, profile `pdq/full`.
    Pdq {
        /// The hash: 32 bytes, in the order of its hexadecimal text.
        hash: Sha256Like,
        /// 0 to 100.
        quality: u8,
    },
    /// SHA-256 of the bytes.
    Sha256(Sha256),
    /// MD5 of the bytes.
    Md5(Md5),
    /// Canonical key of a locator.
    Url(String),
}

/// 32 bytes written like a SHA-256, which they are not: a PDQ hash as stored.
pub type Sha256Like = Sha256;

impl Signal {
    /// Its type.
    pub const fn signal_type(&self) -> SignalType {
        match self {
            Self::Pdq { .. } => SignalType::Pdq,
            Self::Sha256(_) => SignalType::Sha256,
            Self::Md5(_) => SignalType::Md5,
            Self::Url(_) => SignalType::Url,
        }
    }

    /// Its value as text: hexadecimal digits, or the key.
    pub fn value(&self) -> String {
        match self {
            Self::Pdq { hash, .. } => hash.to_string(),
            Self::Sha256(digest) => digest.to_string(),
            Self::Md5(digest) => digest.to_string(),
            Self::Url(key) => key.clone(),
        }
    }

    /// Reads a value of a given type; a PDQ read from a list counts as full quality.
    pub fn parse(kind: SignalType, value: &str) -> Option<Self> {
        let value = value.trim();
        Some(match kind {
            SignalType::Pdq => Self::Pdq {
                hash: Sha256::parse_hex(value)?,
                quality: 100,
            },
            SignalType::Sha256 => Self::Sha256(Sha256::parse_hex(value)?),
            SignalType::Md5 => Self::Md5(Md5::parse_hex(value)?),
            SignalType::Url if value.is_empty() || value.len() > 8_192 => return None,
            SignalType::Url => Self::Url(value.to_owned()),
        })
    }

    /// Whether it is a PDQ good enough to compare.
    pub fn is_pdq(&self) -> bool {
        matches!(self, Self::Pdq { quality, .. } if *quality >= PDQ_QUALITY_MIN)
    }

    /// Bits between two PDQ hashes; `None` when either is something else.
    pub fn distance_bits(&self, other: &Self) -> Option<u32> {
        let (Self::Pdq { hash: a, .. }, Self::Pdq { hash: b, .. }) = (self, other) else {
            return None;
        };
        Some(a.0.iter().zip(b.0).map(|(x, y)| (x ^ y).count_ones()).sum())
    }
}

/// A set of known items and their signals that the desk answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// Its id.
    pub id: BankId,
    /// The desk.
    pub desk: DeskId,
    /// Its name, unique on the desk: letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it answers.
    pub is_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One known signal, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankEntry {
    /// Its id.
    pub id: BankEntryId,
    /// The bank.
    pub bank: BankId,
    /// The signal.
    pub signal: Signal,
    /// Who vouches for it: a partner, a list, an item of our own.
    pub source: String,
    /// What it is, in a few words.
    pub label: String,
    /// When it came.
    pub added_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// A signal of an item within the stated distance of a banked one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The item.
    pub item: ItemId,
    /// The exhibit the signal was found in; `None` for a match of the locator itself.
    pub exhibit: Option<ExhibitId>,
    /// The signal of the item.
    pub signal: Signal,
    /// The bank.
    pub bank: BankId,
    /// Its name, as shown.
    pub bank_name: String,
    /// The entry.
    pub entry: BankEntryId,
    /// The entry's label.
    pub label: String,
    /// The entry's source.
    pub source: String,
    /// Bits between them; 0 for exact signals.
    pub distance_bits: u32,
    /// When it was found.
    pub found_at: Timestamp,
}

#[cfg(test)]
mod tests;
