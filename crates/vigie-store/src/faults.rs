//! Faults on demand, for tests of those who call: behind feature `faults`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::blob::Blobs;
use crate::error::StoreError;
use crate::store::Store;

/// What goes wrong next; each switch works once.
#[derive(Debug)]
pub struct Faults {
    commit: AtomicBool,
    blob: Arc<AtomicBool>,
}

impl Faults {
    pub(crate) fn of(blobs: &Blobs) -> Self {
        Self {
            commit: AtomicBool::new(false),
            blob: Arc::clone(&blobs.lies),
        }
    }

    /// The next commit fails before anything is durable.
    pub fn fail_commit(&self) {
        self.commit.store(true, Ordering::SeqCst);
    }

    /// The next blob says it failed, but was written.
    pub fn lie_about_blob(&self) {
        self.blob.store(true, Ordering::SeqCst);
    }

    pub(crate) fn before_commit(&self) -> Result<(), StoreError> {
        if self.commit.swap(false, Ordering::SeqCst) {
            return Err(StoreError::Unavailable("fault on demand".into()));
        }
        Ok(())
    }
}

impl Store {
    /// The switches.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }
}
