//! Signals: what an item's fingerprints are near to. A match orders the queue; it never decides.

pub(crate) mod index;
mod lookup;
mod recognise;

pub(crate) use lookup::fingerprint;
pub use lookup::{KnownSignal, find_known, hash_bytes, hash_upload};
pub(crate) use recognise::recognise_exhibit;
