//! One record as it was read.

use std::net::IpAddr;

use uuid::Uuid;
use vigie_domain::{Sha256, Timestamp};

use super::digest::{self, DigestCheck};
use super::http::{self, HttpHead, Payload, PayloadError};

/// What a record holds. Source: WARC 1.1, `WARC-Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// About the file.
    WarcInfo,
    /// What was asked.
    Request,
    /// What was answered.
    Response,
    /// Bytes without an exchange.
    Resource,
    /// Facts about another record.
    Metadata,
    /// An answer whose payload was stored before.
    Revisit,
    /// Another form of a record.
    Conversion,
    /// A further segment of a record.
    Continuation,
    /// A type this version does not know.
    Other,
}

impl RecordKind {
    pub(super) fn parse(name: &str) -> Self {
        match name {
            "warcinfo" => Self::WarcInfo,
            "request" => Self::Request,
            "response" => Self::Response,
            "resource" => Self::Resource,
            "metadata" => Self::Metadata,
            "revisit" => Self::Revisit,
            "conversion" => Self::Conversion,
            "continuation" => Self::Continuation,
            _ => Self::Other,
        }
    }

    /// The name in `WARC-Type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WarcInfo => "warcinfo",
            Self::Request => "request",
            Self::Response => "response",
            Self::Resource => "resource",
            Self::Metadata => "metadata",
            Self::Revisit => "revisit",
            Self::Conversion => "conversion",
            Self::Continuation => "continuation",
            Self::Other => "other",
        }
    }
}

/// What a reader is willing to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarcLimits {
    /// Records read from one file.
    pub records_max: usize,
    /// Header fields of one record, together.
    pub header_size_bytes_max: usize,
    /// Block of one record.
    pub block_size_bytes_max: u64,
    /// All blocks together, decompressed.
    pub total_size_bytes_max: u64,
    /// A payload after its content coding was undone.
    pub payload_size_bytes_max: u64,
}

impl Default for WarcLimits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            records_max: 100_000,
            header_size_bytes_max: 64 * 1024,
            block_size_bytes_max: 512 * MIB,
            total_size_bytes_max: 4096 * MIB,
            payload_size_bytes_max: 512 * MIB,
        }
    }
}

/// One record: header fields in order, and the block.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it holds.
    pub kind: RecordKind,
    /// Header fields in the order of the file.
    pub headers: Vec<(String, String)>,
    /// The block, byte for byte.
    pub block: Vec<u8>,
    /// Where the record (its gzip member) begins in the file.
    pub offset_bytes: u64,
    /// `WARC-Date`, when it can be read.
    pub at: Option<Timestamp>,
    /// Whether the block ends before its stated length.
    pub is_cut_short: bool,
}

/// What comparing a record with its digests gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordCheck {
    /// Of the whole block.
    pub block: DigestCheck,
    /// Of the payload.
    pub payload: DigestCheck,
}

impl RecordCheck {
    /// Whether nothing contradicts the record.
    pub fn is_sound(self) -> bool {
        self.block != DigestCheck::Mismatch && self.payload != DigestCheck::Mismatch
    }
}

impl Record {
    /// The first header field of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        http::find_field(&self.headers, name)
    }

    /// `WARC-Record-ID`, when it is a UUID.
    pub fn id(&self) -> Option<Uuid> {
        self.header("WARC-Record-ID").and_then(parse_reference)
    }

    /// `WARC-Concurrent-To`, when it is a UUID.
    pub fn concurrent_to(&self) -> Option<Uuid> {
        self.header("WARC-Concurrent-To").and_then(parse_reference)
    }

    /// `WARC-Target-URI`, without the angle brackets of some writers.
    pub fn target_uri(&self) -> Option<&str> {
        let uri = self.header("WARC-Target-URI")?;
        Some(
            uri.strip_prefix('<')
                .and_then(|uri| uri.strip_suffix('>'))
                .unwrap_or(uri),
        )
    }

    /// `WARC-IP-Address`.
    pub fn ip(&self) -> Option<IpAddr> {
        self.header("WARC-IP-Address")?.trim().parse().ok()
    }

    /// Whether the block is an HTTP message.
    pub fn is_http(&self) -> bool {
        self.header("Content-Type").is_some_and(|value| {
            value
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("application/http")
        })
    }

    /// Start line and fields of the HTTP message in the block.
    pub fn http(&self) -> Option<HttpHead> {
        if self.is_http() {
            http::parse_head(&self.block).map(|(head, _)| head)
        } else {
            None
        }
    }

    /// The body as stored: what follows the HTTP head, or the whole block.
    pub fn stored_body(&self) -> &[u8] {
        if !self.is_http() {
            return &self.block;
        }
        http::parse_head(&self.block).map_or(&[][..], |(_, body)| body)
    }

    /// SHA-256 of the body as stored.
    pub fn payload_sha256(&self) -> Sha256 {
        use sha2::Digest as _;
        Sha256(sha2::Sha256::digest(self.stored_body()).into())
    }

    /// The body as a browser sees it: transfer and content coding undone.
    ///
    /// # Errors
    ///
    /// [`PayloadError`] when it is larger than allowed or coded in a way not known here.
    pub fn payload(&self, limits: &WarcLimits) -> Result<Payload<'_>, PayloadError> {
        let max = limits.payload_size_bytes_max;
        if !self.is_http() {
            return Payload::plain(&self.block, max);
        }
        match http::parse_head(&self.block) {
            Some((head, body)) => http::decode_body(&head, body, max),
            None => Payload::plain(&[], max),
        }
    }

    /// Compares block and payload with the digests the record states.
    ///
    /// A revisit has no payload to compare; a payload digest is accepted over the body as stored
    /// and over the body without transfer coding, because writers differ.
    pub fn verify(&self) -> RecordCheck {
        let block = digest::check(self.header("WARC-Block-Digest"), &[&self.block]);
        let stated = self.header("WARC-Payload-Digest");
        if self.kind == RecordKind::Revisit {
            return RecordCheck {
                block,
                payload: DigestCheck::Absent,
            };
        }
        let body = self.stored_body();
        let mut payload = digest::check(stated, &[body]);
        if payload == DigestCheck::Mismatch
            && let Some(head) = self.http()
            && let Some(bare) = http::without_transfer_coding(&head, body)
        {
            payload = digest::check(stated, &[&bare]);
        }
        RecordCheck { block, payload }
    }
}

fn parse_reference(value: &str) -> Option<Uuid> {
    let value = value.trim().trim_start_matches('<').trim_end_matches('>');
    Uuid::try_parse(value.strip_prefix("urn:uuid:").unwrap_or(value)).ok()
}
