//! Signals: what an item's fingerprints are near to. A match orders the queue; it never decides.

pub(crate) mod captured;
mod explain;
mod fingerprint;
pub(crate) mod index;
mod kept;
mod lookup;
mod recognise;
mod service;
pub(crate) mod sketch;
mod transform;
mod verify;

pub use explain::{MatchExplained, explain_match};
pub(crate) use fingerprint::stills;
pub use fingerprint::{Fingerprints, fingerprint, hash_bytes};
pub use index::IndexStatus;
pub(crate) use lookup::copies_bits_max;
pub use lookup::{KnownSignal, find_known, hash_upload};
pub(crate) use recognise::{coin_of, recognise_exhibit, recognise_item};
pub use service::{
    ContentView, ServiceLookup, ServiceMatch, address_key, content_view, count_signals,
    index_status, keep_index, look_up, look_up_picture, read_address, warm_index,
};
pub use verify::verify_index;
