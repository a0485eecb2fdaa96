//! Signals: what an item's fingerprints are near to. A match orders the queue; it never decides.

pub(crate) mod captured;
mod explain;
pub(crate) mod index;
mod lookup;
mod recognise;
mod service;

pub use explain::{MatchExplained, explain_match};
pub use index::IndexStatus;
pub(crate) use lookup::fingerprint;
pub use lookup::{KnownSignal, find_known, hash_bytes, hash_upload};
pub(crate) use recognise::{recognise_exhibit, recognise_item};
pub use service::{
    ContentView, ServiceLookup, ServiceMatch, content_view, hash_address, index_status, look_up,
    warm_index,
};
