//! Signals and matches: what can be compared, and what came near something known.
//!
//! A match orders a queue and shows its reason; it is never a decision.

mod overlap;

use serde::{Deserialize, Serialize};

pub use overlap::{Overlap, Stretch};

use crate::id::{BankEntryId, BankId, ExhibitId, ItemId};
use crate::{Md5, Sha256, Timestamp};

/// Distance within which two PDQ hashes are a match, in bits. Source: PDQ's published threshold.
pub const PDQ_DISTANCE_BITS_MAX: u32 = 31;
/// Quality below which a PDQ hash says nothing. Source: PDQ's published threshold.
pub const PDQ_QUALITY_MIN: u8 = 50;
/// Longest sketch of a video, a sound or a document, as text: twelve hours of frames.
pub const SKETCH_BYTES_MAX: usize = 4 << 20;

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
    /// Hashed frames of a video, each with its time: the list of vPDQ.
    Vpdq,
    /// Fingerprint of a soundtrack.
    Chromaprint,
    /// Hashed pages of a document.
    Pages,
    /// Hashed parts of a picture, each with a second opinion: what its copies are found by.
    Copies,
}

impl SignalType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Pdq,
        Self::Sha256,
        Self::Md5,
        Self::Url,
        Self::Vpdq,
        Self::Chromaprint,
        Self::Pages,
        Self::Copies,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdq => "pdq",
            Self::Sha256 => "sha256",
            Self::Md5 => "md5",
            Self::Url => "url",
            Self::Vpdq => "vpdq",
            Self::Chromaprint => "chromaprint",
            Self::Pages => "pages",
            Self::Copies => "copies",
        }
    }

    /// Whether its values are sketches: long, and compared as wholes.
    pub const fn is_sketch(self) -> bool {
        matches!(
            self,
            Self::Vpdq | Self::Chromaprint | Self::Pages | Self::Copies
        )
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
    /// Hashed frames of a video, as python-threatexchange writes them.
    Vpdq(String),
    /// Fingerprint of a soundtrack, compressed, as AcoustID takes it.
    Chromaprint(String),
    /// Hashed pages of a document.
    Pages(String),
    /// Hashed parts of a picture: strings `part,quality,hash,…`, the whole picture first.
    Copies(String),
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
            Self::Vpdq(_) => SignalType::Vpdq,
            Self::Chromaprint(_) => SignalType::Chromaprint,
            Self::Pages(_) => SignalType::Pages,
            Self::Copies(_) => SignalType::Copies,
        }
    }

    /// Its value as text: hexadecimal digits, or the key.
    pub fn value(&self) -> String {
        match self {
            Self::Pdq { hash, .. } => hash.to_string(),
            Self::Sha256(digest) => digest.to_string(),
            Self::Md5(digest) => digest.to_string(),
            Self::Url(text)
            | Self::Vpdq(text)
            | Self::Chromaprint(text)
            | Self::Pages(text)
            | Self::Copies(text) => text.clone(),
        }
    }

    /// Its text, where it is a sketch.
    pub fn sketch(&self) -> Option<&str> {
        match self {
            Self::Vpdq(text) | Self::Chromaprint(text) | Self::Pages(text) | Self::Copies(text) => {
                Some(text)
            }
            _ => None,
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
            _ if value.is_empty() || value.len() > SKETCH_BYTES_MAX => return None,
            _ if !value.is_ascii() => return None,
            SignalType::Vpdq => Self::Vpdq(value.to_owned()),
            SignalType::Chromaprint => Self::Chromaprint(value.to_owned()),
            SignalType::Pages => Self::Pages(value.to_owned()),
            SignalType::Copies => Self::Copies(value.to_owned()),
        })
    }

    /// The PDQ of each part of a picture; none of other signals, and of parts that cannot be read.
    pub fn parts(&self) -> impl Iterator<Item = Self> {
        let text = match self {
            Self::Copies(text) => text,
            _ => "",
        };
        text.split('"').filter_map(|code| {
            let mut fields = code.split(',').skip(1);
            let quality = fields.next()?.parse().ok()?;
            let hash = Sha256::parse_hex(fields.next()?)?;
            Some(Self::Pdq { hash, quality })
        })
    }

    /// The same picture with dark and light exchanged; `None` for what has no picture.
    pub fn inverted(&self) -> Option<Self> {
        match self {
            Self::Pdq { hash, quality } => Some(Self::Pdq {
                hash: Sha256(hash.0.map(|byte| !byte)),
                quality: *quality,
            }),
            _ => None,
        }
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

/// Which picture of a content a signal is of: the content itself, or one that people make of it.
///
/// Source: the eight dihedral forms of PDQ, and the complement, whose hash is exactly inverted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// As it is.
    #[default]
    AsIs,
    /// Turned by 90 degrees.
    Rotate90,
    /// Turned by 180 degrees.
    Rotate180,
    /// Turned by 270 degrees.
    Rotate270,
    /// Top and bottom exchanged.
    FlipX,
    /// Left and right exchanged.
    FlipY,
    /// Mirrored along the main diagonal.
    FlipPlus,
    /// Mirrored along the other diagonal.
    FlipMinus,
    /// Dark and light exchanged.
    Invert,
    /// Without its border or letterbox.
    Trim,
    /// Its middle, or without a strip of a side.
    Crop,
    /// Tilted by some degrees.
    Tilt,
}

impl Transform {
    /// Every one.
    pub const ALL: [Self; 12] = [
        Self::AsIs,
        Self::Rotate90,
        Self::Rotate180,
        Self::Rotate270,
        Self::FlipX,
        Self::FlipY,
        Self::FlipPlus,
        Self::FlipMinus,
        Self::Invert,
        Self::Trim,
        Self::Crop,
        Self::Tilt,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsIs => "as_is",
            Self::Rotate90 => "rotate90",
            Self::Rotate180 => "rotate180",
            Self::Rotate270 => "rotate270",
            Self::FlipX => "flip_x",
            Self::FlipY => "flip_y",
            Self::FlipPlus => "flip_plus",
            Self::FlipMinus => "flip_minus",
            Self::Invert => "invert",
            Self::Trim => "trim",
            Self::Crop => "crop",
            Self::Tilt => "tilt",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
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
    /// Which seconds or pages, where wholes were compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Overlap>,
    /// What has to be done to the item's picture, or was done to the banked one, for them to be near.
    #[serde(default)]
    pub transform: Transform,
    /// The negative bank that suppressed it: it is shown, and orders nothing.
    #[serde(default)]
    pub suppressed_by: Option<String>,
}

#[cfg(test)]
mod tests;
