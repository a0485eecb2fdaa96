//! Undoing the compression of a body, with an end to it.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::error::{EgressError, Part};

/// Codings undone one after the other; nobody honest stacks more.
const CODINGS_MAX: usize = 3;

/// The body without the codings that `content_encoding` names, at most `limit_bytes` long.
///
/// Shape: `gzip`, `deflate` and `identity`, in the order of the header; anything else is an error,
/// and the body as it came remains the caller's to keep.
///
/// # Errors
///
/// [`EgressError::TooLarge`] as soon as one byte more than the limit comes out, which is how a
/// compression bomb ends; [`EgressError::Malformed`] for bytes that are not what they claim.
pub fn decode_body<'a>(
    content_encoding: &str,
    body: &'a [u8],
    limit_bytes: usize,
) -> Result<Cow<'a, [u8]>, EgressError> {
    let codings: Vec<String> = content_encoding
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    if codings.len() > CODINGS_MAX {
        return Err(EgressError::malformed(
            Part::DecodedBody,
            "too many codings on one another",
        ));
    }
    let mut decoded = Cow::Borrowed(body);
    // The header lists codings in the order they were put on.
    for coding in codings.iter().rev() {
        decoded = Cow::Owned(undo(coding, &decoded, limit_bytes)?);
    }
    if decoded.len() > limit_bytes {
        return Err(EgressError::TooLarge {
            part: Part::DecodedBody,
            limit_bytes,
        });
    }
    Ok(decoded)
}

fn undo(coding: &str, body: &[u8], limit_bytes: usize) -> Result<Vec<u8>, EgressError> {
    match coding {
        "gzip" | "x-gzip" => read_all(MultiGzDecoder::new(body), limit_bytes),
        // Half of the servers send what the name says, half what the standard says.
        "deflate" if is_zlib(body) => read_all(ZlibDecoder::new(body), limit_bytes),
        "deflate" => read_all(DeflateDecoder::new(body), limit_bytes),
        other => {
            let shown: String = other.chars().take(24).collect();
            Err(EgressError::malformed(
                Part::DecodedBody,
                format!("unknown coding `{shown}`"),
            ))
        }
    }
}

/// Whether the first two bytes are a zlib header (RFC 1950 §2.2).
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) * 256 + u16::from(*second)).is_multiple_of(31))
}

fn read_all(decoder: impl Read, limit_bytes: usize) -> Result<Vec<u8>, EgressError> {
    let mut decoded = Vec::new();
    let allowed = u64::try_from(limit_bytes)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    decoder
        .take(allowed)
        .read_to_end(&mut decoded)
        .map_err(|error: io::Error| EgressError::malformed(Part::DecodedBody, error.to_string()))?;
    if decoded.len() > limit_bytes {
        return Err(EgressError::TooLarge {
            part: Part::DecodedBody,
            limit_bytes,
        });
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;
    use crate::error::ErrorKind;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Goal: every spelling of the usual codings, also one on another.
    #[test]
    fn usual_codings_are_undone() {
        let plain = b"a plain sentence, twice: a plain sentence";
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(plain).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(plain).unwrap();
        let members = [gzip(&plain[..10]), gzip(&plain[10..])].concat();
        for (coding, body) in [
            ("", plain.to_vec()),
            ("identity", plain.to_vec()),
            ("GZIP", gzip(plain)),
            ("x-gzip", members),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("gzip, gzip", gzip(&gzip(plain))),
        ] {
            assert_eq!(
                decode_body(coding, &body, 1000).unwrap().as_ref(),
                plain,
                "{coding}"
            );
        }
    }

    /// Goal: a bomb ends at the limit; what is not the coding is said.
    #[test]
    fn bombs_and_lies_end() {
        let bomb = gzip(&vec![0; 10_000_000]);
        assert!(bomb.len() < 20_000);
        let answer = decode_body("gzip", &bomb, 4096).unwrap_err();
        assert_eq!(answer.kind(), ErrorKind::TooLarge);
        for (coding, body) in [
            ("gzip", &b"plain"[..]),
            ("br", b"x"),
            ("gzip,gzip,gzip,gzip", b"x"),
        ] {
            let answer = decode_body(coding, body, 4096).unwrap_err();
            assert_eq!(answer.kind(), ErrorKind::Malformed, "{coding}");
        }
        assert!(decode_body("gzip", &bomb[..bomb.len() / 2], 20_000_000).is_err());
    }
}
