//! Bytes of an imported file made into rows: the decompression, the checks of shape.

use std::io::Read;
use std::net::IpAddr;

use serde::Deserialize;

use super::import::SourceFile;
use crate::error::ReferenceError;
use crate::rdap::servers::Servers;

/// Largest table after decompression; the largest known is 14 MB.
const PLAIN_BYTES_MAX: u64 = 256 << 20;

/// Rows that were read, and a sentence for each that was not.
pub(crate) struct Rows<T> {
    pub(crate) value: T,
    pub(crate) defects: Vec<String>,
}

/// First address, last address, number of the network.
pub(crate) type AsnRow = (IpAddr, IpAddr, u32);

pub(crate) struct WarningList {
    pub(crate) version: String,
    pub(crate) entries: Vec<String>,
}

pub(crate) struct CdncheckList {
    pub(crate) section: String,
    pub(crate) key: String,
    pub(crate) entries: Vec<String>,
}

pub(crate) struct FingerprintRow {
    pub(crate) provider: String,
    pub(crate) signal: String,
    pub(crate) patterns: Vec<String>,
}

/// `first address, last address, number`, tab-separated.
pub(crate) fn asn_ranges(source: &SourceFile) -> Result<Rows<Vec<AsnRow>>, ReferenceError> {
    lines(source, |line| {
        let mut cells = line.split('\t');
        let first = cells.next()?.parse().ok()?;
        let last = cells.next()?.parse().ok()?;
        Some((first, last, cells.next()?.parse().ok()?))
    })
}

/// `number, name`, tab-separated.
pub(crate) fn asn_names(source: &SourceFile) -> Result<Rows<Vec<(u32, String)>>, ReferenceError> {
    lines(source, |line| {
        let (asn, name) = line.split_once('\t')?;
        Some((asn.parse().ok()?, name.trim().to_owned()))
    })
}

/// `provider, signal, patterns by comma, weight, note`, tab-separated.
pub(crate) fn fingerprints(
    source: &SourceFile,
) -> Result<Rows<Vec<FingerprintRow>>, ReferenceError> {
    lines(source, |line| {
        let mut cells = line.split('\t');
        let provider = cells.next()?.to_owned();
        let signal = cells.next()?.to_owned();
        let patterns = cells
            .next()?
            .split(',')
            .map(|text| text.trim().to_owned())
            .collect();
        Some(FingerprintRow {
            provider,
            signal,
            patterns,
        })
    })
}

/// A MISP warning list.
pub(crate) fn warninglist(source: &SourceFile) -> Result<WarningList, ReferenceError> {
    #[derive(Deserialize)]
    struct Shape {
        list: Vec<String>,
        version: serde_json::Value,
    }
    let shape: Shape = json(source)?;
    let version = match shape.version {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(WarningList {
        version,
        entries: shape.list,
    })
}

/// cdncheck's compiled data: `cdn`, `waf` and `cloud` hold prefixes, `common` holds suffixes.
pub(crate) fn cdncheck(source: &SourceFile) -> Result<Vec<CdncheckList>, ReferenceError> {
    type Section = std::collections::BTreeMap<String, Vec<String>>;
    #[derive(Deserialize)]
    struct Shape {
        cdn: Section,
        #[serde(default)]
        waf: Section,
        #[serde(default)]
        cloud: Section,
        #[serde(default)]
        common: Section,
    }
    let shape: Shape = json(source)?;
    let sections = [
        ("cdn", shape.cdn),
        ("waf", shape.waf),
        ("cloud", shape.cloud),
        ("common", shape.common),
    ];
    Ok(sections
        .into_iter()
        .flat_map(|(section, lists)| {
            lists.into_iter().map(move |(key, entries)| CdncheckList {
                section: section.to_owned(),
                key,
                entries,
            })
        })
        .collect())
}

/// An RDAP bootstrap file, or a seed of registries.
pub(crate) fn servers(source: &SourceFile) -> Result<Rows<Servers>, ReferenceError> {
    let (value, defects) = Servers::parse(&source.bytes).map_err(|reason| bad(source, reason))?;
    Ok(Rows { value, defects })
}

fn json<T: serde::de::DeserializeOwned>(source: &SourceFile) -> Result<T, ReferenceError> {
    serde_json::from_slice(&source.bytes).map_err(|error| bad(source, error.to_string()))
}

fn lines<T>(
    source: &SourceFile,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Rows<Vec<T>>, ReferenceError> {
    let bytes = plain_bytes(source)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| bad(source, "it is not UTF-8"))?;
    let mut defects = Vec::new();
    let mut value = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse(line) {
            Some(row) => value.push(row),
            None => defects.push(format!("line {}: not a row of this table", number + 1)),
        }
    }
    Ok(Rows { value, defects })
}

/// The bytes, decompressed when the name ends in `.zst`.
fn plain_bytes(source: &SourceFile) -> Result<Vec<u8>, ReferenceError> {
    if source.file.strip_suffix(".zst").is_none() {
        return Ok(source.bytes.clone());
    }
    let damaged = |detail: String| bad(source, format!("it cannot be decompressed: {detail}"));
    let decoder = ruzstd::decoding::StreamingDecoder::new(source.bytes.as_slice())
        .map_err(|error| damaged(error.to_string()))?;
    let mut plain = Vec::new();
    decoder
        .take(PLAIN_BYTES_MAX + 1)
        .read_to_end(&mut plain)
        .map_err(|error| damaged(error.to_string()))?;
    if plain.len() as u64 > PLAIN_BYTES_MAX {
        return Err(bad(
            source,
            format!("it decompresses to more than {PLAIN_BYTES_MAX} bytes"),
        ));
    }
    Ok(plain)
}

fn bad(source: &SourceFile, reason: impl Into<String>) -> ReferenceError {
    ReferenceError::BadFile {
        file: source.file.clone(),
        reason: reason.into(),
    }
}
