//! Sealing: XChaCha20-Poly1305, in one piece for fields, in chunks for files.
//!
//! ```text
//! field:  nonce[24] ‖ ciphertext ‖ tag[16]                       (purpose as associated data)
//! file:   magic ‖ prefix[19] ‖ chunk… ; chunk = ciphertext(≤ 64 KiB) ‖ tag[16]
//!         nonce of a chunk = prefix ‖ number (32 bit) ‖ 1 for the last, 0 before
//! ```
//!
//! The last chunk is marked, so a file cut at a chunk's end does not open (the STREAM
//! construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

use std::io::{Read, Write};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use sha2::Digest;
use vigie_domain::Sha256;

use crate::error::StoreError;
use crate::key::random;

/// First bytes of a sealed file.
const MAGIC: &[u8; 16] = b"vigie/sealed/v1\n";

/// Plain bytes of a chunk.
pub(crate) const CHUNK_BYTES: usize = 65_536;

const TAG_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
const PREFIX_BYTES: usize = 19;

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

/// Seals a small value.
pub(crate) fn seal_field(
    key: &[u8; 32],
    purpose: &str,
    plain: &[u8],
) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let payload = Payload {
        msg: plain,
        aad: purpose.as_bytes(),
    };
    let sealed = cipher(key)
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| StoreError::Unstorable {
            what: "a field".to_owned(),
        })?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens a small value; `None` under another key or purpose, or when a bit was changed.
pub(crate) fn open_field(key: &[u8; 32], purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload {
        msg: sealed,
        aad: purpose.as_bytes(),
    };
    cipher(key).decrypt(&XNonce::from(*nonce), payload).ok()
}

fn chunk_nonce(prefix: &[u8; PREFIX_BYTES], number: u32, is_last: bool) -> XNonce {
    let mut nonce = [0; NONCE_BYTES];
    nonce[..PREFIX_BYTES].copy_from_slice(prefix);
    nonce[PREFIX_BYTES..NONCE_BYTES - 1].copy_from_slice(&number.to_be_bytes());
    nonce[NONCE_BYTES - 1] = u8::from(is_last);
    XNonce::from(nonce)
}

/// Reads until `chunk` is full or the source ends.
fn read_chunk(source: &mut dyn Read, chunk: &mut Vec<u8>, size: usize) -> std::io::Result<()> {
    chunk.clear();
    source.take(size as u64).read_to_end(chunk)?;
    Ok(())
}

fn too_many() -> std::io::Error {
    std::io::Error::other("more chunks than a sealed file can have")
}

fn damaged() -> std::io::Error {
    std::io::Error::new(
        std::io::ErrorKind::InvalidData,
        "the sealed file is damaged",
    )
}

/// Seals a stream; answers digest and size of the plain bytes. Memory: two chunks.
pub(crate) fn seal_stream(
    key: &[u8; 32],
    prefix: [u8; PREFIX_BYTES],
    source: &mut dyn Read,
    target: &mut dyn Write,
) -> std::io::Result<(Sha256, u64)> {
    let cipher = cipher(key);
    let mut digest = sha2::Sha256::new();
    let mut size_bytes = 0;
    target.write_all(MAGIC)?;
    target.write_all(&prefix)?;
    let (mut chunk, mut following) = (Vec::new(), Vec::new());
    read_chunk(source, &mut chunk, CHUNK_BYTES)?;
    for number in 0..=u32::MAX {
        read_chunk(source, &mut following, CHUNK_BYTES)?;
        let is_last = following.is_empty();
        digest.update(&chunk);
        size_bytes += chunk.len() as u64;
        let nonce = chunk_nonce(&prefix, number, is_last);
        let sealed = cipher
            .encrypt(&nonce, chunk.as_slice())
            .map_err(|_| too_many())?;
        target.write_all(&sealed)?;
        if is_last {
            return Ok((Sha256(digest.finalize().into()), size_bytes));
        }
        std::mem::swap(&mut chunk, &mut following);
    }
    Err(too_many())
}

/// Opens a stream into `target`; answers digest and size of the plain bytes.
pub(crate) fn open_stream(
    key: &[u8; 32],
    source: &mut dyn Read,
    target: &mut dyn Write,
) -> std::io::Result<(Sha256, u64)> {
    let cipher = cipher(key);
    let mut head = [0; MAGIC.len() + PREFIX_BYTES];
    source.read_exact(&mut head).map_err(|_| damaged())?;
    let (magic, prefix) = head.split_at(MAGIC.len());
    let prefix: [u8; PREFIX_BYTES] = prefix.try_into().map_err(|_| damaged())?;
    if magic != MAGIC {
        return Err(damaged());
    }
    let mut digest = sha2::Sha256::new();
    let mut size_bytes = 0;
    let (mut chunk, mut following) = (Vec::new(), Vec::new());
    read_chunk(source, &mut chunk, CHUNK_BYTES + TAG_BYTES)?;
    for number in 0..=u32::MAX {
        read_chunk(source, &mut following, CHUNK_BYTES + TAG_BYTES)?;
        let is_last = following.is_empty();
        let nonce = chunk_nonce(&prefix, number, is_last);
        let plain = cipher
            .decrypt(&nonce, chunk.as_slice())
            .map_err(|_| damaged())?;
        digest.update(&plain);
        size_bytes += plain.len() as u64;
        target.write_all(&plain)?;
        if is_last {
            return Ok((Sha256(digest.finalize().into()), size_bytes));
        }
        std::mem::swap(&mut chunk, &mut following);
    }
    Err(too_many())
}
