//! Response heads: where one ends, and what it says.

use super::{Header, Method};
use crate::error::{EgressError, Part};

/// Headers of one head; browsers stop at a few hundred.
const HEADERS_MAX: usize = 256;

/// A response head that was read.
#[derive(Debug)]
pub(super) struct Head {
    /// Bytes of it, the empty line included.
    pub(super) size: usize,
    pub(super) status: u16,
    pub(super) reason: String,
    pub(super) headers: Vec<Header>,
    pub(super) has_invalid_lines: bool,
}

/// How the end of a body is told (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Empty,
    Length(u64),
    Chunks { beside_length: bool },
    UntilClose { unknown_coding: bool },
}

/// The position after the first empty line at or after `from`.
pub(super) fn find_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut position = from;
    while let Some(offset) = bytes[position..].iter().position(|byte| *byte == b'\n') {
        position += offset + 1;
        match &bytes[position..] {
            [b'\n', ..] => return Some(position + 1),
            [b'\r', b'\n', ..] => return Some(position + 2),
            _ => {}
        }
    }
    None
}

/// Reads a head whose end was found. Linear in its size.
pub(super) fn parse_head(bytes: &[u8]) -> Result<Head, EgressError> {
    let mut lines = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut lines);
    let mut parser = httparse::ParserConfig::default();
    parser
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    let size = match parser.parse_response(&mut response, bytes) {
        Ok(httparse::Status::Complete(size)) => size,
        Ok(httparse::Status::Partial) => {
            return Err(EgressError::malformed(Part::Head, "it ends in the middle"));
        }
        Err(httparse::Error::TooManyHeaders) => {
            return Err(EgressError::malformed(
                Part::Head,
                format!("more than {HEADERS_MAX} headers"),
            ));
        }
        Err(error) => return Err(EgressError::malformed(Part::Head, error.to_string())),
    };
    let headers: Vec<Header> = response
        .headers
        .iter()
        .map(|header| Header {
            name: header.name.to_owned(),
            value: header.value.to_vec(),
        })
        .collect();
    let folded = |line: &&[u8]| line.starts_with(b" ") || line.starts_with(b"\t");
    let line_count = bytes[..size]
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty() && *line != b"\r" && !folded(line))
        .count();
    Ok(Head {
        size,
        status: response.code.unwrap_or_default(),
        reason: response.reason.unwrap_or_default().to_owned(),
        has_invalid_lines: line_count > headers.len() + 1,
        headers,
    })
}

impl Head {
    /// How the body's end is told.
    ///
    /// # Errors
    ///
    /// [`EgressError::Malformed`] when lengths contradict each other: a sign of smuggling.
    pub(super) fn framing(&self, method: Method) -> Result<Framing, EgressError> {
        if method == Method::Head || matches!(self.status, 100..=199 | 204 | 304) {
            return Ok(Framing::Empty);
        }
        let codings = self.values("transfer-encoding");
        let length = self.length()?;
        let last_coding = codings.last().map(String::as_str);
        match (last_coding, length) {
            (Some("chunked"), length) => Ok(Framing::Chunks {
                beside_length: length.is_some(),
            }),
            (None | Some("identity"), Some(length)) => Ok(Framing::Length(length)),
            (None | Some("identity"), None) => Ok(Framing::UntilClose {
                unknown_coding: false,
            }),
            (Some(_), _) => Ok(Framing::UntilClose {
                unknown_coding: true,
            }),
        }
    }

    fn length(&self) -> Result<Option<u64>, EgressError> {
        let mut found = None;
        for text in self.values("content-length") {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let length = text.parse::<u64>().ok().filter(|_| is_number);
            let length = length.ok_or_else(|| {
                EgressError::malformed(Part::Head, "`content-length` is not a number")
            })?;
            if found.is_some_and(|before| before != length) {
                return Err(EgressError::malformed(
                    Part::Head,
                    "two different values of `content-length`",
                ));
            }
            found = Some(length);
        }
        Ok(found)
    }

    /// Every member of a header that is a list, in lower case.
    fn values(&self, name: &str) -> Vec<String> {
        self.headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name))
            .flat_map(|header| {
                let text = String::from_utf8_lossy(&header.value).to_ascii_lowercase();
                text.split(',')
                    .map(|member| member.trim().to_owned())
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing(head: &str) -> Result<Framing, String> {
        let bytes = format!("HTTP/1.1 200 OK\r\n{head}\r\n");
        let head = parse_head(bytes.as_bytes()).map_err(|error| error.to_string())?;
        head.framing(Method::Get).map_err(|error| error.to_string())
    }

    /// Goal: the table of RFC 9112 §6.3, and the contradictions that smuggle.
    #[test]
    fn the_end_of_a_body_is_told_one_way() {
        assert_eq!(framing("Content-Length: 5\r\n"), Ok(Framing::Length(5)));
        assert_eq!(
            framing("Content-Length: 5\r\ncontent-length: 5\r\n"),
            Ok(Framing::Length(5))
        );
        assert_eq!(framing("Content-Length: 5, 5\r\n"), Ok(Framing::Length(5)));
        assert_eq!(
            framing(""),
            Ok(Framing::UntilClose {
                unknown_coding: false
            })
        );
        assert_eq!(
            framing("Transfer-Encoding: Chunked\r\nContent-Length: 5\r\n"),
            Ok(Framing::Chunks {
                beside_length: true
            })
        );
        assert_eq!(
            framing("Transfer-Encoding: gzip\r\n"),
            Ok(Framing::UntilClose {
                unknown_coding: true
            })
        );
        for bad in [
            "5\r\nContent-Length: 6",
            "-5",
            "+5",
            "0x5",
            "5 6",
            "",
            "99999999999999999999",
        ] {
            assert!(
                framing(&format!("Content-Length: {bad}\r\n")).is_err(),
                "{bad}"
            );
        }
    }

    /// Goal: the end is found whatever newline is used, and wherever the search resumes.
    #[test]
    fn the_empty_line_is_found() {
        let head = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody";
        assert_eq!(find_end(head, 0), Some(25));
        assert_eq!(find_end(b"HTTP/1.0 200 OK\nA: b\n\nbody", 0), Some(22));
        assert_eq!(find_end(&head[..24], 0), None);
        for resumed in 0..21 {
            assert_eq!(find_end(head, resumed), Some(25), "{resumed}");
        }
    }

    /// Goal: a line that is no header is passed over and told; a folded one belongs to the last.
    #[test]
    fn odd_lines_are_told() {
        let odd = parse_head(b"HTTP/1.1 200 OK\r\nA: b\r\nno colon here\r\n\r\n").unwrap();
        assert!(odd.has_invalid_lines);
        let folded = parse_head(b"HTTP/1.1 200 OK\r\nA: b\r\n  more\r\n\r\n").unwrap();
        assert!(!folded.has_invalid_lines);
        assert!(parse_head(b"SSH-2.0-OpenSSH\r\n\r\n").is_err());
    }
}
