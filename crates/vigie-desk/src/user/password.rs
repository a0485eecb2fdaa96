//! Passwords: Argon2id, one at a time for each core, never in a log.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use tokio::sync::Semaphore;

use crate::error::DeskError;

/// Hashes computed at once: each takes 19 MiB and a core.
static SEATS: Semaphore = Semaphore::const_new(2);

/// Hashes a password into PHC form.
pub(crate) async fn hash(password: String) -> Result<String, DeskError> {
    let _seat = SEATS.acquire().await;
    let made = tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await;
    match made {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(error)) => Err(DeskError::Broken(error.to_string().into())),
        Err(error) => Err(DeskError::Broken(Box::new(error))),
    }
}

/// Whether a password is the one that was hashed. An unreadable hash is no match.
pub(crate) async fn verify(password: String, hash: String) -> bool {
    let _seat = SEATS.acquire().await;
    tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|parsed| {
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok()
        })
    })
    .await
    .unwrap_or(false)
}
