//! Signed notes and their keys (C2SP signed-note, Ed25519 only).
//!
//! A note is text, a blank line, and signature lines `— name base64(key id ‖ signature)`.
//! Lines of unknown keys are passed over, so that witnesses can add theirs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::Digest;

/// Signature type byte of Ed25519 (C2SP signed-note).
const ED25519: u8 = 1;

/// Largest note read; sixteen witnesses need about 2 KiB.
const NOTE_MAX_BYTES: usize = 65_536;

/// Most signature lines read; the specification asks for at least 16.
const SIGNATURES_MAX: usize = 100;

/// Longest key name.
const NAME_MAX_BYTES: usize = 255;

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name has a space, a plus or a control character, is empty or too long.
    #[error("a log's name is 1 to 255 bytes without spaces, `+` or control characters")]
    Name,
    /// Not `name+hash+base64`.
    #[error("a verifier key reads `name+hash+base64`")]
    Format,
    /// The hash in the middle does not belong to the name and key around it.
    #[error("the hash in the verifier key does not fit its name and key; one of them was changed")]
    Hash,
    /// Another algorithm, or a point under which anybody can sign.
    #[error("the verifier key is not a sound Ed25519 key")]
    Algorithm,
}

/// Why a note cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not of the form the specification gives.
    #[error("the note is malformed")]
    Malformed,
    /// No line of the key that was asked for.
    #[error("the note carries no signature of `{key}`")]
    Unsigned {
        /// Name of the key.
        key: String,
    },
    /// A line of that key, but over another text.
    #[error("the signature of `{key}` does not fit the note")]
    WrongSignature {
        /// Name of the key.
        key: String,
    },
}

/// The key a log signs with; its name is the log's origin.
pub struct LogKey {
    verifier: VerifierKey,
    signing: SigningKey,
}

/// The key an outsider checks with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl LogKey {
    /// Makes the key of a log from 32 secret bytes and its origin, such as `desk.example/log`.
    pub fn from_seed(seed: &[u8; 32], origin: &str) -> Result<Self, KeyError> {
        let signing = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(origin, signing.verifying_key())?;
        Ok(Self { verifier, signing })
    }

    /// The log's name, first line of each checkpoint.
    pub fn origin(&self) -> &str {
        &self.verifier.name
    }

    /// The public half.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text that ends in a newline.
    pub(crate) fn sign_note(&self, text: &str) -> String {
        let signature = self.signing.sign(text.as_bytes()).to_bytes();
        let blob = STANDARD.encode([self.verifier.id.as_slice(), &signature].concat());
        format!("{text}\n— {} {blob}\n", self.verifier.name)
    }
}

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogKey")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

impl VerifierKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let id = key_id(name, &key);
        Ok(Self {
            name: name.to_owned(),
            id,
            key,
        })
    }

    /// Parses `name+hash+base64`, as [`Display`](std::fmt::Display) writes it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let (name, rest) = text.split_once('+').ok_or(KeyError::Format)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Format)?;
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Format)?;
        let (ED25519, key) = bytes
            .split_first()
            .map_or((0, &[][..]), |(alg, key)| (*alg, key))
        else {
            return Err(KeyError::Algorithm);
        };
        let key = key.try_into().map_err(|_| KeyError::Algorithm)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::Algorithm)?;
        if key.is_weak() {
            return Err(KeyError::Algorithm);
        }
        let verifier = Self::new(name, key)?;
        if id != hex::encode(verifier.id) {
            return Err(KeyError::Hash);
        }
        Ok(verifier)
    }

    /// The log's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Checks a note and answers its text.
    pub(crate) fn open_note<'a>(&self, note: &'a [u8]) -> Result<&'a str, NoteError> {
        let (text, lines) = split_note(note).ok_or(NoteError::Malformed)?;
        let mut signed = false;
        for (number, line) in lines.split_terminator('\n').enumerate() {
            let (name, blob) = parse_line(line).ok_or(NoteError::Malformed)?;
            if number >= SIGNATURES_MAX {
                return Err(NoteError::Malformed);
            }
            if name != self.name || blob[..4] != self.id {
                continue;
            }
            let fits = Signature::from_slice(&blob[4..])
                .is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok());
            if !fits {
                return Err(NoteError::WrongSignature {
                    key: self.name.clone(),
                });
            }
            signed = true;
        }
        if !signed {
            return Err(NoteError::Unsigned {
                key: self.name.clone(),
            });
        }
        Ok(text)
    }
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = STANDARD.encode(typed(&self.key));
        write!(f, "{}+{}+{key}", self.name, hex::encode(self.id))
    }
}

impl std::str::FromStr for VerifierKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::parse(text)
    }
}

fn is_key_name(name: &str) -> bool {
    let refused = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && name.len() <= NAME_MAX_BYTES && !name.contains(refused)
}

/// SHA-256(name ‖ newline ‖ type ‖ public key), first four bytes.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash = sha2::Sha256::new()
        .chain_update(name.as_bytes())
        .chain_update(b"\n")
        .chain_update(typed(key))
        .finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn typed(key: &VerifyingKey) -> [u8; 33] {
    let mut bytes = [ED25519; 33];
    bytes[1..].copy_from_slice(key.as_bytes());
    bytes
}

/// Splits a note at its last blank line into text and signature lines.
fn split_note(note: &[u8]) -> Option<(&str, &str)> {
    if note.len() > NOTE_MAX_BYTES {
        return None;
    }
    let note = std::str::from_utf8(note).ok()?;
    if note.contains(|c: char| c < ' ' && c != '\n') || !note.ends_with('\n') {
        return None;
    }
    let blank = note.rfind("\n\n")?;
    let (text, lines) = (&note[..=blank], &note[blank + 2..]);
    (!lines.is_empty()).then_some((text, lines))
}

/// Name, and key id with signature, of one signature line.
fn parse_line(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, blob) = line.strip_prefix("— ")?.split_once(' ')?;
    let blob = STANDARD.decode(blob).ok()?;
    (is_key_name(name) && blob.len() > 4).then_some((name, blob))
}

#[cfg(test)]
mod tests;
