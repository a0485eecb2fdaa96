//! Asking: one resolver after the other, over UDP and, when the answer is cut, over TCP.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::wire::{Question, Reading, parse_answer, render_question};
use super::{DnsAnswer, RecordType, ResponseCode, system};
use crate::config::Config;
use crate::error::{EgressError, Part};
use crate::guard::{self, Target};

/// Times each resolver is asked.
const ROUNDS: usize = 2;
/// Datagrams looked at while waiting for one answer: a flood of forgeries ends the try.
const DATAGRAMS_MAX: usize = 64;
/// Size of a datagram buffer; larger than we ask for, because some answer larger.
const DATAGRAM_BYTES_MAX: usize = 8 * 1024;

/// Asks resolvers, and keeps what they said. Cheap to clone.
#[derive(Clone)]
pub struct DnsClient {
    config: Arc<Config>,
    resolvers: Arc<[SocketAddr]>,
}

impl DnsClient {
    pub(crate) fn new(config: Arc<Config>) -> Self {
        let resolvers = match config.resolvers.as_slice() {
            [] => system::resolvers().into(),
            listed => listed.into(),
        };
        Self { config, resolvers }
    }

    /// The resolvers asked when none is named, in their order.
    pub fn resolvers(&self) -> &[SocketAddr] {
        &self.resolvers
    }

    /// Asks about `name`: the named server, or the configured ones until one has an answer.
    ///
    /// Shape: a name that does not exist is an answer ([`ResponseCode::NxDomain`]), not an error.
    /// Looks at no file and no cache. At most two tries of each server.
    ///
    /// # Errors
    ///
    /// [`EgressError::DnsFailure`] when nobody answered; a server named by the caller that is not
    /// configured passes the rule for content first.
    pub async fn lookup(
        &self,
        name: &str,
        record_type: RecordType,
        server: Option<SocketAddr>,
    ) -> Result<DnsAnswer, EgressError> {
        let question = render_question(&ascii_name(name)?, record_type)?;
        if let Some(server) = server {
            if !self.resolvers.contains(&server) {
                guard::check_name_server(&self.config, server)?;
            }
            return self.ask_each(name, &question, &[server]).await;
        }
        self.ask_each(name, &question, &self.resolvers).await
    }

    async fn ask_each(
        &self,
        name: &str,
        question: &Question,
        servers: &[SocketAddr],
    ) -> Result<DnsAnswer, EgressError> {
        let mut last_answer = None;
        let mut last_error = "no resolver is configured".to_owned();
        for server in std::iter::repeat_n(servers, ROUNDS).flatten() {
            match self.ask(question, *server).await {
                Ok(answer) if is_final(answer.code) => return Ok(answer),
                Ok(answer) => last_answer = Some(answer),
                Err(error) => last_error = format!("{server}: {error}"),
            }
        }
        // A resolver that says it failed is still an answer worth recording.
        last_answer.ok_or_else(|| EgressError::DnsFailure {
            host: name.to_owned(),
            reason: last_error,
        })
    }

    async fn ask(&self, question: &Question, server: SocketAddr) -> io::Result<DnsAnswer> {
        let patience = Duration::from_millis(self.config.dns_timeout_ms);
        let by_udp = timeout(patience, ask_udp(question, server));
        if let Some(answer) = by_udp.await.map_err(|_| no_answer())?? {
            return Ok(answer);
        }
        timeout(patience, ask_tcp(question, server))
            .await
            .map_err(|_| no_answer())?
    }
}

const fn is_final(code: ResponseCode) -> bool {
    matches!(code, ResponseCode::NoError | ResponseCode::NxDomain)
}

fn no_answer() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "no answer in time")
}

/// The name in the form of the wire. Underscores (`_dmarc`) are names too.
fn ascii_name(name: &str) -> Result<String, EgressError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.bytes().all(is_plain) {
        return Ok(name.trim_end_matches('.').to_owned());
    }
    match guard::parse_host(name)? {
        Target::Name(name) => Ok(name),
        Target::Literal(_) => Err(EgressError::malformed(Part::Host, "it is an address")),
    }
}

/// Asks over UDP. `None` when the answer is cut.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
async fn ask_udp(question: &Question, server: SocketAddr) -> io::Result<Option<DnsAnswer>> {
    let any: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    // A connected socket takes datagrams of this server only.
    socket.connect(server).await?;
    socket.send(&question.bytes).await?;
    let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
    for _ in 0..DATAGRAMS_MAX {
        let size = socket.recv(&mut buffer).await?;
        match parse_answer(question, server, &buffer[..size]) {
            Reading::Foreign => {}
            Reading::Cut => return Ok(None),
            Reading::Answer(answer) => return Ok(Some(*answer)),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        "a flood of answers to other questions",
    ))
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
async fn ask_tcp(question: &Question, server: SocketAddr) -> io::Result<DnsAnswer> {
    let mut stream = TcpStream::connect(server).await?;
    let size = u16::try_from(question.bytes.len()).map_err(io::Error::other)?;
    stream
        .write_all(&[&size.to_be_bytes(), question.bytes.as_slice()].concat())
        .await?;
    let mut raw = vec![0; usize::from(stream.read_u16().await?)];
    stream.read_exact(&mut raw).await?;
    match parse_answer(question, server, &raw) {
        Reading::Answer(answer) => Ok(*answer),
        Reading::Foreign | Reading::Cut => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "not an answer to the question",
        )),
    }
}
