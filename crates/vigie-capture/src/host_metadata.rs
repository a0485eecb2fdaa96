//! How an archive host describes an item at `/metadata/ID`: its files with their digests, and
//! whether it is dark.
//!
//! One small call serves every URL of an item, and tells known files without reading them.

use serde::Deserialize;
use url::Url;
use vigie_domain::{Md5, Sha1};

/// Files of one item that are read.
const FILES_MAX: usize = 10_000;
/// Size of a description that is read.
pub(crate) const METADATA_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How a host describes an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostMetadata {
    /// The item's identifier.
    pub identifier: String,
    /// The host knows no such item.
    pub is_absent: bool,
    /// The host keeps it, and shows it to nobody.
    pub is_dark: bool,
    /// Kind of item; `collection` is no item.
    pub media_type: Option<String>,
    /// Its files.
    pub files: Vec<HostFile>,
}

/// One file of an item, as its host lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFile {
    /// Its name inside the item.
    pub name: String,
    /// The file it was made from, when it is a derivative.
    pub original: Option<String>,
    /// Its size.
    pub size_bytes: Option<u64>,
    /// Its digests, for matching without reading it.
    pub md5: Option<Md5>,
    /// Likewise.
    pub sha1: Option<Sha1>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    is_dark: bool,
    #[serde(default)]
    metadata: WireMetadata,
    #[serde(default)]
    files: Vec<WireFile>,
    created: Option<serde_json::Value>,
}

#[derive(Deserialize, Default)]
struct WireMetadata {
    identifier: Option<serde_json::Value>,
    mediatype: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct WireFile {
    name: Option<String>,
    original: Option<serde_json::Value>,
    size: Option<serde_json::Value>,
    md5: Option<String>,
    sha1: Option<String>,
}

/// The address of the description of the item that `url` belongs to.
pub(crate) fn metadata_url(url: &Url, hosts: &[String]) -> Option<Url> {
    let host = url.host_str()?;
    hosts
        .iter()
        .find(|known| known.eq_ignore_ascii_case(host))?;
    let mut parts = url.path_segments()?;
    matches!(parts.next()?, "details" | "download" | "stream" | "embed").then_some(())?;
    let identifier = parts.next().filter(|identifier| !identifier.is_empty())?;
    let mut metadata = url.clone();
    metadata.set_path(&format!("/metadata/{identifier}"));
    metadata.set_query(None);
    metadata.set_fragment(None);
    Some(metadata)
}

/// Reads a description. `None` when it is none; personal fields are passed over.
pub(crate) fn parse_host_metadata(identifier: &str, body: &[u8]) -> Option<HostMetadata> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let is_absent = value.as_object()?.is_empty();
    let wire: Wire = serde_json::from_value(value).ok()?;
    // An answer that describes nothing is not this kind of answer.
    if !is_absent && !wire.is_dark && wire.created.is_none() && wire.files.is_empty() {
        wire.metadata.identifier.as_ref()?;
    }
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let number = |value: &serde_json::Value| {
        value
            .as_u64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
    };
    let files = wire.files.into_iter().take(FILES_MAX).filter_map(|file| {
        Some(HostFile {
            name: file.name?,
            original: file.original.as_ref().and_then(text),
            size_bytes: file.size.as_ref().and_then(number),
            md5: file.md5.as_deref().and_then(Md5::parse_hex),
            sha1: file.sha1.as_deref().and_then(Sha1::parse_hex),
        })
    });
    Some(HostMetadata {
        identifier: identifier.to_owned(),
        is_absent,
        is_dark: wire.is_dark,
        media_type: wire.metadata.mediatype.as_ref().and_then(text),
        files: files.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the three shapes archive.org answers in; other JSON is no description.
    #[test]
    fn descriptions_are_read() {
        let there = parse_host_metadata(
            "zeta-review-07",
            br#"{"created":1,"files_count":1,"metadata":{"identifier":"zeta-review-07",
            "mediatype":"texts","uploader":"somebody@example.test"},"files":[
            {"name":"a.pdf","source":"original","size":"12","md5":"00112233445566778899aabbccddeeff"},
            {"name":"a.txt","original":"a.pdf","sha1":"nonsense"},{"x":1}]}"#,
        )
        .unwrap();
        assert!(!there.is_absent && !there.is_dark);
        assert_eq!(there.media_type.as_deref(), Some("texts"));
        assert_eq!(there.files.len(), 2);
        assert_eq!(there.files[0].size_bytes, Some(12));
        assert!(there.files[0].md5.is_some() && there.files[1].sha1.is_none());
        assert!(parse_host_metadata("x", b"{}").unwrap().is_absent);
        assert!(
            parse_host_metadata("x", br#"{"is_dark":true}"#)
                .unwrap()
                .is_dark
        );
        for other in [
            &b"[]"[..],
            b"{\"error\":\"x\"}",
            b"<html>",
            b"",
            b"null",
            b"{\"files\":3}",
        ] {
            assert_eq!(parse_host_metadata("x", other), None);
        }
    }

    /// Goal: only item addresses of the named hosts have a description.
    #[test]
    fn only_items_have_a_description() {
        let hosts = ["archive.test".to_owned()];
        let of =
            |url: &str| metadata_url(&Url::parse(url).unwrap(), &hosts).map(|url| url.to_string());
        assert_eq!(
            of("http://archive.test:81/download/zeta-1/a%20b.pdf?x#y").as_deref(),
            Some("http://archive.test:81/metadata/zeta-1")
        );
        assert_eq!(of("http://archive.test/details/"), None);
        assert_eq!(of("http://archive.test/search/zeta"), None);
        assert_eq!(of("http://other.test/details/zeta"), None);
    }
}
