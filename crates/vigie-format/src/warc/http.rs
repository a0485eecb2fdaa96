//! HTTP messages as archives hold them: the head, and the body under its codings.
//!
//! Lenient, because servers are: what a browser would show is what has to be assessed.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Fields read from one head; further ones are left out.
const FIELDS_MAX: usize = 1_000;

/// Start line and fields of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpHead {
    /// The start line as it came, such as `HTTP/1.1 200 OK`.
    pub start_line: String,
    /// The status of a response.
    pub status: Option<u16>,
    /// Fields in order.
    pub fields: Vec<(String, String)>,
}

impl HttpHead {
    /// The first field of that name, in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        find_field(&self.fields, name)
    }
}

/// A body with its codings undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload<'a> {
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
    /// Whether the coded body ended early, so that these are its first bytes only.
    pub is_cut_short: bool,
}

impl<'a> Payload<'a> {
    pub(super) fn plain(bytes: &'a [u8], size_bytes_max: u64) -> Result<Self, PayloadError> {
        if bytes.len() as u64 > size_bytes_max {
            return Err(PayloadError::TooLarge { size_bytes_max });
        }
        Ok(Self {
            bytes: Cow::Borrowed(bytes),
            is_cut_short: false,
        })
    }
}

/// Why a body cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// More bytes than allowed.
    #[error("the payload is larger than {size_bytes_max} bytes")]
    TooLarge {
        /// The limit.
        size_bytes_max: u64,
    },
    /// A coding not known here.
    #[error("the payload is coded as `{coding}`, which is not known here")]
    UnknownCoding {
        /// Its name, at most 32 characters.
        coding: String,
    },
    /// Not what its coding says.
    #[error("the payload cannot be decoded as `{coding}`")]
    Damaged {
        /// The coding that failed.
        coding: &'static str,
    },
}

/// The first field of that name, in any case.
pub(super) fn find_field<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields
        .iter()
        .find(|(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| &**value)
}

/// Splits a block into head and body; a block without an empty line is all head.
pub(super) fn parse_head(block: &[u8]) -> Option<(HttpHead, &[u8])> {
    let mut rest = block;
    let start_line = text(next_line(&mut rest)?);
    let mut fields: Vec<(String, String)> = Vec::new();
    while let Some(line) = next_line(&mut rest) {
        if line.is_empty() {
            break;
        }
        push_field(&mut fields, line);
    }
    let status = start_line
        .strip_prefix("HTTP/")
        .and_then(|line| line.split_ascii_whitespace().nth(1))
        .and_then(|status| status.parse().ok());
    Some((
        HttpHead {
            start_line,
            status,
            fields,
        },
        rest,
    ))
}

/// Adds a header line; one that begins with white space continues the last.
pub(super) fn push_field(fields: &mut Vec<(String, String)>, line: &[u8]) {
    if line.starts_with(b" ") || line.starts_with(b"\t") {
        if let Some((_, value)) = fields.last_mut() {
            value.push(' ');
            value.push_str(text(line).trim());
        }
        return;
    }
    if fields.len() < FIELDS_MAX
        && let Some(colon) = line.iter().position(|&b| b == b':')
    {
        let name = text(&line[..colon]).trim().to_owned();
        fields.push((name, text(&line[colon + 1..]).trim().to_owned()));
    }
}

fn next_line<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.iter().position(|&b| b == b'\n');
    let (line, after) = match end {
        Some(end) => (&rest[..end], &rest[end + 1..]),
        None => (*rest, &[][..]),
    };
    *rest = after;
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Undoes transfer coding, then content codings, last applied first.
pub(super) fn decode_body<'a>(
    head: &HttpHead,
    body: &'a [u8],
    size_bytes_max: u64,
) -> Result<Payload<'a>, PayloadError> {
    let mut payload = match without_transfer_coding(head, body) {
        Some(bare) => Payload {
            bytes: bare.into(),
            is_cut_short: false,
        },
        None => Payload {
            bytes: body.into(),
            is_cut_short: false,
        },
    };
    let codings = head
        .field("Content-Encoding")
        .unwrap_or_default()
        .to_ascii_lowercase();
    // A list of codings has no natural end; nobody nests more than a few.
    for coding in codings
        .split(',')
        .rev()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(4)
    {
        let (bytes, is_cut_short) = match coding {
            "identity" | "none" => continue,
            "gzip" | "x-gzip" => {
                // Some archives keep the field after they decoded the body.
                if !payload.bytes.starts_with(&[0x1f, 0x8b]) {
                    continue;
                }
                inflate(MultiGzDecoder::new(&*payload.bytes), "gzip", size_bytes_max)?
            }
            "deflate" => {
                match inflate(ZlibDecoder::new(&*payload.bytes), "deflate", size_bytes_max) {
                    // Some servers leave the zlib wrapper out.
                    Err(PayloadError::Damaged { .. }) => inflate(
                        DeflateDecoder::new(&*payload.bytes),
                        "deflate",
                        size_bytes_max,
                    )?,
                    answer => answer?,
                }
            }
            other => {
                let coding = other.chars().take(32).collect();
                return Err(PayloadError::UnknownCoding { coding });
            }
        };
        payload = Payload {
            bytes: bytes.into(),
            is_cut_short: is_cut_short || payload.is_cut_short,
        };
    }
    if payload.bytes.len() as u64 > size_bytes_max {
        return Err(PayloadError::TooLarge { size_bytes_max });
    }
    Ok(payload)
}

/// Reads at most the limit; an early end after some bytes leaves those bytes.
fn inflate(
    decoder: impl Read,
    coding: &'static str,
    size_bytes_max: u64,
) -> Result<(Vec<u8>, bool), PayloadError> {
    let mut bytes = Vec::new();
    let answer = decoder
        .take(size_bytes_max.saturating_add(1))
        .read_to_end(&mut bytes);
    if bytes.len() as u64 > size_bytes_max {
        return Err(PayloadError::TooLarge { size_bytes_max });
    }
    match answer {
        Ok(_) => Ok((bytes, false)),
        Err(_) if !bytes.is_empty() => Ok((bytes, true)),
        Err(_) => Err(PayloadError::Damaged { coding }),
    }
}

/// The body without chunks; `None` when it has none, whatever the field says.
pub(super) fn without_transfer_coding(head: &HttpHead, body: &[u8]) -> Option<Vec<u8>> {
    let coding = head.field("Transfer-Encoding")?;
    if !coding.to_ascii_lowercase().contains("chunked") {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut is_first = true;
    while let Some(line) = next_line(&mut rest) {
        let Some(size) = chunk_size(line) else {
            // A body that does not begin with a size was stored without chunks.
            return if is_first { None } else { Some(bytes) };
        };
        is_first = false;
        let end = size.min(rest.len());
        bytes.extend_from_slice(&rest[..end]);
        rest = &rest[end..];
        if size == 0 {
            break;
        }
        rest = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
            .unwrap_or(rest);
    }
    Some(bytes)
}

fn chunk_size(line: &[u8]) -> Option<usize> {
    let line = line.split(|&b| b == b';').next()?.trim_ascii();
    let text = std::str::from_utf8(line).ok()?;
    // A sign would be accepted by the parser of numbers.
    if !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    usize::from_str_radix(text, 16).ok()
}
