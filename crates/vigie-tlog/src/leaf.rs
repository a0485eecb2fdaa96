//! Leaves: what the public may read of an act, and a seal on the rest.
//!
//! ```text
//! {"at":"2026-11-23T17:15:00Z","case":"9f…","commitment":"4a…","desk":"unit-1",
//!  "kind":"referral_approved","legal_basis":"…","v":1}          (one line, keys sorted)
//!
//! commitment = SHA-256(domain ‖ salt[32] ‖ private record)
//! ```
//!
//! Whoever destroys salt and private record leaves the log valid and the commitment
//! unguessable: 32 unknown bytes stand before whatever one might try.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Digest;
use vigie_domain::id::ItemId;
use vigie_domain::{Sha256, Timestamp};

/// Largest leaf, so that its length fits the 16 bits of an entry bundle.
pub const LEAF_MAX_BYTES: usize = 65_535;

/// Version of the leaf format.
const LEAF_VERSION: u8 = 1;

/// Longest value of a field: public records are words, not texts. With 37 values of which
/// every byte is escaped, a leaf still fits [`LEAF_MAX_BYTES`].
const VALUE_MAX_BYTES: usize = 512;

/// Most extra fields of a record.
const EXTRA_FIELDS_MAX: usize = 32;

/// Longest name of a kind or an extra field.
const WORD_MAX_BYTES: usize = 64;

const COMMITMENT_DOMAIN: &[u8] = b"vigie/log/commitment/v1\n";
const PSEUDONYM_DOMAIN: &[u8] = b"vigie/log/case/v1\n";

/// Bytes of a case pseudonym: 2^64 cases before two are likely to share one.
const PSEUDONYM_BYTES: usize = 16;

/// What anybody may read about one act, once out of embargo. Never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicRecord {
    /// What happened, in lower case with underscores: `referral_approved`.
    pub kind: String,
    /// When; the leaf carries the start of the minute.
    pub at_minute: Timestamp,
    /// Name or pseudonym of the desk.
    pub desk: String,
    /// Instrument used: `referral`, `removal_order`.
    pub instrument: Option<String>,
    /// Article and paragraph the act rests on.
    pub legal_basis: Option<String>,
    /// What came of it: `removed`, `refused`.
    pub outcome: Option<String>,
    /// The case, as [`case_pseudonym`] names it.
    pub case_pseudonym: Option<String>,
    /// Further countable facts, such as `category`; names in lower case with underscores.
    pub extra: BTreeMap<String, String>,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    record: PublicRecord,
    commitment: Sha256,
}

/// Why something is not a leaf.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// A kind or the name of an extra field.
    #[error("`{field}` takes 1 to 64 lower-case letters, digits, underscores and dots")]
    Word {
        /// Field of the record.
        field: &'static str,
    },
    /// A value too long to be public, an empty one, or one with control characters.
    #[error("`{field}` takes 1 to 512 bytes without control characters")]
    Value {
        /// Field of the record.
        field: &'static str,
    },
    /// More extra fields than a record may have.
    #[error("a record has at most 32 extra fields, this one {actual}")]
    TooManyFields {
        /// Fields given.
        actual: usize,
    },
    /// The instant is outside the years 1 to 9999.
    #[error("the instant of a record cannot be written as a date")]
    Time,
    /// The bytes are not JSON of the shape of a leaf.
    #[error("the entry is not a leaf: {cause}")]
    Malformed {
        /// What the parser said.
        cause: String,
    },
    /// The same content can be written in one way only, and this is another.
    #[error("the entry is not in canonical form")]
    NotCanonical,
}

/// The leaf as it is written; the order of the fields is that of their names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    commitment: Sha256,
    desk: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instrument: Option<String>,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    legal_basis: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    v: u8,
}

impl Leaf {
    /// Joins a public record and the commitment to its private rest; floors the time.
    pub fn new(mut record: PublicRecord, commitment: Sha256) -> Result<Self, LeafError> {
        record.at_minute = record.at_minute.floor_minute();
        check_record(&record)?;
        Ok(Self { record, commitment })
    }

    /// The public record.
    pub fn record(&self) -> &PublicRecord {
        &self.record
    }

    /// The seal on the private record.
    pub fn commitment(&self) -> &Sha256 {
        &self.commitment
    }

    /// Renders the canonical bytes: JSON on one line, sorted keys, no spaces (RFC 8785).
    pub fn render(&self) -> Vec<u8> {
        let record = self.record.clone();
        let body = Body {
            at: record.at_minute.rfc3339_seconds(),
            case: record.case_pseudonym,
            commitment: self.commitment,
            desk: record.desk,
            extra: record.extra,
            instrument: record.instrument,
            kind: record.kind,
            legal_basis: record.legal_basis,
            outcome: record.outcome,
            v: LEAF_VERSION,
        };
        serde_json::to_vec(&body).expect("strings and one map with string keys always serialise")
    }

    /// Parses what [`Self::render`] writes, and only that.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        let malformed = |cause: serde_json::Error| LeafError::Malformed {
            cause: place_of(&cause),
        };
        let body: Body = serde_json::from_slice(bytes).map_err(malformed)?;
        let record = PublicRecord {
            kind: body.kind,
            at_minute: Timestamp::parse_rfc3339(&body.at).ok_or(LeafError::Time)?,
            desk: body.desk,
            instrument: body.instrument,
            legal_basis: body.legal_basis,
            outcome: body.outcome,
            case_pseudonym: body.case,
            extra: body.extra,
        };
        let leaf = Self::new(record, body.commitment)?;
        if leaf.render() != bytes {
            return Err(LeafError::NotCanonical);
        }
        Ok(leaf)
    }
}

/// Where parsing stopped, without the text that was found there.
fn place_of(cause: &serde_json::Error) -> String {
    format!("{:?} error at column {}", cause.classify(), cause.column()).to_lowercase()
}

fn check_record(record: &PublicRecord) -> Result<(), LeafError> {
    if !is_word(&record.kind) {
        return Err(LeafError::Word { field: "kind" });
    }
    if record.extra.len() > EXTRA_FIELDS_MAX {
        return Err(LeafError::TooManyFields {
            actual: record.extra.len(),
        });
    }
    if !record.extra.keys().all(|name| is_word(name)) {
        return Err(LeafError::Word { field: "extra" });
    }
    let values = [
        ("desk", Some(&record.desk)),
        ("instrument", record.instrument.as_ref()),
        ("legal_basis", record.legal_basis.as_ref()),
        ("outcome", record.outcome.as_ref()),
        ("case", record.case_pseudonym.as_ref()),
    ];
    let extra = record.extra.values().map(|value| ("extra", Some(value)));
    for (field, value) in values.into_iter().chain(extra) {
        if value.is_some_and(|value| !is_value(value)) {
            return Err(LeafError::Value { field });
        }
    }
    let written = Timestamp::parse_rfc3339(&record.at_minute.rfc3339_seconds());
    if written != Some(record.at_minute) {
        return Err(LeafError::Time);
    }
    Ok(())
}

fn is_value(text: &str) -> bool {
    (1..=VALUE_MAX_BYTES).contains(&text.len()) && !text.contains(char::is_control)
}

fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.')
    };
    (1..=WORD_MAX_BYTES).contains(&text.len()) && text.bytes().all(allowed)
}

/// Seals a private record: SHA-256(domain ‖ salt ‖ record).
///
/// Shape: `salt` is 32 random bytes of this record alone; `private` its canonical JSON.
pub fn commit_private(salt: &[u8; 32], private: &[u8]) -> Sha256 {
    let hash = sha2::Sha256::new()
        .chain_update(COMMITMENT_DOMAIN)
        .chain_update(salt)
        .chain_update(private)
        .finalize();
    Sha256(hash.into())
}

/// Whether salt and private record are those that were sealed.
pub fn verify_commitment(commitment: &Sha256, salt: &[u8; 32], private: &[u8]) -> bool {
    commit_private(salt, private) == *commitment
}

/// Names a case in public: the same item always alike, untraceable without the key.
///
/// HMAC-SHA256(key, domain ‖ id), the first 16 bytes in hexadecimal.
pub fn case_pseudonym(key: &[u8; 32], item: ItemId) -> String {
    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(key)
        .expect("HMAC takes keys of any length");
    mac.update(PSEUDONYM_DOMAIN);
    mac.update(item.to_string().as_bytes());
    hex::encode(&mac.finalize().into_bytes()[..PSEUDONYM_BYTES])
}

#[cfg(test)]
mod tests;
