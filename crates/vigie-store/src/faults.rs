//! Faults on demand, for tests of those who call: behind feature `faults`.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::StoreError;
use crate::store::Store;

/// What goes wrong next; each switch works once.
#[derive(Debug, Default)]
pub struct Faults {
    commit: AtomicBool,
}

impl Faults {
    /// The next commit fails before anything is durable.
    pub fn fail_commit(&self) {
        self.commit.store(true, Ordering::SeqCst);
    }

    pub(crate) fn before_commit(&self) -> Result<(), StoreError> {
        if self.commit.swap(false, Ordering::SeqCst) {
            return Err(StoreError::Unavailable("fault on demand".into()));
        }
        Ok(())
    }
}

impl Store {
    /// The next blob says it failed, but was written.
    pub fn lie_about_blob(&self) {
        self.blobs().lies.store(true, Ordering::SeqCst);
    }

    /// The switches.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }
}
