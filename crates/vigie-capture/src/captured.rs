//! What a capture yields: one WARC file, and what stands in it.

use url::Url;
use vigie_domain::{
    CaptureStatus, CustodyOrigin, DeskId, Exhibit, ExhibitId, ExhibitRecord, ItemId, PageState,
    RecordRole, Sha256, Timestamp,
};
use vigie_format::archive::ArchiveItem;

/// One step of the way to the page, the last of which is the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// What was asked for.
    pub url: Url,
    /// What was answered.
    pub status: u16,
    /// Where it sent us, as written.
    pub location: Option<String>,
    /// The address that answered.
    pub peer: std::net::SocketAddr,
    /// When.
    pub at: Timestamp,
}

/// The bytes of one capture or one thing handed over, before they are sealed.
#[derive(Debug, Clone)]
pub struct Captured {
    /// The URL asked for; `None` for what was handed over without one.
    pub url: Option<Url>,
    /// Where redirects led.
    pub url_final: Option<Url>,
    /// HTTP status of the page.
    pub status: Option<u16>,
    /// Media type of the primary object.
    pub content_type: String,
    /// What the locator showed.
    pub state: PageState,
    /// Whether the capture shows what was there.
    pub capture_status: CaptureStatus,
    /// How long the server asked us to wait.
    pub retry_after_ms: Option<i64>,
    /// The way to the page, the page last; empty for what was handed over.
    pub redirect_chain: Vec<Hop>,
    /// When the capture began.
    pub captured_at: Timestamp,
    /// Who fetched or supplied it.
    pub origin: CustodyOrigin,
    /// The WARC file; for an archive handed over, that archive byte for byte.
    pub warc: Vec<u8>,
    /// SHA-256 of it.
    pub warc_sha256: Sha256,
    /// What stands in it, in its order.
    pub records: Vec<ExhibitRecord>,
    /// The payload of each record, compression undone, in the order of `records`. Empty for the
    /// members of an archive that was handed over and for redirects without a body.
    pub payloads: Vec<Vec<u8>>,
    /// The page's title.
    pub title: Option<String>,
    /// The readable text of the page or of the pasted post.
    pub text: Option<String>,
    /// How the page's host describes the item, where it does.
    pub host_metadata: Option<ArchiveItem>,
    /// What was odd: lower case, no full stop, no content.
    pub defects: Vec<String>,
}

impl Captured {
    /// The record the locator names, with its bytes.
    pub fn primary(&self) -> Option<(&ExhibitRecord, &[u8])> {
        self.with_payloads()
            .find(|(record, _)| record.role == RecordRole::Primary)
    }

    /// Each record with its bytes.
    pub fn with_payloads(&self) -> impl Iterator<Item = (&ExhibitRecord, &[u8])> {
        self.records
            .iter()
            .zip(self.payloads.iter().map(Vec::as_slice))
    }

    /// The media a person would look at, with their bytes: what is to be fingerprinted.
    pub fn media(&self) -> impl Iterator<Item = (usize, &ExhibitRecord, &[u8])> {
        self.with_payloads()
            .enumerate()
            .filter_map(|(index, (record, bytes))| {
                let is_shown = matches!(record.role, RecordRole::Primary | RecordRole::Requisite);
                let is_answer = record
                    .status
                    .is_none_or(|status| (200..300).contains(&status));
                let is_media = is_shown && is_answer && !is_text(&record.content_type);
                (is_media && !bytes.is_empty()).then_some((index, record, bytes))
            })
    }

    /// The exhibit these bytes become. Signals are added to its records by whoever makes them.
    pub fn to_exhibit(
        &self,
        id: ExhibitId,
        desk: DeskId,
        item: ItemId,
        text_sketch: Option<u64>,
    ) -> Exhibit {
        Exhibit {
            id,
            desk,
            item,
            url: self.url.as_ref().map(Url::to_string),
            url_final: self.url_final.as_ref().map(Url::to_string),
            captured_at: self.captured_at,
            origin: self.origin.clone(),
            status: self.capture_status,
            warc_sha256: self.warc_sha256,
            warc_size_bytes: self.warc.len() as u64,
            records: self.records.clone(),
            defects: self.defects.clone(),
            text_sketch,
            erased_at: None,
        }
    }
}

fn is_text(content_type: &str) -> bool {
    content_type.starts_with("text/")
        || matches!(content_type, "application/json" | "application/xhtml+xml")
}
