//! From exchanges to one WARC file and the list of what stands in it.

use md5::Md5 as Md5Hasher;
use sha1::Sha1 as Sha1Hasher;
use sha2::{Digest, Sha256 as Sha256Hasher};
use url::Url;
use uuid::Uuid;
use vigie_domain::{ExhibitRecord, Md5, RecordRole, Sha1, Sha256, Timestamp};
use vigie_egress::Truncation;
use vigie_format::warc::{self, WarcInfo, WarcWriter};

use crate::COLLECTOR;
use crate::error::CaptureError;
use crate::fetch::Fetched;
use crate::media_type;

/// Method of what was read over HTTP.
pub(crate) const BY_HTTP: &str = "http";
/// Method of what was handed over.
pub(crate) const BY_UPLOAD: &str = "upload";
/// Method of readable text made of a page.
pub(crate) const BY_TEXT: &str = "text";

/// Draws ids of records: random, in the order of the caller's clock.
pub(crate) fn draw_id(at: Timestamp) -> Uuid {
    let ms = u64::try_from(at.ms()).unwrap_or_default();
    let nanos = u32::try_from(ms % 1000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(
        uuid::NoContext,
        ms / 1000,
        nanos,
    ))
}

/// SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(Sha256Hasher::digest(bytes).into())
}

/// A WARC file being written, with the list of what stands in it.
pub(crate) struct Archive {
    writer: WarcWriter<Vec<u8>>,
    pub(crate) records: Vec<ExhibitRecord>,
    pub(crate) payloads: Vec<Vec<u8>>,
    primary_id: Option<Uuid>,
}

/// What an archive is once it is closed.
pub(crate) struct Closed {
    pub(crate) warc: Vec<u8>,
    pub(crate) warc_sha256: Sha256,
    pub(crate) records: Vec<ExhibitRecord>,
    pub(crate) payloads: Vec<Vec<u8>>,
}

impl Archive {
    /// Opens a file with the record that says who writes it.
    pub(crate) fn open(at: Timestamp, vantage: &str) -> Result<Self, CaptureError> {
        let mut writer = WarcWriter::new(Vec::new());
        let fields = [
            ("software", COLLECTOR),
            ("format", "WARC File Format 1.1"),
            (
                "conformsTo",
                "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            ),
            ("description", vantage),
        ];
        let info = WarcInfo {
            id: draw_id(at),
            at,
            filename: None,
            fields: &fields,
        };
        writer
            .write_warcinfo(&info)
            .map_err(CaptureError::Archive)?;
        Ok(Self {
            writer,
            records: Vec::new(),
            payloads: Vec::new(),
            primary_id: None,
        })
    }

    /// Writes one exchange; `payload` is its body with the compression undone.
    pub(crate) fn write_exchange(
        &mut self,
        fetched: &Fetched,
        payload: Vec<u8>,
    ) -> Result<(), CaptureError> {
        let exchange = &fetched.exchange;
        let written = self
            .writer
            .write_exchange(&warc::Exchange {
                request_id: draw_id(fetched.at),
                response_id: draw_id(fetched.at),
                target_uri: fetched.url.as_str(),
                at: fetched.at,
                ip: Some(exchange.peer.ip()),
                request_head: &exchange.request_bytes,
                request_body: &[],
                response_head: &exchange.response_head,
                response_body: &exchange.wire_body,
                truncated: exchange.truncation.map(|cut| match cut {
                    Truncation::Length => warc::Truncation::Length,
                    Truncation::Time => warc::Truncation::Time,
                    Truncation::Disconnect => warc::Truncation::Disconnect,
                }),
                extra: &[],
            })
            .map_err(CaptureError::Archive)?
            .response;
        if fetched.role == RecordRole::Primary {
            self.primary_id = Some(written.id);
        }
        let content_type = media_type::of(exchange.header("content-type").as_deref(), &payload);
        let record = describe(
            &payload,
            fetched.url.as_str(),
            fetched.role,
            content_type,
            BY_HTTP,
        );
        let record = ExhibitRecord {
            status: Some(exchange.status),
            ..record
        };
        self.list(record, payload, written.offset_bytes);
        Ok(())
    }

    /// Writes bytes that no exchange carried.
    pub(crate) fn write_resource(
        &mut self,
        uri: &str,
        at: Timestamp,
        role: RecordRole,
        content_type: &str,
        method: &str,
        payload: Vec<u8>,
    ) -> Result<(), CaptureError> {
        let written = self
            .writer
            .write_resource(&warc::Resource {
                id: draw_id(at),
                target_uri: uri,
                at,
                content_type,
                body: &payload,
                concurrent_to: self.primary_id,
            })
            .map_err(CaptureError::Archive)?;
        self.primary_id = self.primary_id.or(Some(written.id));
        let content_type = media_type::essence(content_type).unwrap_or_default();
        let record = describe(&payload, uri, role, content_type, method);
        self.list(record, payload, written.offset_bytes);
        Ok(())
    }

    /// Writes what is known about the capture itself. It is not listed: it is about the list.
    pub(crate) fn write_facts(
        &mut self,
        uri: &str,
        at: Timestamp,
        facts: &serde_json::Value,
    ) -> Result<(), CaptureError> {
        let body = facts.to_string();
        self.writer
            .write_metadata(&warc::Metadata {
                id: draw_id(at),
                target_uri: uri,
                at,
                content_type: "application/json",
                body: body.as_bytes(),
                refers_to: self.primary_id,
            })
            .map_err(CaptureError::Archive)?;
        Ok(())
    }

    pub(crate) fn close(self) -> Result<Closed, CaptureError> {
        let warc = self.writer.finish().map_err(CaptureError::Archive)?;
        Ok(Closed {
            warc_sha256: sha256(&warc),
            warc,
            records: self.records,
            payloads: self.payloads,
        })
    }

    fn list(&mut self, record: ExhibitRecord, payload: Vec<u8>, offset_bytes: u64) {
        self.records.push(ExhibitRecord {
            warc_offset_bytes: Some(offset_bytes),
            ..record
        });
        self.payloads.push(payload);
    }
}

/// The row of a payload: its size, its digests, who made it and how.
pub(crate) fn describe(
    payload: &[u8],
    url: &str,
    role: RecordRole,
    content_type: String,
    method: &str,
) -> ExhibitRecord {
    ExhibitRecord {
        url: url.to_owned(),
        role,
        content_type,
        status: None,
        size_bytes: payload.len() as u64,
        sha256: sha256(payload),
        sha1: Sha1(Sha1Hasher::digest(payload).into()),
        md5: Md5(Md5Hasher::digest(payload).into()),
        collector: COLLECTOR.to_owned(),
        method: method.to_owned(),
        warc_offset_bytes: None,
        signals: Vec::new(),
    }
}

/// The URI of the readable text of a page, as other crawlers name it.
pub(crate) fn text_uri(url: &Url) -> String {
    format!("urn:text:{url}")
}
