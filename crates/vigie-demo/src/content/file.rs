//! Generated files: made when first asked for, kept for the life of the process.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use sha1::Digest as _;

use super::{magazine, picture};

/// A file as hosts serve it, with the sums an archive publishes.
#[derive(Debug)]
pub(crate) struct StoredFile {
    /// Its bytes.
    pub(crate) bytes: Arc<[u8]>,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// MD5, hexadecimal.
    pub(crate) md5: String,
    /// SHA-1, hexadecimal.
    pub(crate) sha1: String,
}

/// How many files there are.
const MAKER_COUNT: usize = 15;

struct Maker {
    name: &'static str,
    media_type: &'static str,
    make: fn() -> Vec<u8>,
    made: OnceLock<StoredFile>,
}

macro_rules! makers {
    ($($name:expr, $media_type:literal, $make:expr;)*) => {
        static MAKERS: [Maker; MAKER_COUNT] = [$(Maker {
            name: $name, media_type: $media_type, make: $make, made: OnceLock::new(),
        }),*];
    };
}

makers! {
    picture::KNOWN, "image/png", picture::known;
    picture::KNOWN_RECODED, "image/jpeg", picture::known_recoded;
    "pattern-2.jpg", "image/jpeg", || picture::pattern_jpeg(2);
    "pattern-3.png", "image/png", || picture::pattern_png(3);
    "pattern-4.jpg", "image/jpeg", || picture::pattern_jpeg(4);
    "pattern-5.png", "image/png", || picture::pattern_png(5);
    "pattern-6.jpg", "image/jpeg", || picture::pattern_jpeg(6);
    "tomatoes.jpg", "image/jpeg", || picture::pattern_jpeg(7);
    "cover.jpg", "image/jpeg", || picture::pattern_jpeg(8);
    "cover_thumb.jpg", "image/jpeg", || picture::thumbnail_jpeg(8);
    "sheet.png", "image/png", || picture::pattern_png(9);
    "zeta-review-07.pdf", "application/pdf", magazine::review;
    "zeta-review-07_djvu.txt", "text/plain; charset=utf-8",
        || magazine::REVIEW_PAGES.concat().join("\n").into_bytes();
    "zeta-song-sheet.txt", "text/plain; charset=utf-8",
        || magazine::SONG_SHEET.join("\n").into_bytes();
    "harbour-almanac.txt", "text/plain; charset=utf-8",
        || b"Almanac of the harbour: tides, winds and the hours of the lighthouse.\n".to_vec();
}

/// The generated file of that name. O(number of files); generation once for the process.
pub(crate) fn file(name: &str) -> Option<&'static StoredFile> {
    let maker = MAKERS.iter().find(|maker| maker.name == name)?;
    Some(maker.made.get_or_init(|| {
        let bytes = (maker.make)();
        StoredFile {
            md5: hex(&md5::Md5::digest(&bytes)),
            sha1: hex(&sha1::Sha1::digest(&bytes)),
            bytes: bytes.into(),
            media_type: maker.media_type,
        }
    }))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
