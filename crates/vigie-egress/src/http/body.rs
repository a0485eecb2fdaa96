//! Chunked bodies, taken apart while they arrive (RFC 9112 §7.1).

use crate::error::{EgressError, Part};

/// Length of a line that gives a chunk's size, extensions included.
const SIZE_LINE_BYTES_MAX: usize = 1024;

/// Where the reading of a chunked body stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Size,
    Data { remaining: usize },
    DataEnd,
    Trailers,
    Done,
}

/// Takes chunks apart. It sees the body as it grows and never looks at a byte of data twice.
#[derive(Debug)]
pub(super) struct Chunks {
    stage: Stage,
    /// Bytes of the wire that are dealt with.
    position: usize,
    trailer_bytes_max: usize,
    trailers_start: usize,
    pub(super) data: Vec<u8>,
}

impl Chunks {
    pub(super) const fn new(trailer_bytes_max: usize) -> Self {
        Self {
            stage: Stage::Size,
            position: 0,
            trailer_bytes_max,
            trailers_start: 0,
            data: Vec::new(),
        }
    }

    /// Deals with what `wire`, the body from its start, has more than last time.
    ///
    /// Answers where the body ends, once it does.
    pub(super) fn advance(&mut self, wire: &[u8]) -> Result<Option<usize>, EgressError> {
        loop {
            let rest = &wire[self.position..];
            match self.stage {
                Stage::Done => return Ok(Some(self.position)),
                Stage::Data { remaining: 0 } => self.stage = Stage::DataEnd,
                Stage::Data { remaining } => {
                    let taken = remaining.min(rest.len());
                    if taken == 0 {
                        return Ok(None);
                    }
                    self.data.extend_from_slice(&rest[..taken]);
                    self.position += taken;
                    self.stage = Stage::Data {
                        remaining: remaining - taken,
                    };
                }
                Stage::DataEnd => match rest {
                    [] | [b'\r'] => return Ok(None),
                    [b'\r', b'\n', ..] => self.pass(2, Stage::Size),
                    [b'\n', ..] => self.pass(1, Stage::Size),
                    _ => return Err(broken("a chunk is longer than its size")),
                },
                Stage::Size => {
                    let Some(line) = line_of(rest, SIZE_LINE_BYTES_MAX)? else {
                        return Ok(None);
                    };
                    let size = parse_size(line)?;
                    let next = if size == 0 {
                        Stage::Trailers
                    } else {
                        Stage::Data { remaining: size }
                    };
                    self.pass(line.len(), next);
                    self.trailers_start = self.position;
                }
                Stage::Trailers => {
                    let spent = self.position - self.trailers_start;
                    let allowed = self.trailer_bytes_max.saturating_sub(spent);
                    let Some(line) = line_of(rest, allowed)? else {
                        return Ok(None);
                    };
                    let is_last = matches!(line, b"\n" | b"\r\n");
                    self.pass(
                        line.len(),
                        if is_last {
                            Stage::Done
                        } else {
                            Stage::Trailers
                        },
                    );
                }
            }
        }
    }

    const fn pass(&mut self, size: usize, next: Stage) {
        self.position += size;
        self.stage = next;
    }
}

/// The first line of `bytes` with its newline, when it is whole.
fn line_of(bytes: &[u8], bytes_max: usize) -> Result<Option<&[u8]>, EgressError> {
    let looked_at = &bytes[..bytes.len().min(bytes_max)];
    match looked_at.iter().position(|byte| *byte == b'\n') {
        Some(end) => Ok(Some(&bytes[..=end])),
        None if bytes.len() >= bytes_max => Err(broken("a line between chunks is too long")),
        None => Ok(None),
    }
}

fn parse_size(line: &[u8]) -> Result<usize, EgressError> {
    let text = line.split(|byte| *byte == b';').next().unwrap_or_default();
    let text = std::str::from_utf8(text).unwrap_or_default().trim();
    let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    usize::from_str_radix(text, 16)
        .ok()
        .filter(|_| is_hex)
        .ok_or_else(|| broken("a chunk's size is not a number"))
}

fn broken(reason: &str) -> EgressError {
    EgressError::malformed(Part::Body, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: however the wire is cut into reads, the data and the end are the same.
    #[test]
    fn chunks_join_whatever_the_reads() {
        let wire = b"5;name=\"x\"\r\nhello\r\n1\n \n06\r\nworld!\r\n0\r\nX: y\r\n\r\nrest";
        for step in 1..=wire.len() {
            let mut chunks = Chunks::new(64);
            let mut end = None;
            for have in (step..wire.len()).step_by(step).chain([wire.len()]) {
                end = chunks.advance(&wire[..have]).unwrap();
                if end.is_some() {
                    break;
                }
            }
            assert_eq!(chunks.data, b"hello world!", "step {step}");
            assert_eq!(end, Some(wire.len() - 4), "step {step}");
        }
    }

    /// Goal: sizes that lie or flood are named, not followed.
    #[test]
    fn broken_chunks_are_refused() {
        for wire in [
            &b"5\r\nhello!\r\n"[..],
            b"-1\r\n",
            b"+5\r\nhello",
            b"\r\n\r\n",
            b"fffffffffffffffff\r\n",
            b"zz\r\n",
            &[b'1'; 2000],
            b"0\r\nX: 0123456789012345678901234567890123456789\r\n",
        ] {
            let mut chunks = Chunks::new(32);
            assert!(
                chunks.advance(wire).is_err(),
                "{}",
                String::from_utf8_lossy(wire)
            );
        }
    }
}
