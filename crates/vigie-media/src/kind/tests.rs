//! Beginnings of files, and things that only look like them.

use proptest::prelude::*;

use super::*;

/// Goal: each kind is told by its beginning; look-alikes are not.
#[test]
fn tells_kinds_by_their_beginning() {
    #[track_caller]
    fn case(bytes: &[u8], expected: MediaKind) {
        assert_eq!(sniff(bytes), expected);
    }
    case(b"\xff\xd8\xff\xe0\0\x10JFIF", MediaKind::Jpeg);
    case(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MediaKind::Png);
    case(b"GIF89a\x01\0\x01\0", MediaKind::Gif);
    case(b"RIFF\x24\0\0\0WEBPVP8 ", MediaKind::Webp);
    case(b"RIFF\x24\0\0\0WAVEfmt ", MediaKind::Wav);
    case(b"RIFF\x24\0\0\0AVI LIST", MediaKind::Avi);
    case(b"RIFF\x24\0\0\0ACON\0\0\0\0", MediaKind::Other);
    case(b"FLV\x01\x05\0\0\0\x09", MediaKind::Flv);
    case(b"OggS\0\x02", MediaKind::Ogg);
    case(b"fLaC\0\0\0\x22", MediaKind::Flac);
    case(b"ID3\x04\0\0", MediaKind::Mp3);
    case(b"\xff\xfb\x90\x64", MediaKind::Mp3);
    case(b"PK\x03\x04\x14\0", MediaKind::Zip);
    let epub = [
        &b"PK\x03\x04"[..],
        &[0; 26],
        b"mimetypeapplication/epub+zip",
    ]
    .concat();
    case(&epub, MediaKind::Epub);
    let packets: Vec<u8> = (0..600)
        .map(|at| if at % 188 == 0 { 0x47 } else { 1 })
        .collect();
    case(&packets, MediaKind::MpegTs);
    case(b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", MediaKind::Bmp);
    case(b"BMW is a maker of cars", MediaKind::Text);
    case(b"II*\0\x08\0\0\0", MediaKind::Tiff);
    case(b"MM\0*\0\0\0\x08", MediaKind::Tiff);
    case(b"\n%PDF-1.7\n", MediaKind::Pdf);
    case(b"\0\0\0\x20ftypisom", MediaKind::Mp4);
    case(b"\x1a\x45\xdf\xa3\x01\0\0\0", MediaKind::Webm);
    case(b"  <!DOCTYPE HTML><p>", MediaKind::Html);
    case(b"\xef\xbb\xbf<html lang=ar>", MediaKind::Html);
    case(b"<!-- a comment --><html>", MediaKind::Html);
    case(b"<?xml version='1.0'?><feed/>", MediaKind::Text);
    case("جملة بسيطة".as_bytes(), MediaKind::Text);
    case(b"une phrase tr\xe8s simple", MediaKind::Text);
    case(b"\0\x01\x02\x03", MediaKind::Other);
    case(b"", MediaKind::Other);
    case(b"\xff\xd8", MediaKind::Other);
}

/// Goal: a text is still text when the prefix ends within a character.
#[test]
fn a_cut_character_is_no_defect() {
    let text = format!("a{}", "ج".repeat(PREFIX_BYTES));
    assert_eq!(sniff(text.as_bytes()), MediaKind::Text);
}

proptest! {
    /// Goal: any bytes get an answer.
    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let _ = sniff(&bytes).mime();
    }
}
