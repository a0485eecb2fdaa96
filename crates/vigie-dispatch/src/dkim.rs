//! Signatures under letters (DKIM): whoever receives one can tell that the unit itself sent it.
//!
//! Source: RFC 6376, with ed25519 of RFC 8463; canonicalisation `relaxed/relaxed`. Written here and
//! not taken from the mail library, because that one reads the clock, wants two key formats and
//! rests on an RSA implementation with a known timing leak; this one signs with the library that
//! already encrypts our connections.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::Timestamp;
use zeroize::Zeroizing;

use crate::DispatchError;
use crate::config::DkimKey;

/// Headers that are signed where they are present.
const SIGNED: [&str; 12] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "sender",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];
/// Headers named once more than they occur, so that nobody can add a second one unseen.
const SEALED: [&str; 6] = ["from", "to", "subject", "date", "message-id", "reply-to"];
/// Base64 characters on a line of the signature.
const SIGNATURE_LINE_CHARS: usize = 68;

/// `SubjectPublicKeyInfo` of an RSA key, up to its length: the algorithm and its absent parameters.
const RSA_ALGORITHM_DER: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A key that signs letters for one domain.
pub struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Signer {
    /// Reads the key a configuration names.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Unreadable`] or [`DispatchError::BadKey`], naming the file.
    pub fn open(config: &DkimKey) -> Result<Self, DispatchError> {
        let path = &config.key_file;
        let pem = std::fs::read(path).map_err(|source| DispatchError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let pem = Zeroizing::new(pem);
        let der = PrivateKeyDer::from_pem_slice(&pem)
            .map_err(|_| bad_key(path, "it holds no private key in PEM"))?;
        let key = match &der {
            PrivateKeyDer::Pkcs8(der) => key_of_pkcs8(path, der.secret_pkcs8_der())?,
            PrivateKeyDer::Pkcs1(der) => {
                rsa_key(path, RsaKeyPair::from_der(der.secret_pkcs1_der()))?
            }
            _ => return Err(bad_key(path, "only ed25519 and rsa keys can sign mail")),
        };
        let named = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        };
        if !named(&config.domain) || !named(&config.selector) {
            let reason = "`dispatch.dkim` needs a plain `domain` and `selector` for each key";
            return Err(DispatchError::BadConfig { reason });
        }
        let domain = config.domain.to_ascii_lowercase();
        Ok(Self {
            domain,
            selector: config.selector.clone(),
            key,
        })
    }

    /// Whether a letter from `sender_domain` may carry this signature and be believed (DMARC).
    pub fn speaks_for(&self, sender_domain: &str) -> bool {
        sender_domain == self.domain
            || sender_domain
                .strip_suffix(&self.domain)
                .is_some_and(|left| left.ends_with('.'))
    }

    /// Where the public key must stand in the DNS.
    pub fn dns_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// The TXT record that must stand there.
    pub fn dns_record(&self) -> String {
        let public = match &self.key {
            Key::Ed25519(key) => BASE64.encode(key.public_key()),
            Key::Rsa(key) => BASE64.encode(rsa_public_info(key.public())),
        };
        format!("v=DKIM1; k={}; p={public}", self.key.algorithm())
    }

    /// The header that signs `letter`, with its line end, to be put before the letter's first byte.
    ///
    /// Shape: `letter` is a whole mail with CRLF line ends and each header at most once.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Unbuildable`] when the key cannot sign.
    pub fn sign(&self, letter: &[u8], signed_at: Timestamp) -> Result<String, DispatchError> {
        let (head, body) = split(letter);
        let headers = relaxed_headers(head);
        let find = |name: &str| headers.iter().find(|(known, _)| known == name);
        let mut names: Vec<&str> = Vec::new();
        let mut data = Vec::new();
        for name in SIGNED {
            let Some((_, canonical)) = find(name) else {
                continue;
            };
            names.push(name);
            data.extend_from_slice(canonical);
            data.extend_from_slice(b"\r\n");
        }
        names.extend(SEALED);
        let unsigned = format!(
            "DKIM-Signature: v=1; a={algorithm}-sha256; c=relaxed/relaxed; d={domain};\r\n\ts={selector}; \
             t={seconds};\r\n\th={names};\r\n\tbh={body_hash};\r\n\tb=",
            algorithm = self.key.algorithm(),
            domain = self.domain,
            selector = self.selector,
            seconds = signed_at.ms().max(0) / 1_000,
            names = fold_names(&names),
            body_hash = BASE64.encode(Hasher::digest(relaxed_body(body))),
        );
        data.extend(
            relaxed_headers(unsigned.as_bytes())
                .into_iter()
                .flat_map(|(_, text)| text),
        );
        let signature = BASE64.encode(self.key.sign(&data)?);
        let lines: Vec<&str> = signature
            .as_bytes()
            .chunks(SIGNATURE_LINE_CHARS)
            .map(|line| std::str::from_utf8(line).unwrap_or_default())
            .collect();
        Ok(format!("{unsigned}{}\r\n", lines.join("\r\n\t")))
    }
}

impl Key {
    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::Ed25519(_) => "ed25519",
        }
    }

    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, DispatchError> {
        match self {
            // RFC 8463: ed25519 signs the digest, not the data.
            Self::Ed25519(key) => Ok(key.sign(&Hasher::digest(data)).as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    data,
                    &mut signature,
                )
                .map_err(|_| DispatchError::Unbuildable {
                    reason: "the key could not sign".to_owned(),
                })?;
                Ok(signature)
            }
        }
    }
}

fn bad_key(path: &Path, reason: &'static str) -> DispatchError {
    DispatchError::BadKey {
        path: path.to_owned(),
        reason,
    }
}

fn key_of_pkcs8(path: &Path, der: &[u8]) -> Result<Key, DispatchError> {
    // OpenSSL writes ed25519 keys without their public half, hence "maybe unchecked".
    match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
        Ok(key) => Ok(Key::Ed25519(key)),
        Err(_) => rsa_key(path, RsaKeyPair::from_pkcs8(der)),
    }
}

fn rsa_key(
    path: &Path,
    key: Result<RsaKeyPair, ring::error::KeyRejected>,
) -> Result<Key, DispatchError> {
    let refuse = |_| bad_key(path, "it is neither ed25519 nor rsa of 2048 to 4096 bits");
    key.map(Box::new).map(Key::Rsa).map_err(refuse)
}

/// Wraps an RSA public key the way verifiers expect it (RFC 5280 `SubjectPublicKeyInfo`).
fn rsa_public_info(public: &rsa::PublicKey) -> Vec<u8> {
    let key = public.as_ref();
    let mut bits = vec![0];
    bits.extend_from_slice(key);
    let mut inner = RSA_ALGORITHM_DER.to_vec();
    inner.extend(der(0x03, &bits));
    der(0x30, &inner)
}

/// One DER element; lengths up to 65,535.
fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut element = match (high, low) {
        (0, 0..=0x7f) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    element.extend_from_slice(value);
    element
}

fn fold_names(names: &[&str]) -> String {
    let lines: Vec<String> = names.chunks(6).map(|line| line.join(":")).collect();
    lines.join(":\r\n\t ")
}

fn split(letter: &[u8]) -> (&[u8], &[u8]) {
    match letter.windows(4).position(|window| window == b"\r\n\r\n") {
        Some(end) => (&letter[..end + 2], &letter[end + 4..]),
        None => (letter, b""),
    }
}

/// Header fields as `relaxed` sees them, `name:value` without line end (RFC 6376 §3.4.2).
fn relaxed_headers(head: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_folded = line
            .first()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if is_folded {
            if let Some((_, value)) = fields.last_mut() {
                value.push(b' ');
                value.extend_from_slice(line);
            }
        } else if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            let name = String::from_utf8_lossy(&line[..colon])
                .trim()
                .to_ascii_lowercase();
            fields.push((name, line[colon + 1..].to_vec()));
        }
    }
    for (name, value) in &mut fields {
        let squeezed = squeeze(value);
        let mut field = format!("{name}:").into_bytes();
        field.extend_from_slice(squeezed.trim_ascii());
        *value = field;
    }
    fields
}

/// The body as `relaxed` sees it (RFC 6376 §3.4.4).
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut canonical = Vec::with_capacity(body.len());
    let mut kept = 0;
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    for line in body.split(|byte| *byte == b'\n') {
        let squeezed = squeeze(line.strip_suffix(b"\r").unwrap_or(line));
        canonical.extend_from_slice(squeezed.trim_ascii_end());
        let is_blank = squeezed.trim_ascii_end().is_empty();
        canonical.extend_from_slice(b"\r\n");
        if !is_blank {
            kept = canonical.len();
        }
    }
    canonical.truncate(kept);
    canonical
}

/// Runs of blanks become one space.
fn squeeze(text: &[u8]) -> Vec<u8> {
    let mut squeezed = Vec::with_capacity(text.len());
    for byte in text {
        let byte = if *byte == b'\t' { b' ' } else { *byte };
        if byte != b' ' || squeezed.last() != Some(&b' ') {
            squeezed.push(byte);
        }
    }
    squeezed
}

#[cfg(test)]
mod tests;
