//! HTTP/1.1 by hand, so that every byte of the wire can be kept as evidence (RFC 9112).

mod body;
mod decode;
mod head;
mod request;
mod run;

pub use decode::decode_body;
pub(crate) use request::render_request;
pub use request::{Method, Request};
pub(crate) use run::run;

use std::borrow::Cow;
use std::net::SocketAddr;

use crate::error::{EgressError, Part, Step};

/// What one exchange may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time for the whole exchange, look-up included.
    pub exchange_timeout_ms: u64,
    /// Size of the response head, and of the trailers.
    pub header_bytes_max: usize,
    /// Size of the response body as it travels.
    pub body_bytes_max: usize,
}

/// One header of a response, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name, in the case it was sent in.
    pub name: String,
    /// Its value; hardly ever anything but ASCII, but nobody promises.
    pub value: Vec<u8>,
}

/// A request that was sent and the answer that came, byte for byte.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Head and body of the request, exactly as sent.
    pub request_bytes: Vec<u8>,
    /// The vetted address that answered.
    pub peer: SocketAddr,
    /// Three digits.
    pub status: u16,
    /// The words after them.
    pub reason: String,
    /// Headers in their order.
    pub headers: Vec<Header>,
    /// The response head exactly as it came, with the empty line that ends it.
    pub response_head: Vec<u8>,
    /// The response body exactly as it came, chunk sizes included.
    pub wire_body: Vec<u8>,
    /// The body without its chunk sizes, when it came in chunks.
    pub(crate) dechunked: Option<Vec<u8>>,
    /// Where the body was cut, and by whom.
    pub truncation: Option<Truncation>,
    /// What was wrong with the answer but could be read all the same.
    pub defects: Vec<WireDefect>,
    /// The other side's certificates in DER, its own first; none over plain HTTP.
    pub peer_certificates: Vec<Vec<u8>>,
    /// From the start of the look-up to the last byte, by a clock that only runs forward.
    pub duration_ms: u64,
}

/// Why a body is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// It grew past the limit.
    Length,
    /// The time was up.
    Time,
    /// The other side closed the connection, or broke its own framing.
    Disconnect,
}

/// What was wrong with an answer but could be read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireDefect {
    /// Both a length and chunks were announced; the chunks were read (RFC 9112 §6.3).
    LengthBesideChunks,
    /// Bytes came after the announced end of the body; they were left.
    BytesAfterBody,
    /// Interim answers (1xx) came first; they were passed over.
    InterimAnswers,
    /// Lines of the head that are no headers were passed over.
    InvalidHeaders,
    /// A transfer coding other than chunks was announced.
    UnknownTransferCoding,
    /// The encrypted connection ended without the farewell that tells an end from a cut.
    NoCloseNotify,
}

impl std::fmt::Display for WireDefect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::LengthBesideChunks => "both a length and chunks were announced",
            Self::BytesAfterBody => "bytes came after the announced end of the body",
            Self::InterimAnswers => "interim answers came first",
            Self::InvalidHeaders => "the head holds lines that are no headers",
            Self::UnknownTransferCoding => "a transfer coding other than chunks was announced",
            Self::NoCloseNotify => "the encrypted connection ended without a farewell",
        })
    }
}

impl Exchange {
    /// The body as the server meant it: chunks joined, compression still on.
    pub fn body(&self) -> &[u8] {
        self.dechunked.as_deref().unwrap_or(&self.wire_body)
    }

    /// Writes over bytes of the body, as received and as joined, and says how many places changed.
    ///
    /// For what may not be kept. The length stays, so head and framing still say the truth.
    pub fn alter_body(&mut self, alter: impl Fn(&mut [u8]) -> usize) -> usize {
        let wire = alter(&mut self.wire_body);
        let joined = self.dechunked.as_mut().map_or(0, |body| alter(body));
        wire.max(joined)
    }

    /// Whether the body came in chunks.
    pub const fn is_chunked(&self) -> bool {
        self.dechunked.is_some()
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let header = self
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(&header.value))
    }

    /// The body with its compression undone, at most `limit_bytes` of it.
    pub fn decoded_body(&self, limit_bytes: usize) -> Result<Cow<'_, [u8]>, EgressError> {
        let coding = self.header("content-encoding").unwrap_or_default();
        decode_body(&coding, self.body(), limit_bytes)
    }

    pub(crate) fn require_complete(self, host: &str, limits: Limits) -> Result<Self, EgressError> {
        match self.truncation {
            None => Ok(self),
            Some(Truncation::Length) => Err(EgressError::TooLarge {
                part: Part::Body,
                limit_bytes: limits.body_bytes_max,
            }),
            Some(Truncation::Time) => Err(EgressError::Timeout {
                host: host.to_owned(),
                step: Step::Answer,
                limit_ms: limits.exchange_timeout_ms,
            }),
            Some(Truncation::Disconnect) => Err(EgressError::Disconnected {
                host: host.to_owned(),
                source: None,
            }),
        }
    }
}
