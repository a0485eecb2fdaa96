//! Writing records.

use std::io::{self, Write};
use std::net::IpAddr;

use uuid::Uuid;
use vigie_domain::{Sha256, Timestamp};

/// The opening record of a file: who wrote it, with what.
#[derive(Debug, Clone)]
pub struct WarcInfo<'a> {
    /// The record's id, drawn at the roof.
    pub id: Uuid,
    /// When the file was begun.
    pub at: Timestamp,
    /// The name the file should bear.
    pub filename: Option<&'a str>,
    /// `software`, `operator`, `format`, …: one line each.
    pub fields: &'a [(&'a str, &'a str)],
}

/// One request and the response to it, byte for byte.
#[derive(Debug, Clone)]
pub struct Exchange<'a> {
    /// Id of the request record.
    pub request_id: Uuid,
    /// Id of the response record.
    pub response_id: Uuid,
    /// The URL asked for.
    pub target_uri: &'a str,
    /// When the first byte of the request was sent.
    pub at: Timestamp,
    /// The address connected to.
    pub ip: Option<IpAddr>,
    /// Request line and headers, with the empty line.
    pub request_head: &'a [u8],
    /// Body of the request.
    pub request_body: &'a [u8],
    /// Status line and headers, with the empty line.
    pub response_head: &'a [u8],
    /// Body of the response as it came, transfer coding included.
    pub response_body: &'a [u8],
    /// Why the response stops short, when it does.
    pub truncated: Option<Truncation>,
    /// Further header fields of the response record (`WARC-Protocol`, `WARC-Cipher-Suite`, …).
    pub extra: &'a [(&'a str, &'a str)],
}

/// Bytes that no HTTP exchange carried: a screenshot, an uploaded file.
#[derive(Debug, Clone)]
pub struct Resource<'a> {
    /// The record's id.
    pub id: Uuid,
    /// What the bytes are, as a URI.
    pub target_uri: &'a str,
    /// When they were made or received.
    pub at: Timestamp,
    /// Media type.
    pub content_type: &'a str,
    /// The bytes.
    pub body: &'a [u8],
    /// The record these bytes were made from.
    pub concurrent_to: Option<Uuid>,
}

/// Facts about another record: certificate, DNS answers, hops.
#[derive(Debug, Clone)]
pub struct Metadata<'a> {
    /// The record's id.
    pub id: Uuid,
    /// The URI of the record described.
    pub target_uri: &'a str,
    /// When the facts were observed.
    pub at: Timestamp,
    /// Media type, often `application/json`.
    pub content_type: &'a str,
    /// The facts.
    pub body: &'a [u8],
    /// The record described.
    pub refers_to: Option<Uuid>,
}

/// A response whose payload is byte-identical to an earlier one.
#[derive(Debug, Clone)]
pub struct Revisit<'a> {
    /// The record's id.
    pub id: Uuid,
    /// The URL asked for.
    pub target_uri: &'a str,
    /// When.
    pub at: Timestamp,
    /// The address connected to.
    pub ip: Option<IpAddr>,
    /// Status line and headers of the new response.
    pub response_head: &'a [u8],
    /// SHA-256 of the payload seen again.
    pub payload: Sha256,
    /// The earlier response: its record, URL and instant.
    pub refers_to: (Uuid, &'a str, Timestamp),
}

/// Why a block stops short. Source: WARC 1.1, `WARC-Truncated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// The size limit was reached.
    Length,
    /// The time limit was reached.
    Time,
    /// The other side closed the connection.
    Disconnect,
    /// Any other reason.
    Unspecified,
}

/// Where a record was written, and what it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The record's id.
    pub id: Uuid,
    /// Where its gzip member begins, in bytes from the first record written here.
    pub offset_bytes: u64,
    /// Length of the member.
    pub size_bytes: u64,
    /// SHA-256 of the block.
    pub block: Sha256,
    /// SHA-256 of the payload: the body as stored.
    pub payload: Option<Sha256>,
}

/// Both records of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeWritten {
    /// The request record.
    pub request: Written,
    /// The response record.
    pub response: Written,
}

/// Writes records, one gzip member each, to any sink.
pub struct WarcWriter<W: Write> {
    sink: W,
    at_bytes: u64,
}

impl<W: Write> WarcWriter<W> {
    /// A writer whose first record begins at offset 0 of `sink`.
    pub fn new(sink: W) -> Self {
        Self { sink, at_bytes: 0 }
    }

    /// Bytes written so far.
    pub const fn size_bytes(&self) -> u64 {
        self.at_bytes
    }

    /// Flushes and gives the sink back.
    pub fn finish(mut self) -> io::Result<W> {
        self.sink.flush()?;
        Ok(self.sink)
    }

    /// Writes the record that opens a file.
    pub fn write_warcinfo(&mut self, info: &WarcInfo<'_>) -> io::Result<Written> {
        let _ = info;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Writes response and request, linked to each other.
    pub fn write_exchange(&mut self, exchange: &Exchange<'_>) -> io::Result<ExchangeWritten> {
        let _ = exchange;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Writes bytes that no exchange carried.
    pub fn write_resource(&mut self, resource: &Resource<'_>) -> io::Result<Written> {
        let _ = resource;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Writes facts about another record.
    pub fn write_metadata(&mut self, metadata: &Metadata<'_>) -> io::Result<Written> {
        let _ = metadata;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Writes a response whose payload was stored before.
    pub fn write_revisit(&mut self, revisit: &Revisit<'_>) -> io::Result<Written> {
        let _ = revisit;
        Err(io::ErrorKind::Unsupported.into())
    }
}
