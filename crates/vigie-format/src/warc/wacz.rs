//! WACZ 1.1.1: a zip archive of WARC files, with a list of pages and a manifest of digests.

use std::borrow::Cow;

use serde_json::Value;
use sha2::Digest as _;
use vigie_domain::{Sha256, Timestamp};

use crate::Defect;

use super::record::WarcLimits;
use super::zip::{self, Member};

/// Members of one archive.
const MEMBERS_MAX: usize = 10_000;
/// How many times its packed size a deflated member may be; text reaches some 20.
const RATIO_MAX: u64 = 200;
/// A list of pages or a manifest.
const LIST_SIZE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Pages read from the list.
const PAGES_MAX: usize = 10_000;

/// A WACZ file taken apart.
#[derive(Debug, Clone, Default)]
pub struct Wacz<'a> {
    /// The WARC files inside, for [`parse_warc`](super::parse_warc).
    pub archives: Vec<WaczArchive<'a>>,
    /// The pages the archive is about.
    pub pages: Vec<WaczPage>,
    /// Who made it, as it says itself.
    pub software: Option<String>,
    /// When it was made, as it says itself.
    pub created_at: Option<Timestamp>,
}

/// One WARC file inside.
#[derive(Debug, Clone)]
pub struct WaczArchive<'a> {
    /// Its path in the archive.
    pub name: String,
    /// Its bytes; borrowed when stored as they are.
    pub bytes: Cow<'a, [u8]>,
}

/// One entry of the list of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaczPage {
    /// The page's URL.
    pub url: String,
    /// Its title, when given.
    pub title: Option<String>,
    /// When it was captured.
    pub at: Option<Timestamp>,
}

/// Why a file is not a WACZ.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaczError {
    /// No directory, a broken one, or too many members.
    #[error("this is not a zip archive of at most {MEMBERS_MAX} files")]
    NotZip,
    /// No WARC inside.
    #[error("the archive holds no WARC file in its folder `archive/`")]
    NoWarc,
}

/// Takes a WACZ apart and compares its files with its manifest.
///
/// # Errors
///
/// [`WaczError`] when there is nothing to read; a file that differs from the manifest is a defect.
pub fn parse_wacz<'a>(
    bytes: &'a [u8],
    limits: &WarcLimits,
) -> Result<(Wacz<'a>, Vec<Defect>), WaczError> {
    let members = zip::list_members(bytes, MEMBERS_MAX).ok_or(WaczError::NotZip)?;
    let mut wacz = Wacz::default();
    let mut defects = Vec::new();
    let manifest = read_manifest(bytes, &members, &mut wacz, &mut defects);
    let mut left_bytes = limits.total_size_bytes_max;
    for member in &members {
        let is_archive = is_warc_name(&member.name);
        let is_list = is_page_list(&member.name);
        if !is_archive && !is_list {
            continue;
        }
        let max = if is_list {
            LIST_SIZE_BYTES_MAX
        } else {
            left_bytes
        };
        let content = match zip::read_member(bytes, member, max, RATIO_MAX) {
            Ok(content) => content,
            Err(fault) => {
                defects.push(Defect::at_field("archive", fault.what()));
                continue;
            }
        };
        check_digest(&manifest, &member.name, &content, &mut defects);
        if is_list {
            read_pages(&content, &mut wacz.pages);
        } else {
            left_bytes -= content.len() as u64;
            wacz.archives.push(WaczArchive {
                name: member.name.clone(),
                bytes: content,
            });
        }
    }
    if wacz.archives.is_empty() {
        Err(WaczError::NoWarc)
    } else {
        Ok((wacz, defects))
    }
}

fn is_warc_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_suffix(".gz").unwrap_or(&lower);
    lower.starts_with("archive/") && bare.strip_suffix(".warc").is_some()
}

fn is_page_list(name: &str) -> bool {
    name.strip_prefix("pages/")
        .and_then(|file| file.strip_suffix(".jsonl"))
        .is_some()
}

/// Digests of the manifest, by path.
fn read_manifest(
    bytes: &[u8],
    members: &[Member],
    wacz: &mut Wacz<'_>,
    defects: &mut Vec<Defect>,
) -> Vec<(String, String)> {
    let Some(member) = members
        .iter()
        .find(|member| member.name == "datapackage.json")
    else {
        defects.push(Defect::at_field(
            "datapackage.json",
            "the manifest is missing",
        ));
        return Vec::new();
    };
    let content = zip::read_member(bytes, member, LIST_SIZE_BYTES_MAX, RATIO_MAX);
    let Some(manifest) = content
        .ok()
        .and_then(|content| serde_json::from_slice::<Value>(&content).ok())
    else {
        defects.push(Defect::at_field(
            "datapackage.json",
            "the manifest cannot be read",
        ));
        return Vec::new();
    };
    wacz.software = manifest["software"].as_str().map(str::to_owned);
    wacz.created_at = manifest["created"]
        .as_str()
        .and_then(Timestamp::parse_rfc3339);
    let resources = manifest["resources"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    resources
        .iter()
        .filter_map(|resource| {
            Some((
                resource["path"].as_str()?.to_owned(),
                resource["hash"].as_str()?.to_owned(),
            ))
        })
        .collect()
}

fn check_digest(
    manifest: &[(String, String)],
    name: &str,
    content: &[u8],
    defects: &mut Vec<Defect>,
) {
    if manifest.is_empty() {
        return;
    }
    let stated = manifest
        .iter()
        .find(|(path, _)| path == name)
        .map(|(_, hash)| hash);
    let Some(stated) = stated else {
        defects.push(Defect::at_field(
            "datapackage.json",
            "a file is not in the manifest",
        ));
        return;
    };
    let Some(stated) = stated.strip_prefix("sha256:").and_then(Sha256::parse_hex) else {
        defects.push(Defect::at_field(
            "datapackage.json",
            "a digest cannot be read",
        ));
        return;
    };
    if stated.0 != <[u8; 32]>::from(sha2::Sha256::digest(content)) {
        defects.push(Defect::at_field(
            "datapackage.json",
            "a file differs from its digest",
        ));
    }
}

fn read_pages(content: &[u8], pages: &mut Vec<WaczPage>) {
    for line in content.split(|&b| b == b'\n') {
        if pages.len() == PAGES_MAX {
            return;
        }
        // The first line describes the list and has no URL.
        let Ok(entry) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        if let Some(url) = entry["url"].as_str() {
            pages.push(WaczPage {
                url: url.to_owned(),
                title: entry["title"].as_str().map(str::to_owned),
                at: entry["ts"].as_str().and_then(Timestamp::parse_rfc3339),
            });
        }
    }
}
