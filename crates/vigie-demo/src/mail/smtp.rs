//! A mail relay by hand: EHLO, MAIL, RCPT, DATA, RSET, NOOP, QUIT over plain TCP (RFC 5321).
//!
//! It takes mail for the abuse desks of `.test` and for nobody else. No TLS, no sign-in: it is
//! the far end of a wire, not a model of a good one.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::{PostRoom, StoredMail};
use crate::address::find_provider_by_mail;
use crate::behaviour::Fault;
use crate::clock::DemoClock;
use crate::wire::accept;

/// Longest line, RFC 5321 §4.5.3.1.6 and room for extensions.
const LINE_SIZE_BYTES_MAX: u64 = 4_096;
/// Most commands in one dialogue.
const COMMAND_COUNT_MAX: u32 = 1_000;
/// Most recipients of one message, RFC 5321 §4.5.3.1.8.
const RECIPIENT_COUNT_MAX: usize = 100;

/// Limits of the relay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SmtpLimits {
    pub(crate) message_size_bytes_max: usize,
    pub(crate) connection_count_max: usize,
    pub(crate) idle: Duration,
}

/// Takes mail until dropped.
pub(crate) async fn serve(
    listener: TcpListener,
    limits: SmtpLimits,
    clock: DemoClock,
    room: Arc<PostRoom>,
) {
    accept(listener, limits.connection_count_max, move |stream| {
        let (clock, room) = (clock.clone(), Arc::clone(&room));
        async move {
            // A client that breaks off mid-way is its own affair.
            let _ = Dialogue::new(stream, limits, clock, room).run().await;
        }
    })
    .await;
}

struct Dialogue {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    limits: SmtpLimits,
    clock: DemoClock,
    room: Arc<PostRoom>,
    from: Option<String>,
    to: Vec<String>,
}

/// Whether the dialogue goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Command,
    HangUp,
}

impl Dialogue {
    fn new(stream: TcpStream, limits: SmtpLimits, clock: DemoClock, room: Arc<PostRoom>) -> Self {
        let (reader, writer) = stream.into_split();
        Self {
            reader: BufReader::new(reader),
            writer,
            limits,
            clock,
            room,
            from: None,
            to: Vec::new(),
        }
    }

    async fn run(&mut self) -> std::io::Result<()> {
        if self.room.take_fault(Fault::GoesAwayAtGreeting) {
            return self.say("421 4.3.2 mx.postroom.test is going down").await;
        }
        self.say("220 mx.postroom.test ESMTP").await?;
        for _ in 0..COMMAND_COUNT_MAX {
            let Some(line) = self.read_line().await? else {
                return Ok(());
            };
            if line.len() as u64 >= LINE_SIZE_BYTES_MAX {
                self.say("500 5.5.2 line too long").await?;
                return Ok(());
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if self.obey(&line).await? == Next::HangUp {
                return Ok(());
            }
        }
        self.say("421 4.7.0 too many commands").await
    }

    async fn obey(&mut self, line: &str) -> std::io::Result<Next> {
        let verb = line
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                self.reset();
                let size = self.limits.message_size_bytes_max;
                self.say(&format!(
                    "250-mx.postroom.test\r\n250-PIPELINING\r\n250-SIZE {size}\r\n\
                     250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 DSN"
                ))
                .await?;
            }
            "HELO" => {
                self.reset();
                self.say("250 mx.postroom.test").await?;
            }
            "MAIL" => self.take_sender(line).await?,
            "RCPT" => self.take_recipient(line).await?,
            "DATA" => return self.take_message().await,
            "RSET" => {
                self.reset();
                self.say("250 2.0.0 forgotten").await?;
            }
            "NOOP" => self.say("250 2.0.0 yes").await?,
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                return Ok(Next::HangUp);
            }
            _ => {
                self.say("502 5.5.1 this relay does not know that command")
                    .await?;
            }
        }
        Ok(Next::Command)
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn take_sender(&mut self, line: &str) -> std::io::Result<()> {
        let Some(from) = find_path(line, "FROM:") else {
            return self.say("501 5.5.4 MAIL FROM:<address> is wanted").await;
        };
        let size = line
            .to_ascii_uppercase()
            .split("SIZE=")
            .nth(1)
            .and_then(|rest| {
                rest.split(' ')
                    .next()
                    .and_then(|digits| digits.parse::<usize>().ok())
            });
        if size.is_some_and(|size| size > self.limits.message_size_bytes_max) {
            return self.say("552 5.3.4 message too large").await;
        }
        self.reset();
        self.from = Some(from);
        self.say("250 2.1.0 ok").await
    }

    async fn take_recipient(&mut self, line: &str) -> std::io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let Some(to) = find_path(line, "TO:").filter(|path| !path.is_empty()) else {
            return self.say("501 5.5.4 RCPT TO:<address> is wanted").await;
        };
        if self.to.len() >= RECIPIENT_COUNT_MAX {
            return self.say("452 4.5.3 too many recipients").await;
        }
        if !to.to_ascii_lowercase().ends_with(".test") {
            return self.say("550 5.7.1 relaying denied").await;
        }
        if find_provider_by_mail(&to).is_none() {
            return self.say("550 5.1.1 no such mailbox").await;
        }
        self.to.push(to.to_ascii_lowercase());
        self.say("250 2.1.5 ok").await
    }

    async fn take_message(&mut self) -> std::io::Result<Next> {
        let Some(from) = self.from.clone().filter(|_| !self.to.is_empty()) else {
            self.say("503 5.5.1 MAIL and RCPT first").await?;
            return Ok(Next::Command);
        };
        self.say("354 end with a dot on a line of its own").await?;
        if self.room.take_fault(Fault::DiesInData) {
            return Ok(Next::HangUp);
        }
        let Some(raw) = self.read_message().await? else {
            self.say("552 5.3.4 message too large").await?;
            return Ok(Next::HangUp);
        };
        if self.room.take_fault(Fault::RefusesContent) {
            self.reset();
            self.say("554 5.7.1 message refused because of its content")
                .await?;
            return Ok(Next::Command);
        }
        let received_at = self.clock.now();
        let mut is_stored = true;
        for mailbox in std::mem::take(&mut self.to) {
            let mail = StoredMail {
                received_at,
                envelope_from: from.clone(),
                mailbox,
                raw: raw.clone(),
            };
            is_stored &= self.room.store(mail);
        }
        self.reset();
        if self.room.take_fault(Fault::DiesBeforeAccepting) {
            return Ok(Next::HangUp);
        }
        let answer = if is_stored {
            "250 2.0.0 taken"
        } else {
            "452 4.3.1 the mailboxes are full"
        };
        self.say(answer).await?;
        Ok(Next::Command)
    }

    /// Everything up to the final dot; `None` when it is larger than allowed.
    async fn read_message(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut raw = Vec::new();
        let mut starts_line = true;
        loop {
            let Some(line) = self.read_line().await? else {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            };
            let is_whole = line.ends_with(b"\n");
            if starts_line && (line == b".\r\n" || line == b".\n") {
                return Ok(Some(raw));
            }
            let stuffed = starts_line && line.starts_with(b".");
            raw.extend_from_slice(&line[usize::from(stuffed)..]);
            if raw.len() > self.limits.message_size_bytes_max {
                return Ok(None);
            }
            starts_line = is_whole;
        }
    }

    /// A line with its end, or as much of it as one line may hold; `None` at the end.
    async fn read_line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.reader).take(LINE_SIZE_BYTES_MAX);
        tokio::time::timeout(self.limits.idle, limited.read_until(b'\n', &mut line)).await??;
        Ok((!line.is_empty()).then_some(line))
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.writer
            .write_all(format!("{line}\r\n").as_bytes())
            .await
    }
}

/// The address between `<` and `>` after `keyword`; empty for the null sender.
fn find_path(line: &str, keyword: &str) -> Option<String> {
    let at = line.to_ascii_uppercase().find(keyword)? + keyword.len();
    let path = line.get(at..)?.trim_start().strip_prefix('<')?;
    path.split_once('>').map(|(address, _)| address.to_owned())
}
