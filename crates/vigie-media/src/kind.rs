//! What bytes are, by their first bytes; never by a name or a header somebody sent along.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Bytes looked at to tell text from other things.
const PREFIX_BYTES: usize = 1024;

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// JPEG picture.
    Jpeg,
    /// PNG picture.
    Png,
    /// GIF picture or animation.
    Gif,
    /// WebP picture or animation.
    Webp,
    /// Windows bitmap.
    Bmp,
    /// TIFF picture.
    Tiff,
    /// AVIF picture.
    Avif,
    /// HEIC and HEIF pictures.
    Heif,
    /// PDF document.
    Pdf,
    /// MP4, QuickTime and their relatives.
    Mp4,
    /// WebM and Matroska.
    Webm,
    /// AVI video.
    Avi,
    /// Flash video.
    Flv,
    /// MPEG transport stream.
    MpegTs,
    /// Ogg video or sound.
    Ogg,
    /// MP3 sound.
    Mp3,
    /// WAV sound.
    Wav,
    /// FLAC sound.
    Flac,
    /// EPUB book.
    Epub,
    /// ZIP archive.
    Zip,
    /// HTML page.
    Html,
    /// Other text.
    Text,
    /// Anything else.
    Other,
}

impl MediaKind {
    /// Whether [`crate::Decoder`] can make a hash and a still of it.
    pub fn is_picture(self) -> bool {
        matches!(
            self,
            Self::Jpeg | Self::Png | Self::Gif | Self::Webp | Self::Bmp | Self::Tiff
        )
    }

    /// Whether [`crate::Decoder::video`] can read pictures or sound in it.
    pub fn is_footage(self) -> bool {
        matches!(
            self,
            Self::Mp4
                | Self::Webm
                | Self::Avi
                | Self::Flv
                | Self::MpegTs
                | Self::Ogg
                | Self::Mp3
                | Self::Wav
                | Self::Flac
        )
    }

    /// Whether [`crate::Decoder::document`] can read pages, texts or pictures in it.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Pdf | Self::Epub | Self::Zip)
    }

    /// Its media type, as IANA lists it.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Avif => "image/avif",
            Self::Heif => "image/heif",
            Self::Pdf => "application/pdf",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Avi => "video/x-msvideo",
            Self::Flv => "video/x-flv",
            Self::MpegTs => "video/mp2t",
            Self::Ogg => "application/ogg",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/vnd.wave",
            Self::Flac => "audio/flac",
            Self::Epub => "application/epub+zip",
            Self::Zip => "application/zip",
            Self::Html => "text/html",
            Self::Text => "text/plain",
            Self::Other => "application/octet-stream",
        }
    }
}

impl fmt::Display for MediaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mime())
    }
}

/// Tells what `bytes` are from their beginning.
pub fn sniff(bytes: &[u8]) -> MediaKind {
    let prefix = &bytes[..bytes.len().min(PREFIX_BYTES)];
    sniff_binary(prefix).unwrap_or_else(|| sniff_text(prefix, prefix.len() < bytes.len()))
}

fn sniff_binary(prefix: &[u8]) -> Option<MediaKind> {
    let at = |start: usize, end: usize| prefix.get(start..end);
    Some(match prefix {
        [0xff, 0xd8, 0xff, ..] => MediaKind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => MediaKind::Png,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => MediaKind::Gif,
        [b'R', b'I', b'F', b'F', ..] if at(8, 12) == Some(b"WEBP") => MediaKind::Webp,
        [b'B', b'M', ..] if is_bitmap(prefix) => MediaKind::Bmp,
        [b'I', b'I', b'*' | b'+', 0, ..] | [b'M', b'M', 0, b'*' | b'+', ..] => MediaKind::Tiff,
        [0x1a, 0x45, 0xdf, 0xa3, ..] => MediaKind::Webm,
        [b'R', b'I', b'F', b'F', ..] if at(8, 12) == Some(b"AVI ") => MediaKind::Avi,
        [b'R', b'I', b'F', b'F', ..] if at(8, 12) == Some(b"WAVE") => MediaKind::Wav,
        [b'F', b'L', b'V', 1, ..] => MediaKind::Flv,
        [b'O', b'g', b'g', b'S', ..] => MediaKind::Ogg,
        [b'f', b'L', b'a', b'C', ..] => MediaKind::Flac,
        [b'I', b'D', b'3', 2..=4, ..] | [0xff, 0xfa | 0xfb | 0xf2 | 0xf3, ..] => MediaKind::Mp3,
        // A packet of 188 bytes begins with this byte, and so does the next.
        [0x47, ..] if prefix.get(188) == Some(&0x47) && prefix.get(376) == Some(&0x47) => {
            MediaKind::MpegTs
        }
        [b'P', b'K', 3, 4, ..] if at(30, 58) == Some(b"mimetypeapplication/epub+zip") => {
            MediaKind::Epub
        }
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => MediaKind::Zip,
        _ if at(4, 8) == Some(b"ftyp") => match at(8, 12) {
            Some(b"avif" | b"avis") => MediaKind::Avif,
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1") => {
                MediaKind::Heif
            }
            _ => MediaKind::Mp4,
        },
        _ if contains(prefix, b"%PDF-") => MediaKind::Pdf,
        _ => return None,
    })
}

/// `BM` alone is a common beginning of text: the size of the second header must be a known one.
fn is_bitmap(prefix: &[u8]) -> bool {
    let size = prefix
        .get(14..18)
        .and_then(|field| field.try_into().ok())
        .map(u32::from_le_bytes);
    matches!(size, Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

fn sniff_text(prefix: &[u8], is_cut: bool) -> MediaKind {
    if prefix.is_empty() {
        return MediaKind::Other;
    }
    if matches!(prefix, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return MediaKind::Text;
    }
    let is_control =
        |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    if prefix.iter().any(is_control) || !is_plausible_text(prefix, is_cut) {
        return MediaKind::Other;
    }
    let text = prefix
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(prefix)
        .trim_ascii_start();
    let lower = text.to_ascii_lowercase();
    let marks: [&[u8]; 7] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<title",
        b"<script",
        b"<meta",
    ];
    // A page may open with a comment or an XML declaration; then any of the marks will do.
    let opens = matches!(
        lower.as_slice(),
        [b'<', b'!', b'-', b'-', ..] | [b'<', b'?', ..]
    );
    let is_page = marks.iter().any(|mark| lower.starts_with(mark))
        || opens && marks.iter().take(4).any(|mark| contains(&lower, mark));
    if is_page {
        MediaKind::Html
    } else {
        MediaKind::Text
    }
}

/// UTF-8, or mostly ASCII in an older encoding.
fn is_plausible_text(prefix: &[u8], is_cut: bool) -> bool {
    match std::str::from_utf8(prefix) {
        Ok(_) => true,
        // The prefix may end within a character.
        Err(error) if is_cut && error.error_len().is_none() => true,
        Err(_) => {
            let ascii = prefix.iter().filter(|byte| byte.is_ascii()).count();
            ascii * 10 >= prefix.len() * 7
        }
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests;
