//! Fingerprints and the index that finds near ones. A crate for speed: optimised in every profile.
//!
//! Bytes already decoded to pixels or text come in; comparable signals go out. It never decodes
//! a file format, reads a clock, draws a random number or opens anything, and it decides nothing:
//! a distance orders a queue, a person judges.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

pub mod audio;
pub mod copy;
pub mod index;
pub mod page;
pub mod pdq;
pub mod text;
pub mod video;

pub use audio::AudioSketch;
pub use copy::{
    CopyCode, CopyForm, CopyFound, CopySide, CopySketch, Likeness, Part, Plane, PlaneBuilder,
};
pub use index::{HammingIndex, Hit};
pub use page::{DocumentSketch, PageFeature, PageText};
pub use pdq::{
    FAST_DRIFT_BITS_MAX, FAST_UNDECIDED_BITS, MATCH_DISTANCE_BITS_MAX, Orientation, PDQ_PROFILE,
    PdqChannels, PdqError, PdqGeometry, PdqHash, PdqHashParseError, PdqHasher, PdqProfile,
    PdqResult, PdqSketch, PdqStream, QUALITY_MIN, Turn, pdq_from_rgb,
};
pub use text::{
    NEAR_DUPLICATE_BITS_MAX, NEAR_TEXT_SIMILARITY_MIN, NearText, NearTextError, NearTextIndex,
    TextSignature, TextSketch, exact_key, fold_text, text_sketch,
};
pub use video::{VideoFeature, VideoSketch};
