//! One exchange on one connection: send, read the head, read the body to its end or its limit.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use super::body::Chunks;
use super::head::{Framing, Head, find_end, parse_head};
use super::{Exchange, Limits, Request, Truncation, WireDefect};
use crate::connection::Connection;
use crate::error::{EgressError, Part, Step};

/// Bytes asked of the system at once.
const READ_BYTES: usize = 32 * 1024;
/// Interim answers passed over before giving up (a flood of them is free to send).
const INTERIM_MAX: usize = 8;
/// How a response begins; anything else is another protocol.
const GREETING: &[u8] = b"HTTP/";

/// Sends `wire` and reads the answer to it.
pub(crate) async fn run(
    mut connection: Connection,
    request: &Request,
    wire: Vec<u8>,
    limits: Limits,
    started: Instant,
    deadline: Instant,
) -> Result<Exchange, EgressError> {
    let host = request.url.host_str().unwrap_or_default();
    let mut reader = Reader {
        limits,
        deadline,
        host,
        buffer: Vec::new(),
        defects: Vec::new(),
    };
    reader.send(&mut connection, &wire).await?;
    let head = reader.read_head(&mut connection).await?;
    let response_head: Vec<u8> = reader.buffer.drain(..head.size).collect();
    if head.has_invalid_lines {
        reader.defects.push(WireDefect::InvalidHeaders);
    }
    let framing = head.framing(request.method)?;
    let (dechunked, truncation) = reader.read_body(&mut connection, framing).await;
    Ok(Exchange {
        request_bytes: wire,
        peer: connection.peer_addr(),
        status: head.status,
        reason: head.reason,
        headers: head.headers,
        response_head,
        wire_body: reader.buffer,
        dechunked,
        truncation,
        defects: reader.defects,
        peer_certificates: connection.peer_certificates(),
        duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

struct Reader<'a> {
    limits: Limits,
    deadline: Instant,
    host: &'a str,
    buffer: Vec<u8>,
    defects: Vec<WireDefect>,
}

impl Reader<'_> {
    async fn send(&self, connection: &mut Connection, wire: &[u8]) -> Result<(), EgressError> {
        let sending = async {
            connection.write_all(wire).await?;
            connection.flush().await
        };
        match timeout_at(self.deadline, sending).await {
            Err(_) => Err(self.overdue()),
            // A server may answer and close before it has read everything; its answer decides.
            Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Ok(sent) => sent.map_err(|error| self.disconnected(Some(error))),
        }
    }

    async fn read_head(&mut self, connection: &mut Connection) -> Result<Head, EgressError> {
        for _ in 0..=INTERIM_MAX {
            let head = self.read_one_head(connection).await?;
            if head.status >= 200 {
                return Ok(head);
            }
            if head.status == 101 {
                return Err(EgressError::malformed(
                    Part::Head,
                    "it changes the protocol unasked",
                ));
            }
            self.buffer.drain(..head.size);
            if !self.defects.contains(&WireDefect::InterimAnswers) {
                self.defects.push(WireDefect::InterimAnswers);
            }
        }
        Err(EgressError::malformed(
            Part::Head,
            "interim answers without end",
        ))
    }

    async fn read_one_head(&mut self, connection: &mut Connection) -> Result<Head, EgressError> {
        let mut searched = 0;
        loop {
            let compared = self.buffer.len().min(GREETING.len());
            if self.buffer[..compared] != GREETING[..compared] {
                return Err(EgressError::malformed(
                    Part::Head,
                    "the answer is not HTTP/1",
                ));
            }
            if let Some(end) = find_end(&self.buffer, searched) {
                if end > self.limits.header_bytes_max {
                    return Err(self.head_too_large());
                }
                return parse_head(&self.buffer[..end]);
            }
            // The last two bytes may be half of the empty line.
            searched = self.buffer.len().saturating_sub(2);
            if self.buffer.len() > self.limits.header_bytes_max {
                return Err(self.head_too_large());
            }
            match timeout_at(self.deadline, self.read_more(connection)).await {
                Err(_) => return Err(self.overdue()),
                Ok(Err(error)) => return Err(self.disconnected(Some(error))),
                Ok(Ok(0)) => return Err(self.disconnected(None)),
                Ok(Ok(_)) => {}
            }
        }
    }

    /// Reads to the end of the body; the buffer then holds it exactly as it came.
    async fn read_body(
        &mut self,
        connection: &mut Connection,
        framing: Framing,
    ) -> (Option<Vec<u8>>, Option<Truncation>) {
        match framing {
            Framing::Empty => self.end_at(0),
            Framing::Length(length) => {
                let limit = u64::try_from(self.limits.body_bytes_max).unwrap_or(u64::MAX);
                let wanted = usize::try_from(length.min(limit)).unwrap_or(usize::MAX);
                let cut = self.read_until(connection, wanted).await;
                self.end_at(wanted);
                return (None, cut.or((length > limit).then_some(Truncation::Length)));
            }
            Framing::Chunks { beside_length } => {
                if beside_length {
                    self.defects.push(WireDefect::LengthBesideChunks);
                }
                let (data, cut) = self.read_chunks(connection).await;
                return (Some(data), cut);
            }
            Framing::UntilClose { unknown_coding } => {
                if unknown_coding {
                    self.defects.push(WireDefect::UnknownTransferCoding);
                }
                return (None, self.read_to_close(connection).await);
            }
        }
        (None, None)
    }

    /// Reads until the buffer holds `wanted` bytes.
    async fn read_until(
        &mut self,
        connection: &mut Connection,
        wanted: usize,
    ) -> Option<Truncation> {
        while self.buffer.len() < wanted {
            match timeout_at(self.deadline, self.read_more(connection)).await {
                Err(_) => return Some(Truncation::Time),
                Ok(Err(_) | Ok(0)) => return Some(Truncation::Disconnect),
                Ok(Ok(_)) => {}
            }
        }
        None
    }

    async fn read_to_close(&mut self, connection: &mut Connection) -> Option<Truncation> {
        let limit = self.limits.body_bytes_max;
        loop {
            if self.buffer.len() > limit {
                self.buffer.truncate(limit);
                return Some(Truncation::Length);
            }
            match timeout_at(self.deadline, self.read_more(connection)).await {
                Err(_) => return Some(Truncation::Time),
                Ok(Ok(0)) => return None,
                Ok(Ok(_)) => {}
                // Many servers end an encrypted answer by closing the socket under it.
                Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    self.defects.push(WireDefect::NoCloseNotify);
                    return None;
                }
                Ok(Err(_)) => return Some(Truncation::Disconnect),
            }
        }
    }

    async fn read_chunks(&mut self, connection: &mut Connection) -> (Vec<u8>, Option<Truncation>) {
        let mut chunks = Chunks::new(self.limits.header_bytes_max);
        let cut = loop {
            match chunks.advance(&self.buffer) {
                Ok(Some(end)) if end <= self.limits.body_bytes_max => {
                    self.end_at(end);
                    break None;
                }
                Ok(_) if self.buffer.len() > self.limits.body_bytes_max => {
                    break Some(Truncation::Length);
                }
                Ok(_) => {}
                Err(_) => break Some(Truncation::Disconnect),
            }
            match timeout_at(self.deadline, self.read_more(connection)).await {
                Err(_) => break Some(Truncation::Time),
                Ok(Err(_) | Ok(0)) => break Some(Truncation::Disconnect),
                Ok(Ok(_)) => {}
            }
        };
        (chunks.data, cut)
    }

    async fn read_more(&mut self, connection: &mut Connection) -> io::Result<usize> {
        self.buffer.reserve(READ_BYTES);
        let mut limited = connection.take(READ_BYTES as u64);
        limited.read_buf(&mut self.buffer).await
    }

    fn end_at(&mut self, size: usize) {
        if self.buffer.len() > size {
            self.buffer.truncate(size);
            self.defects.push(WireDefect::BytesAfterBody);
        }
    }

    fn overdue(&self) -> EgressError {
        EgressError::Timeout {
            host: self.host.to_owned(),
            step: Step::Answer,
            limit_ms: self.limits.exchange_timeout_ms,
        }
    }

    fn disconnected(&self, source: Option<io::Error>) -> EgressError {
        EgressError::Disconnected {
            host: self.host.to_owned(),
            source,
        }
    }

    const fn head_too_large(&self) -> EgressError {
        EgressError::TooLarge {
            part: Part::Head,
            limit_bytes: self.limits.header_bytes_max,
        }
    }
}
