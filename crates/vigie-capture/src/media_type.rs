//! Media types: as served, and as the bytes say where the server does not.

/// The type without its parameters, in lower case; `None` when it is none.
pub(crate) fn essence(content_type: &str) -> Option<String> {
    let essence = content_type.split(';').next()?.trim().to_ascii_lowercase();
    let (kind, sub) = essence.split_once('/')?;
    let is_token = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    (is_token(kind) && is_token(sub) && essence.len() <= 127).then_some(essence)
}

/// A parameter of the type, such as `charset`.
pub(crate) fn parameter(content_type: &str, name: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The type an object is filed under: as served, unless that says nothing and the bytes do.
pub(crate) fn of(served: Option<&str>, bytes: &[u8]) -> String {
    let served = served.and_then(essence);
    let says_nothing = matches!(
        served.as_deref(),
        None | Some("application/octet-stream" | "binary/octet-stream" | "text/plain")
    );
    match (says_nothing.then(|| sniff(bytes)).flatten(), served) {
        (Some(found), _) => found.to_owned(),
        (None, Some(served)) => served,
        (None, None) => "application/octet-stream".to_owned(),
    }
}

/// The type that the first bytes are a sure sign of. Source: WHATWG MIME sniffing, §6 and §7.
pub(crate) fn sniff(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 16] = [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"%PDF-", "application/pdf"),
        (b"\x1a\x45\xdf\xa3", "video/webm"),
        (b"OggS\0", "application/ogg"),
        (b"ID3", "audio/mpeg"),
        (b"WARC/1.", "application/warc"),
        (b"\x1f\x8b", "application/gzip"),
        (b"PK\x03\x04", "application/zip"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07", "application/vnd.rar"),
    ];
    let container = |tag: &[u8]| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(tag);
    if container(b"WEBP") {
        return Some("image/webp");
    }
    if container(b"WAVE") {
        return Some("audio/wav");
    }
    if container(b"AVI ") {
        return Some("video/avi");
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12) {
            Some(b"avif" | b"avis") => "image/avif",
            Some(b"heic" | b"heix" | b"mif1") => "image/heic",
            Some(b"M4A ") => "audio/mp4",
            _ => "video/mp4",
        });
    }
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(found);
    }
    let start = &bytes[..bytes.len().min(512)];
    let start = String::from_utf8_lossy(start)
        .trim_start_matches('\u{feff}')
        .to_ascii_lowercase();
    let start = start.trim_start();
    (start.starts_with("<!doctype html") || start.starts_with("<html")).then_some("text/html")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the bytes speak only where the server said nothing useful.
    #[test]
    fn bytes_speak_where_the_server_is_silent() {
        assert_eq!(of(Some("Image/PNG; x=y"), b"anything"), "image/png");
        assert_eq!(
            of(Some("application/octet-stream"), b"\xff\xd8\xff\xe0"),
            "image/jpeg"
        );
        assert_eq!(of(None, b"RIFF\0\0\0\0WEBPVP8 "), "image/webp");
        assert_eq!(of(Some("text/html"), b"\xff\xd8\xff\xe0"), "text/html");
        assert_eq!(of(Some("nonsense"), b" <!DOCTYPE HTML>"), "text/html");
        assert_eq!(of(None, b""), "application/octet-stream");
        assert_eq!(
            parameter("text/html; Charset=\"utf-8\"", "charset").as_deref(),
            Some("utf-8")
        );
    }
}
