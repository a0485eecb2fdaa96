//! The encoding a page is written in: what it begins with, what was served, what it says itself.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::media_type;

/// Part of a page in which it may name its own encoding (WHATWG HTML, prescan).
const PRESCAN_BYTES: usize = 1024;

pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) encoding: &'static str,
    pub(super) has_unreadable_bytes: bool,
}

/// Reads `bytes` as text. Linear.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: &str) -> Decoded<'a> {
    let served = media_type::parameter(content_type, "charset");
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| served.and_then(|label| Encoding::for_label(label.as_bytes())))
        .or_else(|| find_declared(bytes))
        .unwrap_or_else(|| guess(bytes));
    let (text, encoding, has_unreadable_bytes) = encoding.decode(bytes);
    Decoded {
        text,
        encoding: encoding.name(),
        has_unreadable_bytes,
    }
}

/// What `<meta charset>` or its elder says.
fn find_declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN_BYTES)]);
    let start = start.to_ascii_lowercase();
    let at = start.find("charset")? + "charset".len();
    let rest = start[at..].trim_start().strip_prefix('=')?.trim_start();
    let label = rest.trim_start_matches(['"', '\'']);
    let end = label
        .find(['"', '\'', ';', '>', ' ', '/'])
        .unwrap_or(label.len());
    let encoding = Encoding::for_label(&label.as_bytes()[..end])?;
    // Two bytes a character cannot have been read so far.
    Some(if encoding.is_ascii_compatible() {
        encoding
    } else {
        UTF_8
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}
