//! How an archive host describes an item at `/metadata/ID`: its files with their digests, and
//! whether it is there.
//!
//! ```text
//! {…}                 present: files[] with md5 and sha1, derivatives with their original
//! {"is_dark": true}   dark: kept by the host, shown to nobody
//! {}                  absent, although the answer is 200
//! ```
//!
//! One small call serves every URL of an item, and tells known files without reading them. Who
//! uploaded it is personal: the reader passes it over, and [`mask_mail_addresses`] takes it out of
//! the bytes that are kept.

use serde::Deserialize;
use serde_json::Value;
use vigie_domain::{Md5, Sha1};

/// Files of one item that are read.
const FILES_MAX: usize = 10_000;
/// Collections of one item that are read.
const COLLECTIONS_MAX: usize = 64;
/// Size of a description that is read.
pub const METADATA_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How a host describes an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveItem {
    /// The item's identifier.
    pub identifier: String,
    /// The host knows no such item.
    pub is_absent: bool,
    /// The host keeps it, and shows it to nobody.
    pub is_dark: bool,
    /// Kind of item; `collection` is no item.
    pub media_type: Option<String>,
    /// Collections it stands in, nearest first.
    pub collections: Vec<String>,
    /// How many files the host counts; more than `files` where the list was cut.
    pub files_count: Option<u64>,
    /// Its files.
    pub files: Vec<ArchiveFile>,
}

/// One file of an item, as its host lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFile {
    /// Its name inside the item.
    pub name: String,
    /// The file it was made from, when it is a derivative.
    pub original: Option<String>,
    /// What it is to the item.
    pub source: FileSource,
    /// Its size.
    pub size_bytes: Option<u64>,
    /// Its digests, for matching without reading it.
    pub md5: Option<Md5>,
    /// Likewise.
    pub sha1: Option<Sha1>,
}

/// What a file is to its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileSource {
    /// As it was uploaded.
    #[default]
    Original,
    /// Made by the host from another file.
    Derivative,
    /// Written by the host about the item; never what was uploaded.
    Metadata,
}

impl ArchiveItem {
    /// Whether the host says that nothing is shown under any of the item's addresses.
    pub const fn is_gone(&self) -> bool {
        self.is_absent || self.is_dark
    }

    /// Whether it is a shelf of items, which nobody can be asked to remove.
    pub fn is_collection(&self) -> bool {
        self.media_type.as_deref() == Some("collection")
    }

    /// The files that say something about what was uploaded: originals and what was made of them.
    pub fn contents(&self) -> impl Iterator<Item = &ArchiveFile> {
        self.files
            .iter()
            .filter(|file| file.source != FileSource::Metadata)
    }

    /// The file somebody uploaded, from which `file` was made; itself when it was uploaded.
    ///
    /// A match of one derivative is a match of its original and of all its siblings.
    pub fn original_of<'a>(&'a self, file: &'a ArchiveFile) -> &'a ArchiveFile {
        /// Derivatives of derivatives; three steps are common, a circle is an attack.
        const STEPS_MAX: usize = 8;
        let mut at = file;
        for _ in 0..STEPS_MAX {
            let above = at
                .original
                .as_ref()
                .and_then(|name| self.files.iter().find(|other| other.name == *name));
            match above {
                Some(above) => at = above,
                None => break,
            }
        }
        at
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    is_dark: bool,
    #[serde(default)]
    metadata: WireMetadata,
    #[serde(default)]
    files: Vec<WireFile>,
    files_count: Option<Value>,
    created: Option<Value>,
}

#[derive(Deserialize, Default)]
struct WireMetadata {
    identifier: Option<Value>,
    mediatype: Option<Value>,
    collection: Option<Value>,
}

#[derive(Deserialize)]
struct WireFile {
    name: Option<String>,
    original: Option<Value>,
    source: Option<Value>,
    size: Option<Value>,
    md5: Option<String>,
    sha1: Option<String>,
}

/// Reads a description. `None` when it is none; personal fields are passed over.
pub fn parse_archive_item(identifier: &str, body: &[u8]) -> Option<ArchiveItem> {
    if body.len() > METADATA_BYTES_MAX {
        return None;
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let is_absent = value.as_object()?.is_empty();
    let wire: Wire = serde_json::from_value(value).ok()?;
    // An answer that describes nothing is not this kind of answer.
    if !is_absent && !wire.is_dark && wire.created.is_none() && wire.files.is_empty() {
        wire.metadata.identifier.as_ref()?;
    }
    let files = wire.files.into_iter().take(FILES_MAX).filter_map(read_file);
    Some(ArchiveItem {
        identifier: identifier.to_owned(),
        is_absent,
        is_dark: wire.is_dark,
        media_type: wire.metadata.mediatype.as_ref().and_then(text),
        collections: wire.metadata.collection.map(texts).unwrap_or_default(),
        files_count: wire.files_count.as_ref().and_then(number),
        files: files.collect(),
    })
}

fn read_file(file: WireFile) -> Option<ArchiveFile> {
    let source = file.source.as_ref().and_then(text);
    Some(ArchiveFile {
        name: file.name?,
        original: file.original.as_ref().and_then(text),
        source: match source.as_deref() {
            Some("metadata") => FileSource::Metadata,
            Some("derivative") => FileSource::Derivative,
            _ => FileSource::Original,
        },
        size_bytes: file.size.as_ref().and_then(number),
        md5: file.md5.as_deref().and_then(Md5::parse_hex),
        sha1: file.sha1.as_deref().and_then(Sha1::parse_hex),
    })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// One text, or a list of them: the host writes both.
fn texts(value: Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(text).take(COLLECTIONS_MAX).collect(),
        _ => Vec::new(),
    }
}

/// A number, also where it is written as a text.
fn number(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// Writes `x` over every mail address in `bytes` and says how many there were.
///
/// Lengths stay, so that the rest of a kept answer, its framing included, is as it was received.
pub fn mask_mail_addresses(bytes: &mut [u8]) -> usize {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let mut masked = 0;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == b'@') {
        let at = from + at;
        let before = bytes[from..at]
            .iter()
            .rev()
            .take_while(|byte| is_local(byte))
            .count();
        let after = bytes[at + 1..]
            .iter()
            .take_while(|byte| is_domain(byte))
            .count();
        let (start, end) = (at - before, at + 1 + after);
        if before > 0 && bytes[at + 1..end].contains(&b'.') {
            for byte in &mut bytes[start..end] {
                if !matches!(*byte, b'@' | b'.') {
                    *byte = b'x';
                }
            }
            masked += 1;
        }
        from = end;
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEM: &[u8] = br#"{"created":1,"files_count":5,"metadata":{"identifier":"zeta-review-07",
        "mediatype":"texts","collection":["opensource","community"],"uploader":"some.body@example.test"},
        "files":[
        {"name":"a.pdf","source":"original","size":"12","md5":"00112233445566778899aabbccddeeff"},
        {"name":"a.txt","source":"derivative","original":"a.pdf","sha1":"nonsense"},
        {"name":"a.gz","source":"derivative","original":"a.txt"},
        {"name":"zeta_meta.xml","source":"metadata"},{"x":1}]}"#;

    /// Goal: the three shapes archive.org answers in; other JSON is no description.
    #[test]
    fn descriptions_are_read() {
        let there = parse_archive_item("zeta-review-07", ITEM).unwrap();
        assert!(!there.is_gone() && !there.is_collection());
        assert_eq!(there.media_type.as_deref(), Some("texts"));
        assert_eq!(there.collections, ["opensource", "community"]);
        assert_eq!((there.files.len(), there.files_count), (4, Some(5)));
        assert_eq!(there.contents().count(), 3);
        assert_eq!(there.files[0].size_bytes, Some(12));
        assert!(there.files[0].md5.is_some() && there.files[1].sha1.is_none());
        assert_eq!(there.original_of(&there.files[2]).name, "a.pdf");
        assert!(parse_archive_item("x", b"{}").unwrap().is_absent);
        assert!(
            parse_archive_item("x", br#"{"is_dark":true}"#)
                .unwrap()
                .is_dark
        );
        let shelf = br#"{"created":1,"metadata":{"mediatype":"collection","collection":"web"}}"#;
        assert!(parse_archive_item("texts", shelf).unwrap().is_collection());
        for other in [
            &b"[]"[..],
            b"{\"error\":\"x\"}",
            b"<html>",
            b"",
            b"null",
            b"{\"files\":3}",
        ] {
            assert_eq!(parse_archive_item("x", other), None);
        }
    }

    /// Goal: derivatives that name each other in a circle end.
    #[test]
    fn a_circle_of_derivatives_ends() {
        let item = parse_archive_item(
            "x",
            br#"{"created":1,"files":[{"name":"a","original":"b"},{"name":"b","original":"a"}]}"#,
        )
        .unwrap();
        let _ = item.original_of(&item.files[0]);
    }

    /// Goal: whoever uploaded it is not kept, and nothing else changes.
    #[test]
    fn addresses_are_masked_in_place() {
        let mut bytes = ITEM.to_vec();
        assert_eq!(mask_mail_addresses(&mut bytes), 1);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains("\"xxxx.xxxx@xxxxxxx.xxxx\"") && !text.contains("some.body"));
        assert_eq!(bytes.len(), ITEM.len());
        assert_eq!(
            parse_archive_item("zeta-review-07", &bytes),
            parse_archive_item("zeta-review-07", ITEM)
        );
        for kept in ["@handle", "a@b", "a @ b.c", "@", ""] {
            let mut bytes = kept.as_bytes().to_vec();
            assert_eq!(mask_mail_addresses(&mut bytes), 0, "{kept}");
            assert_eq!(bytes, kept.as_bytes());
        }
        let mut two = b"a@b.c,d@e.f@g.h".to_vec();
        assert_eq!(mask_mail_addresses(&mut two), 2);
    }
}
