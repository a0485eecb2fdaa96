//! Digests of bytes, in the ground's types.

use sha2::Digest as _;
use vigie_domain::{Md5, Sha256};

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// MD5, for partners' lists.
pub(crate) fn md5(bytes: &[u8]) -> Md5 {
    Md5(md5::Md5::digest(bytes).into())
}
