//! Writing records: the block is hashed first, because its digest stands in the header.

use std::fmt::Write as _;
use std::io::{self, Read, Seek, Write};
use std::net::IpAddr;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256 as Hasher};
use uuid::Uuid;
use vigie_domain::{Sha256, Timestamp};

/// Profile of a revisit with an identical payload. Source: WARC 1.1, 6.7.2.
const IDENTICAL_PAYLOAD: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
const HTTP_REQUEST: &str = "application/http;msgtype=request";
const HTTP_RESPONSE: &str = "application/http;msgtype=response";

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
    /// The URI of the record described; written as `urn:metadata:…`, because replay programs would
    /// otherwise show the facts in the place of the page.
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

impl Truncation {
    const fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
            Self::Unspecified => "unspecified",
        }
    }
}

/// Writes records, one gzip member each, to any sink.
///
/// When the sink fails, what it took is an incomplete member: the file is to be dropped.
pub struct WarcWriter<W: Write> {
    sink: Counted<W>,
    warcinfo: Option<Uuid>,
}

impl<W: Write> WarcWriter<W> {
    /// A writer whose first record begins at offset 0 of `sink`.
    pub fn new(sink: W) -> Self {
        Self {
            sink: Counted {
                sink,
                size_bytes: 0,
            },
            warcinfo: None,
        }
    }

    /// Bytes written so far.
    pub const fn size_bytes(&self) -> u64 {
        self.sink.size_bytes
    }

    /// Flushes and gives the sink back.
    pub fn finish(mut self) -> io::Result<W> {
        self.sink.flush()?;
        Ok(self.sink.sink)
    }

    /// Writes the record that opens a file; later records refer to it.
    pub fn write_warcinfo(&mut self, info: &WarcInfo<'_>) -> io::Result<Written> {
        let mut block = String::new();
        for (name, value) in info.fields {
            push_field(&mut block, name, value);
        }
        let mut header = Header::new("warcinfo", info.id, info.at, None);
        header.field("Content-Type", "application/warc-fields");
        if let Some(filename) = info.filename {
            header.field("WARC-Filename", filename);
        }
        let written = self.write_record(header, info.id, &[block.as_bytes()], None)?;
        self.warcinfo = Some(info.id);
        Ok(written)
    }

    /// Writes response and request, linked to each other.
    pub fn write_exchange(&mut self, exchange: &Exchange<'_>) -> io::Result<ExchangeWritten> {
        let parts = [exchange.response_head, exchange.response_body];
        let header = exchange.response_header();
        let response = self.write_record(header, exchange.response_id, &parts, Some(1))?;
        Ok(ExchangeWritten {
            request: self.write_request(exchange)?,
            response,
        })
    }

    /// The same for a body too large to hold: it is read twice, `response_body` is ignored.
    pub fn write_exchange_spooled(
        &mut self,
        exchange: &Exchange<'_>,
        body: &mut (impl Read + Seek),
    ) -> io::Result<ExchangeWritten> {
        body.rewind()?;
        let (mut block, mut payload) = (Hasher::new(), Hasher::new());
        block.update(exchange.response_head);
        let mut size_bytes = exchange.response_head.len() as u64;
        size_bytes += copy(body, |bytes| {
            block.update(bytes);
            payload.update(bytes);
            Ok(())
        })?;
        body.rewind()?;
        let digests = (
            Sha256(block.finalize().into()),
            Some(Sha256(payload.finalize().into())),
        );
        let header = exchange.response_header();
        let response = self.write_member(
            header,
            exchange.response_id,
            size_bytes,
            digests,
            |member| {
                member.write_all(exchange.response_head)?;
                let written = copy(body, |bytes| member.write_all(bytes))?;
                // A body that changed between the two readings would contradict its digest.
                if exchange.response_head.len() as u64 + written == size_bytes {
                    Ok(())
                } else {
                    Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "the body changed while read",
                    ))
                }
            },
        )?;
        Ok(ExchangeWritten {
            request: self.write_request(exchange)?,
            response,
        })
    }

    /// Writes bytes that no exchange carried.
    pub fn write_resource(&mut self, resource: &Resource<'_>) -> io::Result<Written> {
        let mut header = Header::new(
            "resource",
            resource.id,
            resource.at,
            Some(resource.target_uri),
        );
        header.field("Content-Type", resource.content_type);
        if let Some(other) = resource.concurrent_to {
            header.reference("WARC-Concurrent-To", other);
        }
        self.write_record(header, resource.id, &[resource.body], Some(0))
    }

    /// Writes facts about another record.
    pub fn write_metadata(&mut self, metadata: &Metadata<'_>) -> io::Result<Written> {
        let target_uri = format!("urn:metadata:{}", metadata.target_uri);
        let mut header = Header::new("metadata", metadata.id, metadata.at, Some(&target_uri));
        header.field("Content-Type", metadata.content_type);
        if let Some(other) = metadata.refers_to {
            header.reference("WARC-Refers-To", other);
        }
        self.write_record(header, metadata.id, &[metadata.body], None)
    }

    /// Writes a response whose payload was stored before.
    pub fn write_revisit(&mut self, revisit: &Revisit<'_>) -> io::Result<Written> {
        let (id, uri, at) = revisit.refers_to;
        let mut header = Header::new("revisit", revisit.id, revisit.at, Some(revisit.target_uri));
        header.field("Content-Type", HTTP_RESPONSE);
        header.field("WARC-Profile", IDENTICAL_PAYLOAD);
        header.reference("WARC-Refers-To", id);
        header.field("WARC-Refers-To-Target-URI", &clean_uri(uri));
        header.field("WARC-Refers-To-Date", &at.rfc3339());
        header.address(revisit.ip);
        let parts = [revisit.response_head];
        let size_bytes = revisit.response_head.len() as u64;
        let digests = (digest(&parts), Some(revisit.payload));
        self.write_member(header, revisit.id, size_bytes, digests, |member| {
            member.write_all(revisit.response_head)
        })
    }

    fn write_request(&mut self, exchange: &Exchange<'_>) -> io::Result<Written> {
        let mut header = Header::new(
            "request",
            exchange.request_id,
            exchange.at,
            Some(exchange.target_uri),
        );
        header.field("Content-Type", HTTP_REQUEST);
        header.reference("WARC-Concurrent-To", exchange.response_id);
        header.address(exchange.ip);
        let parts = [exchange.request_head, exchange.request_body];
        let payload = (!exchange.request_body.is_empty()).then_some(1);
        self.write_record(header, exchange.request_id, &parts, payload)
    }

    /// Writes a block given in parts; the payload begins at the part `payload_from`.
    fn write_record(
        &mut self,
        header: Header,
        id: Uuid,
        parts: &[&[u8]],
        payload_from: Option<usize>,
    ) -> io::Result<Written> {
        let size_bytes = parts.iter().map(|part| part.len() as u64).sum();
        let digests = (
            digest(parts),
            payload_from.map(|from| digest(&parts[from..])),
        );
        self.write_member(header, id, size_bytes, digests, |member| {
            parts.iter().try_for_each(|part| member.write_all(part))
        })
    }

    fn write_member(
        &mut self,
        mut header: Header,
        id: Uuid,
        size_bytes: u64,
        (block, payload): (Sha256, Option<Sha256>),
        write_block: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Written> {
        header.field("WARC-Block-Digest", &format!("sha256:{block}"));
        if let Some(payload) = payload {
            header.field("WARC-Payload-Digest", &format!("sha256:{payload}"));
        }
        if let Some(warcinfo) = self.warcinfo {
            header.reference("WARC-Warcinfo-ID", warcinfo);
        }
        header.field("Content-Length", &size_bytes.to_string());

        let offset_bytes = self.sink.size_bytes;
        let mut member = GzEncoder::new(&mut self.sink, Compression::default());
        member.write_all(header.0.as_bytes())?;
        member.write_all(b"\r\n")?;
        write_block(&mut member)?;
        member.write_all(b"\r\n\r\n")?;
        member.finish()?;
        let size_bytes = self.sink.size_bytes - offset_bytes;
        Ok(Written {
            id,
            offset_bytes,
            size_bytes,
            block,
            payload,
        })
    }
}

impl Exchange<'_> {
    fn response_header(&self) -> Header {
        let mut header = Header::new("response", self.response_id, self.at, Some(self.target_uri));
        header.field("Content-Type", HTTP_RESPONSE);
        header.reference("WARC-Concurrent-To", self.request_id);
        header.address(self.ip);
        if let Some(truncated) = self.truncated {
            header.field("WARC-Truncated", truncated.name());
        }
        for (name, value) in self.extra {
            header.field(name, value);
        }
        header
    }
}

/// The header of one record while it is put together.
struct Header(String);

impl Header {
    fn new(kind: &str, id: Uuid, at: Timestamp, target_uri: Option<&str>) -> Self {
        let mut header = Self("WARC/1.1\r\n".to_owned());
        header.field("WARC-Type", kind);
        header.reference("WARC-Record-ID", id);
        header.field("WARC-Date", &at.rfc3339());
        if let Some(uri) = target_uri {
            header.field("WARC-Target-URI", &clean_uri(uri));
        }
        header
    }

    fn field(&mut self, name: &str, value: &str) {
        push_field(&mut self.0, name, value);
    }

    fn reference(&mut self, name: &str, id: Uuid) {
        let _ = write!(self.0, "{name}: <urn:uuid:{id}>\r\n");
    }

    fn address(&mut self, ip: Option<IpAddr>) {
        if let Some(ip) = ip {
            self.field("WARC-IP-Address", &ip.to_string());
        }
    }
}

/// A field can end neither its line nor the header, whatever its value holds.
fn push_field(text: &mut String, name: &str, value: &str) {
    text.extend(name.chars().filter(|c| c.is_ascii_graphic() && *c != ':'));
    text.push_str(": ");
    text.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
    text.push_str("\r\n");
}

/// White space would end the URI for readers that split at it.
fn clean_uri(uri: &str) -> String {
    if !uri.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return uri.to_owned();
    }
    let mut clean = String::with_capacity(uri.len() + 8);
    for c in uri.chars() {
        if c.is_whitespace() || c.is_control() {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(clean, "%{byte:02X}");
            }
        } else {
            clean.push(c);
        }
    }
    clean
}

fn digest(parts: &[&[u8]]) -> Sha256 {
    let mut hasher = Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    Sha256(hasher.finalize().into())
}

/// Hands `source` on in pieces; answers how many bytes there were.
fn copy(source: &mut impl Read, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
    let mut buffer = vec![0; 64 * 1024];
    let mut size_bytes = 0;
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(size_bytes),
            Ok(count) => {
                take(&buffer[..count])?;
                size_bytes += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A sink that knows how much it took.
struct Counted<W> {
    sink: W,
    size_bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.sink.write(bytes)?;
        self.size_bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
