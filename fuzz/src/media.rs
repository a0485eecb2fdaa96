//! Readers of `vigie-media`: pictures of each format, documents, what `ffmpeg` says.

use vigie_match::PdqProfile;
use vigie_media::{Config, DocumentConfig, unconfined};

/// Every reader, by the name of its target.
pub const READERS: &[(&str, fn(&[u8]))] = &[
    ("jpeg", picture),
    ("png", picture),
    ("webp", picture),
    ("gif", picture),
    ("bmp", picture),
    ("tiff", picture),
    ("pdf", document),
    ("epub", document),
    ("zip", document),
    ("video_log", video_log),
    ("video_frames", video_frames),
];

/// Any picture through the streaming hasher, exact and fast, and everything made of it.
pub fn picture(bytes: &[u8]) {
    let config = config();
    let full = unconfined::hash(bytes, PdqProfile::Full, &config);
    let fast = unconfined::hash(bytes, PdqProfile::Fast, &config);
    // The fast way may stop before damage that the full one meets, never the other way round.
    assert!(full.is_err() || fast.is_ok(), "what is read is read fast");
    let _ = unconfined::decode_whole(bytes, &config);
}

/// Any document or archive: pages, pictures, texts, files within files.
pub fn document(bytes: &[u8]) {
    let _ = unconfined::read_document(bytes, &config());
}

/// What `ffmpeg` prints beside the frames.
pub fn video_log(bytes: &[u8]) {
    unconfined::read_video_log(bytes);
}

/// The frames `ffmpeg` writes.
pub fn video_frames(bytes: &[u8]) {
    unconfined::read_video_frames(bytes);
}

/// Small limits, so that a run is quick.
fn config() -> Config {
    Config {
        pixels_max: 1_000_000,
        progressive_bytes_max: 16 << 20,
        document: DocumentConfig {
            pages_max: 3,
            members_max: 50,
            unpacked_bytes_max: 4 << 20,
            budget_ms: 2_000,
            ..DocumentConfig::default()
        },
        ..Config::for_testing()
    }
}
