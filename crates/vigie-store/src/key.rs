//! The keys of a desk: files of 64 hexadecimal digits, mode 0600, and what is derived from them.

use std::io::Write;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use zeroize::Zeroizing;

use crate::config::Config;
use crate::error::StoreError;

/// 256 secret bits, wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// The keys a desk cannot be opened without.
pub(crate) struct Keys {
    pub(crate) master: Secret,
    pub(crate) log_seed: Secret,
    pub(crate) pseudonym: Secret,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    pub(crate) fn read(config: &Config) -> Result<Self, StoreError> {
        Ok(Self {
            master: read_key(&config.master_key_path())?,
            log_seed: read_key(&config.log_key_path())?,
            pseudonym: read_key(&config.pseudonym_key_path())?,
        })
    }

    /// A key for one purpose, out of the master key: HMAC-SHA256(master, `vigie/` ‖ purpose).
    pub(crate) fn derived(&self, purpose: &str) -> Secret {
        Zeroizing::new(hmac(&self.master, &[b"vigie/", purpose.as_bytes()]))
    }
}

/// HMAC-SHA256 over the parts, one after the other.
pub(crate) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(key)
        .expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| StoreError::Unavailable(Box::new(cause)))?;
    Ok(bytes)
}

/// Makes the key files that are not there yet; answers those it made.
pub(crate) fn make_keys(config: &Config) -> Result<Vec<PathBuf>, StoreError> {
    let mut made = Vec::new();
    for path in [
        config.master_key_path(),
        config.log_key_path(),
        config.pseudonym_key_path(),
    ] {
        if !path.exists() {
            write_key(&path, &random()?)?;
            made.push(path);
        }
    }
    Ok(made)
}

/// Writes a new key file that only its owner can read; never over an existing one.
pub(crate) fn write_key(path: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    let failed = |cause| StoreError::disk(path, cause);
    if let Some(dir) = path.parent() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(failed)?;
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    writeln!(file, "{}", hex::encode(key)).map_err(failed)?;
    file.sync_all().map_err(failed)
}

/// Reads a key file; refuses one that others may read.
pub(crate) fn read_key(path: &Path) -> Result<Secret, StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let bad = || StoreError::BadKey {
        path: path.to_path_buf(),
    };
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::NoKey {
                path: path.to_path_buf(),
            });
        }
        Err(cause) => return Err(StoreError::disk(path, cause)),
    };
    if meta.permissions().mode() & 0o077 != 0 || meta.len() > 128 {
        return Err(bad());
    }
    let text = Zeroizing::new(
        std::fs::read_to_string(path).map_err(|cause| StoreError::disk(path, cause))?,
    );
    let mut key = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim(), key.as_mut_slice()).map_err(|_| bad())?;
    Ok(key)
}
