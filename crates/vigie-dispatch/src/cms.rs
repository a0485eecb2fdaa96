//! Detached signatures under orders and dossiers (CMS): who issued these exact bytes, checked by
//! anybody's tools against the unit's certificate.
//!
//! ```text
//! ContentInfo ─ SignedData ─┬─ certificates: the chain, the unit's own first
//!                           └─ SignerInfo ─┬─ attributes: type, time, digest, certificate
//!                                          └─ signature over the attributes
//! ```
//!
//! Source: RFC 5652; the attribute that binds the certificate is RFC 5035, which makes the result a
//! CAdES baseline signature. Written here, because it is two hundred lines with the library that
//! already signs our letters. `openssl cms -verify -binary -inform DER -content FILE` reads it.

use std::path::{Path, PathBuf};

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::Timestamp;
use vigie_domain::time::DAY_MS;
use zeroize::Zeroizing;

use crate::DispatchError;
use crate::config::Seal;

mod certificate;
mod der;
#[cfg(test)]
mod tests;

use certificate::{Certificate, time_der};
use der::{element, object, sequence, set_of};

/// Certificates of one chain. Source: house; chains in use have two to four.
const CHAIN_MAX: usize = 10;
/// Size of a file with a certificate chain or a key.
const PEM_BYTES_MAX: usize = 256 * 1024;

/// Object identifiers, as the bytes of their contents.
mod oid {
    /// 1.2.840.113549.1.7.1
    pub(super) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    /// 1.2.840.113549.1.7.2
    pub(super) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    /// 1.2.840.113549.1.9.3
    pub(super) const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
    /// 1.2.840.113549.1.9.4
    pub(super) const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    /// 1.2.840.113549.1.9.5
    pub(super) const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
    /// 1.2.840.113549.1.9.16.2.47
    pub(super) const SIGNING_CERTIFICATE: &[u8] =
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
    /// 2.16.840.1.101.3.4.2.1
    pub(super) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    /// 1.2.840.113549.1.1.1
    pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    /// 1.2.840.10045.4.3.2
    pub(super) const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
}

/// Why nothing could be signed. The caller adds which file it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CmsError {
    /// No certificate, or not one we can read.
    #[error("it holds no certificate chain in PEM, the unit's own certificate first")]
    Certificate,
    /// No key, or not one that can sign here.
    #[error(
        "it holds no rsa key of 2048 to 4096 bits and no P-256 key in PEM (PKCS#8: `openssl pkcs8 \
         -topk8 -nodes`)"
    )]
    Key,
    /// Key and certificate are strangers.
    #[error("it is not the key of the first certificate of the chain")]
    OtherKey,
    /// Not valid at that instant.
    #[error("the certificate is not valid at the instant of signing")]
    NotValid,
    /// The signature itself failed, or the instant cannot be written.
    #[error("the key could not sign")]
    Unsigned,
}

/// A certificate chain with its key, ready to sign.
pub struct Sealer {
    chain: Vec<Vec<u8>>,
    certificate: Certificate,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    P256(Box<EcdsaKeyPair>),
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({} certificates)", self.chain.len())
    }
}

/// Signs `bytes` as they are; the answer does not contain them.
///
/// Shape: chain and key in PEM, the unit's certificate first; the answer is a DER `ContentInfo`.
/// Source: RFC 5652, section 5.
///
/// # Errors
///
/// [`CmsError`] for what is no chain, no key, a key of another certificate, or an instant at which
/// the certificate is not valid.
pub fn sign_detached(
    bytes: &[u8],
    chain_pem: &[u8],
    key_pem: &[u8],
    at: Timestamp,
) -> Result<Vec<u8>, CmsError> {
    Sealer::new(chain_pem, key_pem)?.sign(bytes, at)
}

impl Sealer {
    /// Reads the files a configuration names; `None` where none are configured.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Unreadable`] or [`DispatchError::BadSeal`], naming the file, and
    /// [`DispatchError::BadConfig`] when only one of the two is named.
    pub fn open(config: &Seal) -> Result<Option<Self>, DispatchError> {
        let (chain_file, key_file) = match (&config.certificate_file, &config.key_file) {
            (None, None) => return Ok(None),
            (Some(chain), Some(key)) => (chain, key),
            _ => {
                let reason = "`dispatch.seal` needs both `certificate_file` and `key_file`";
                return Err(DispatchError::BadConfig { reason });
            }
        };
        let chain = read(chain_file)?;
        let key = Zeroizing::new(read(key_file)?);
        let sealer = Self::new(&chain, &key).map_err(|source| {
            let path = match source {
                CmsError::Certificate => chain_file.clone(),
                _ => key_file.clone(),
            };
            DispatchError::BadSeal { path, source }
        })?;
        Ok(Some(sealer))
    }

    /// Reads a chain and its key.
    ///
    /// # Errors
    ///
    /// [`CmsError`].
    pub fn new(chain_pem: &[u8], key_pem: &[u8]) -> Result<Self, CmsError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain_pem).collect();
        let chain: Vec<Vec<u8>> = chain
            .map_err(|_| CmsError::Certificate)?
            .iter()
            .map(|one| one.as_ref().to_vec())
            .collect();
        if chain.len() > CHAIN_MAX {
            return Err(CmsError::Certificate);
        }
        let own = chain.first().ok_or(CmsError::Certificate)?;
        let certificate = Certificate::parse(own).ok_or(CmsError::Certificate)?;
        let key = Key::parse(key_pem)?;
        if key.public() != certificate.public_key {
            return Err(CmsError::OtherKey);
        }
        Ok(Self {
            chain,
            certificate,
            key,
        })
    }

    /// When the certificate ends.
    pub fn not_after(&self) -> Timestamp {
        self.certificate.not_after
    }

    /// Whole days until the certificate ends; negative once it ended.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        self.certificate.not_after.since_ms(now).div_euclid(DAY_MS)
    }

    /// Signs `bytes` as they are, at an instant.
    ///
    /// # Errors
    ///
    /// [`CmsError::NotValid`] outside the certificate's time, [`CmsError::Unsigned`] when the key
    /// fails.
    pub fn sign(&self, bytes: &[u8], at: Timestamp) -> Result<Vec<u8>, CmsError> {
        if at < self.certificate.not_before || at > self.certificate.not_after {
            return Err(CmsError::NotValid);
        }
        let attributes = self.attributes(bytes, at)?;
        // Signed is the plain SET; carried is the same under a tag of its own.
        let signature = self.key.sign(&element(0x31, &attributes))?;
        let digest = sequence(&[&object(oid::SHA256)]);
        let issuer_and_serial = sequence(&[&self.certificate.issuer, &self.certificate.serial]);
        let signer = sequence(&[
            &element(0x02, &[1]),
            &issuer_and_serial,
            &digest,
            &element(0xa0, &attributes),
            &self.key.algorithm(),
            &element(0x04, &signature),
        ]);
        let signed = sequence(&[
            &element(0x02, &[1]),
            &element(0x31, &digest),
            &sequence(&[&object(oid::DATA)]),
            &element(0xa0, &self.chain.concat()),
            &element(0x31, &signer),
        ]);
        Ok(sequence(&[
            &object(oid::SIGNED_DATA),
            &element(0xa0, &signed),
        ]))
    }

    /// The attributes that are signed, in the order DER asks of a set.
    fn attributes(&self, bytes: &[u8], at: Timestamp) -> Result<Vec<u8>, CmsError> {
        let own = self.chain.first().ok_or(CmsError::Certificate)?;
        let own = sequence(&[&element(0x04, &Hasher::digest(own))]);
        let attribute =
            |name: &[u8], value: &[u8]| sequence(&[&object(name), &element(0x31, value)]);
        Ok(set_of(vec![
            attribute(oid::CONTENT_TYPE, &object(oid::DATA)),
            attribute(oid::SIGNING_TIME, &time_der(at).ok_or(CmsError::Unsigned)?),
            attribute(oid::MESSAGE_DIGEST, &element(0x04, &Hasher::digest(bytes))),
            attribute(oid::SIGNING_CERTIFICATE, &sequence(&[&sequence(&[&own])])),
        ]))
    }
}

impl Key {
    fn parse(pem: &[u8]) -> Result<Self, CmsError> {
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| CmsError::Key)?;
        let rsa = |key: Result<RsaKeyPair, _>| {
            key.map(Box::new).map(Self::Rsa).map_err(|_| CmsError::Key)
        };
        match &der {
            PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der())),
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                let random = SystemRandom::new();
                match EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der, &random) {
                    Ok(key) => Ok(Self::P256(Box::new(key))),
                    Err(_) => rsa(RsaKeyPair::from_pkcs8(der)),
                }
            }
            _ => Err(CmsError::Key),
        }
    }

    /// The public half, as the bits of a certificate hold it.
    fn public(&self) -> &[u8] {
        match self {
            Self::Rsa(key) => key.public_key().as_ref(),
            Self::P256(key) => key.public_key().as_ref(),
        }
    }

    fn algorithm(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) => sequence(&[&object(oid::RSA), &element(0x05, &[])]),
            Self::P256(_) => sequence(&[&object(oid::ECDSA_SHA256)]),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CmsError> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| CmsError::Unsigned)?;
                Ok(signature)
            }
            Self::P256(key) => {
                let signature = key.sign(&random, message);
                Ok(signature.map_err(|_| CmsError::Unsigned)?.as_ref().to_vec())
            }
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, DispatchError> {
    let path: PathBuf = path.to_path_buf();
    let bytes = std::fs::read(&path);
    let bytes = bytes.map_err(|source| DispatchError::Unreadable {
        path: path.clone(),
        source,
    })?;
    if bytes.len() > PEM_BYTES_MAX {
        let source = std::io::ErrorKind::FileTooLarge.into();
        return Err(DispatchError::Unreadable { path, source });
    }
    Ok(bytes)
}
