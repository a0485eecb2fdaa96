//! One connection with a mail server: lines out, replies in, each within its time.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

use super::NotSentCause;
use super::reply::Reply;

/// Size of one whole reply; RFC 5321 lines are 512 bytes, and an `EHLO` answer has a few dozen.
const REPLY_BYTES_MAX: usize = 64 * 1024;
/// Size of one read.
const READ_BYTES: usize = 4 * 1024;
/// Size of one write, each within the time of a command.
const WRITE_BYTES: usize = 32 * 1024;
/// Time for the farewell, which nothing depends on.
const GOODBYE: Duration = Duration::from_millis(200);

/// A connection and what it has said beyond the last reply.
pub(super) struct Wire<S> {
    stream: S,
    pending: Vec<u8>,
    limit: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(super) const fn new(stream: S, limit: Duration) -> Self {
        Self {
            stream,
            pending: Vec::new(),
            limit,
        }
    }

    /// The connection, to be encrypted. What it said unasked is forgotten with the wire.
    pub(super) fn into_inner(self) -> S {
        self.stream
    }

    /// Whether the server said more than it was asked: then no reply can be told from another.
    pub(super) const fn has_unasked(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The reply that comes unasked: the greeting.
    pub(super) async fn read_greeting(&mut self) -> Result<Reply, NotSentCause> {
        self.read_reply(self.limit).await
    }

    /// Says one line and takes the reply to it.
    pub(super) async fn command(&mut self, line: &str) -> Result<Reply, NotSentCause> {
        let written = self.write(format!("{line}\r\n").as_bytes()).await;
        self.reply_despite(written, self.limit).await
    }

    /// Says one line and takes the reply to it line by line (`EHLO`).
    pub(super) async fn command_lines(
        &mut self,
        line: &str,
    ) -> Result<(Reply, Vec<String>), NotSentCause> {
        self.write(format!("{line}\r\n").as_bytes()).await?;
        let lines = timeout(self.limit, self.read_lines()).await;
        let (code, lines) = lines.map_err(|_| overdue(self.limit))??;
        Ok((Reply::new(code, &lines), lines))
    }

    /// The reply to what was just written; also when writing failed, because a server that hangs
    /// up says why first.
    pub(super) async fn reply_despite(
        &mut self,
        written: Result<(), NotSentCause>,
        limit: Duration,
    ) -> Result<Reply, NotSentCause> {
        match written {
            Ok(()) => self.read_reply(limit).await,
            Err(NotSentCause::Disconnected) => self
                .read_reply(limit)
                .await
                .map_err(|_| NotSentCause::Disconnected),
            Err(cause) => Err(cause),
        }
    }

    /// Writes all of `bytes`, or says why not.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), NotSentCause> {
        for chunk in bytes.chunks(WRITE_BYTES) {
            let written = timeout(self.limit, async {
                self.stream.write_all(chunk).await?;
                self.stream.flush().await
            });
            written
                .await
                .map_err(|_| overdue(self.limit))?
                .map_err(|_| NotSentCause::Disconnected)?;
        }
        Ok(())
    }

    /// Reads one whole reply (RFC 5321 §4.2.1).
    pub(super) async fn read_reply(&mut self, limit: Duration) -> Result<Reply, NotSentCause> {
        let lines = timeout(limit, self.read_lines()).await;
        let (code, lines) = lines.map_err(|_| overdue(limit))??;
        Ok(Reply::new(code, &lines))
    }

    async fn read_lines(&mut self) -> Result<(u16, Vec<String>), NotSentCause> {
        let mut code = None;
        let mut lines = Vec::new();
        let mut taken = 0;
        loop {
            let line = self.read_line(taken).await?;
            taken += line.len();
            let (line_code, is_last, text) = split_line(&line).ok_or(NotSentCause::NotSmtp)?;
            if *code.get_or_insert(line_code) != line_code {
                return Err(NotSentCause::NotSmtp);
            }
            lines.push(text);
            if is_last {
                return Ok((line_code, lines));
            }
        }
    }

    /// One line with its end; `taken` bytes of the same reply came before it.
    async fn read_line(&mut self, taken: usize) -> Result<Vec<u8>, NotSentCause> {
        let mut searched = 0;
        loop {
            if let Some(end) = self.pending[searched..]
                .iter()
                .position(|byte| *byte == b'\n')
            {
                let rest = self.pending.split_off(searched + end + 1);
                return Ok(std::mem::replace(&mut self.pending, rest));
            }
            searched = self.pending.len();
            if taken + searched > REPLY_BYTES_MAX {
                return Err(NotSentCause::NotSmtp);
            }
            let mut chunk = [0; READ_BYTES];
            match self.stream.read(&mut chunk).await {
                Ok(0) | Err(_) => return Err(NotSentCause::Disconnected),
                Ok(count) => self.pending.extend_from_slice(&chunk[..count]),
            }
        }
    }

    /// Takes leave without waiting for an answer: the outcome is known, and a crash must not
    /// find it untold.
    pub(super) async fn say_goodbye(&mut self) {
        let _ = timeout(GOODBYE, async {
            self.stream.write_all(b"QUIT\r\n").await?;
            self.stream.shutdown().await
        })
        .await;
    }
}

/// `250-SIZE 1000` → code, whether it is the last line, words.
fn split_line(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (digits, rest) = line.split_at_checked(3)?;
    let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
    if !(200..600).contains(&code) {
        return None;
    }
    let is_last = match rest.first() {
        None | Some(b' ') => true,
        Some(b'-') => false,
        Some(_) => return None,
    };
    let text = String::from_utf8_lossy(rest.get(1..).unwrap_or_default());
    Some((code, is_last, text.trim().to_owned()))
}

fn overdue(limit: Duration) -> NotSentCause {
    NotSentCause::TimedOut {
        limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
    }
}
