//! Archives that somebody else made: kept byte for byte, and listed.
//!
//! Its own words about itself (who wrote it, when, from where) are claims, and stay claims.

use std::io::Read;

use url::Url;
use vigie_domain::{CaptureStatus, ExhibitRecord, PageState, RecordRole, Timestamp};
use vigie_format::warc::{
    self, ArchiveFormat, Record, RecordKind, WarcLimits, WarcReader, parse_wacz,
};

use super::About;
use crate::captured::Captured;
use crate::config::Config;
use crate::media_type;
use crate::page::parse_page;
use crate::record::{BY_UPLOAD, describe, sha256};

/// Length of the name a foreign writer gives itself.
const COLLECTOR_CHARS_MAX: usize = 120;

/// What was read of an archive.
#[derive(Default)]
struct Listing {
    records: Vec<ExhibitRecord>,
    payloads: Vec<Vec<u8>>,
    defects: Vec<String>,
    collector: String,
    /// What its list of pages names first.
    first_page: Option<String>,
    payload_bytes: usize,
}

/// Whether the bytes are an archive worth listing, and not only packed like one.
pub(super) fn find_format(bytes: &[u8], config: &Config) -> Option<ArchiveFormat> {
    let format = warc::sniff_archive(bytes)?;
    let is_archive = match format {
        ArchiveFormat::Warc => begins_like_warc(bytes),
        ArchiveFormat::Wacz => parse_wacz(bytes, &limits(config)).is_ok(),
    };
    is_archive.then_some(format)
}

/// Any gzip file begins like a packed WARC; what comes out of it tells.
fn begins_like_warc(bytes: &[u8]) -> bool {
    const VERSION: &[u8] = b"WARC/";
    let mut start = [0; VERSION.len()];
    let unpacked = flate2::bufread::GzDecoder::new(bytes).read_exact(&mut start);
    bytes.starts_with(VERSION) || (unpacked.is_ok() && start == VERSION)
}

/// Lists an archive and keeps its bytes.
pub(super) fn keep(
    about: About,
    bytes: Vec<u8>,
    format: ArchiveFormat,
    now: Timestamp,
    config: &Config,
) -> Captured {
    let mut listing = Listing {
        collector: "unnamed program".to_owned(),
        ..Listing::default()
    };
    let limits = limits(config);
    match format {
        ArchiveFormat::Warc => listing.read_warc(&bytes, &limits, config, true),
        ArchiveFormat::Wacz => listing.read_wacz(&bytes, &limits, config),
    }
    let primary = listing.choose_primary(about.url.as_ref());
    let (title, text) = primary.map_or((None, None), |at| listing.read_text(at, config));
    let content_type = primary.and_then(|at| listing.records.get(at)).map_or_else(
        || about.content_type.clone(),
        |record| record.content_type.clone(),
    );
    Captured {
        url_final: primary.and_then(|at| Url::parse(&listing.records[at].url).ok()),
        url: about.url,
        status: primary.and_then(|at| listing.records[at].status),
        content_type,
        state: PageState::Unknown,
        capture_status: if listing.defects.is_empty() {
            CaptureStatus::Complete
        } else {
            CaptureStatus::Partial
        },
        retry_after_ms: None,
        redirect_chain: Vec::new(),
        captured_at: now,
        origin: about.origin,
        warc_sha256: sha256(&bytes),
        warc: bytes,
        records: listing.records,
        payloads: listing.payloads,
        title,
        text,
        host_metadata: None,
        defects: listing.defects,
    }
}

fn limits(config: &Config) -> WarcLimits {
    let size_bytes_max = u64::try_from(config.upload_bytes_max).unwrap_or(u64::MAX);
    WarcLimits {
        records_max: config.upload_records_max,
        block_size_bytes_max: size_bytes_max,
        // Text packs well: an honest archive may be several times its size.
        total_size_bytes_max: size_bytes_max.saturating_mul(4),
        payload_size_bytes_max: size_bytes_max,
        ..WarcLimits::default()
    }
}

impl Listing {
    fn read_wacz(&mut self, bytes: &[u8], limits: &WarcLimits, config: &Config) {
        let (wacz, defects) = match parse_wacz(bytes, limits) {
            Ok(read) => read,
            Err(error) => return self.defects.push(error.to_string()),
        };
        self.defects.extend(defects.iter().map(ToString::to_string));
        if let Some(software) = &wacz.software {
            self.collector = claimed(software);
        }
        self.first_page = wacz.pages.first().map(|page| page.url.clone());
        for archive in &wacz.archives {
            self.read_warc(&archive.bytes, limits, config, false);
        }
    }

    fn read_warc(
        &mut self,
        bytes: &[u8],
        limits: &WarcLimits,
        config: &Config,
        is_whole_file: bool,
    ) {
        let mut reader = WarcReader::new(bytes, *limits);
        let mut mismatched = 0_usize;
        while let Some(record) = reader.next_record() {
            mismatched += usize::from(!record.verify().is_sound());
            self.take(&record, limits, config, is_whole_file);
        }
        self.defects
            .extend(reader.into_defects().iter().map(ToString::to_string));
        if mismatched > 0 {
            self.defects
                .push(format!("{mismatched} records contradict their own digests"));
        }
    }

    fn take(&mut self, record: &Record, limits: &WarcLimits, config: &Config, is_whole_file: bool) {
        if record.kind == RecordKind::WarcInfo {
            let fields = String::from_utf8_lossy(&record.block).into_owned();
            let software = fields
                .lines()
                .find_map(|line| line.strip_prefix("software:"));
            if let Some(software) = software {
                self.collector = claimed(software);
            }
            return;
        }
        if !matches!(record.kind, RecordKind::Response | RecordKind::Resource) {
            return;
        }
        let (payload, is_cut) = match record.payload(limits) {
            Ok(payload) => (payload.bytes.into_owned(), payload.is_cut_short),
            Err(error) => {
                self.defects
                    .push(format!("a payload could not be read: {error}"));
                (record.stored_body().to_vec(), false)
            }
        };
        if is_cut {
            self.defects
                .push("a payload ends before its length".to_owned());
        }
        let head = record.http();
        let status = head.as_ref().and_then(|head| head.status);
        let served = match &head {
            Some(head) => head.field("content-type").map(str::to_owned),
            None => record.header("Content-Type").map(str::to_owned),
        };
        let role = match status {
            Some(300..=399) => RecordRole::Redirect,
            _ if record
                .target_uri()
                .is_some_and(|uri| uri.starts_with("urn:")) =>
            {
                RecordRole::Derived
            }
            _ => RecordRole::Requisite,
        };
        let uri = record.target_uri().unwrap_or_default();
        let content_type = media_type::of(served.as_deref(), &payload);
        self.records.push(ExhibitRecord {
            status,
            collector: self.collector.clone(),
            warc_offset_bytes: is_whole_file.then_some(record.offset_bytes),
            ..describe(&payload, uri, role, content_type, BY_UPLOAD)
        });
        self.payload_bytes = self.payload_bytes.saturating_add(payload.len());
        // What the archive unpacks to is held only so far; its digest is listed all the same.
        let is_held = self.payload_bytes <= config.upload_bytes_max;
        self.payloads
            .push(if is_held { payload } else { Vec::new() });
    }

    /// The record the archive is about: the stated address, its first page, or the first of all.
    fn choose_primary(&mut self, stated: Option<&Url>) -> Option<usize> {
        let is_shown = |record: &ExhibitRecord| record.role == RecordRole::Requisite;
        let by_url = |wanted: &str| {
            self.records
                .iter()
                .position(|record| is_shown(record) && record.url == wanted)
        };
        let chosen = stated
            .and_then(|url| by_url(url.as_str()))
            .or_else(|| self.first_page.as_deref().and_then(by_url))
            .or_else(|| {
                let is_page =
                    |record: &ExhibitRecord| is_shown(record) && record.content_type == "text/html";
                self.records.iter().position(is_page)
            })
            .or_else(|| self.records.iter().position(is_shown))?;
        self.records[chosen].role = RecordRole::Primary;
        Some(chosen)
    }

    fn read_text(&self, at: usize, config: &Config) -> (Option<String>, Option<String>) {
        let record = &self.records[at];
        let Ok(base) = Url::parse(&record.url) else {
            return (None, None);
        };
        if record.content_type != "text/html" {
            return (None, None);
        }
        let payload = &self.payloads[at];
        let read = &payload[..payload.len().min(config.html_bytes_max)];
        let page = parse_page(read, "text/html", &base, config.text_bytes_max);
        (page.title, Some(page.text))
    }
}

/// A foreign program's name for itself, in one line, marked as its own word.
fn claimed(software: &str) -> String {
    let name: String = software
        .trim()
        .chars()
        .filter(|character| !character.is_control())
        .take(COLLECTOR_CHARS_MAX)
        .collect();
    format!("{name} (as stated)")
}
