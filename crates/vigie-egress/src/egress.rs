//! The door itself: resolve, check, connect to that very address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use crate::address::Rule;
use crate::config::Config;
use crate::connection::{Connection, Stream};
use crate::dns::{CNAMES_MAX, DnsAnswer, DnsClient, RecordType, ResponseCode, find_in_hosts};
use crate::error::{EgressError, Step};
use crate::guard::{self, Target};
use crate::http::{self, Exchange, Limits, Request};
use crate::tls::Tls;

/// Addresses of one name that are looked at: more is no honest answer.
const ADDRESSES_MAX: usize = 32;
/// Addresses of one name that are tried.
const ATTEMPTS_MAX: usize = 4;

/// The only way out of the house. Cheap to clone; safe to share.
#[derive(Clone)]
pub struct Egress {
    inner: Arc<Inner>,
}

struct Inner {
    config: Arc<Config>,
    dns: DnsClient,
    tls: Tls,
}

/// An address that passed its rule; only this crate makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VettedAddr(IpAddr);

impl VettedAddr {
    /// The address.
    pub const fn address(self) -> IpAddr {
        self.0
    }
}

impl std::fmt::Debug for Egress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Egress").finish_non_exhaustive()
    }
}

impl Egress {
    /// Opens the door under `config`. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// [`EgressError::BadRoots`] when a configured file of certificates cannot be used.
    pub fn new(config: Config) -> Result<Self, EgressError> {
        for network in &config.allow_addresses {
            tracing::warn!(
                egress.network = %network,
                "content may lead to this network: `egress.allow_addresses` lifts the guard for it"
            );
        }
        let tls = Tls::new(&config.extra_roots)?;
        let config = Arc::new(config);
        let dns = DnsClient::new(Arc::clone(&config));
        Ok(Self {
            inner: Arc::new(Inner { config, dns, tls }),
        })
    }

    /// The configuration it was opened under.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The limits of one exchange, as configured.
    pub fn limits(&self) -> Limits {
        self.inner.config.limits()
    }

    /// Asks resolvers directly: what they say, not whether we may go there.
    pub fn dns(&self) -> DnsClient {
        self.inner.dns.clone()
    }

    /// The addresses of `host`, all of which pass `rule`.
    ///
    /// One address that does not pass refuses the whole name: an honest name has no such address.
    pub async fn resolve(&self, host: &str, rule: Rule) -> Result<Vec<VettedAddr>, EgressError> {
        let addresses = match guard::parse_host(host)? {
            Target::Literal(address) => vec![address],
            Target::Name(name) => {
                // Slow resolvers and long chains of aliases multiply; together they have one limit.
                let limit_ms = self.inner.config.exchange_timeout_ms;
                timeout(Duration::from_millis(limit_ms), self.find_addresses(&name))
                    .await
                    .map_err(|_| overdue(host, Step::Resolve, limit_ms))??
            }
        };
        addresses
            .into_iter()
            .map(|address| {
                guard::check_address(&self.inner.config, host, address, rule)?;
                Ok(VettedAddr(address))
            })
            .collect()
    }

    /// Opens a plain connection to a vetted address of `host`.
    pub async fn connect(
        &self,
        host: &str,
        port: u16,
        rule: Rule,
    ) -> Result<Connection, EgressError> {
        guard::check_raw_port(&self.inner.config, port, rule)?;
        self.open(host, port, rule).await
    }

    /// Opens an encrypted connection to a vetted address of `host`.
    pub async fn connect_tls(
        &self,
        host: &str,
        port: u16,
        rule: Rule,
    ) -> Result<Connection, EgressError> {
        let connection = self.connect(host, port, rule).await?;
        self.start_tls(connection, host).await
    }

    /// Encrypts an open connection (STARTTLS), trusting certificates for `host` only.
    ///
    /// A connection that is encrypted already is handed back as it is.
    pub async fn start_tls(
        &self,
        connection: Connection,
        host: &str,
    ) -> Result<Connection, EgressError> {
        let Connection { stream, peer } = connection;
        let stream = match stream {
            Stream::Encrypted(_) => return Ok(Connection { stream, peer }),
            Stream::Plain(stream) => stream,
        };
        let limit_ms = self.inner.config.connect_timeout_ms;
        let stream = timeout(
            Duration::from_millis(limit_ms),
            self.inner.tls.start(stream, host),
        )
        .await
        .map_err(|_| overdue(host, Step::Handshake, limit_ms))??;
        Ok(Connection {
            stream: Stream::Encrypted(Box::new(stream)),
            peer,
        })
    }

    /// One HTTP/1.1 exchange on a connection of its own, complete or an error.
    ///
    /// Shape: a redirect is an answer like any other; nothing is decoded but the chunks.
    ///
    /// # Errors
    ///
    /// Every way in which the answer was not had in full. Use [`Self::exchange_partial`] to keep
    /// the part that was.
    pub async fn exchange(
        &self,
        request: &Request,
        rule: Rule,
        limits: Limits,
    ) -> Result<Exchange, EgressError> {
        let exchange = self.exchange_partial(request, rule, limits).await?;
        exchange.require_complete(request.url.host_str().unwrap_or_default(), limits)
    }

    /// One HTTP/1.1 exchange whose body may be cut at a limit; the answer says so.
    ///
    /// # Errors
    ///
    /// As [`Self::exchange`], save that a body once begun is kept: see [`Exchange::truncation`].
    pub async fn exchange_partial(
        &self,
        request: &Request,
        rule: Rule,
        limits: Limits,
    ) -> Result<Exchange, EgressError> {
        let (host, port) = guard::check_url(&request.url)?;
        guard::check_web_port(&self.inner.config, port, rule)?;
        let started = tokio::time::Instant::now();
        let deadline = started + Duration::from_millis(limits.exchange_timeout_ms);
        let wire = http::render_request(request)?;
        let connection = tokio::time::timeout_at(deadline, self.open_for(&request.url, port, rule))
            .await
            .map_err(|_| overdue(host, Step::Connect, limits.exchange_timeout_ms))??;
        http::run(connection, request, wire, limits, started, deadline).await
    }

    async fn open_for(&self, url: &Url, port: u16, rule: Rule) -> Result<Connection, EgressError> {
        let host = url.host_str().unwrap_or_default();
        let connection = self.open(host, port, rule).await?;
        if url.scheme() != "https" {
            return Ok(connection);
        }
        let name = host.trim_start_matches('[').trim_end_matches(']');
        self.start_tls(connection, name).await
    }

    async fn open(&self, host: &str, port: u16, rule: Rule) -> Result<Connection, EgressError> {
        let addresses = self.resolve(host, rule).await?;
        let mut last_error = EgressError::DnsNotFound {
            host: host.to_owned(),
        };
        for address in addresses.into_iter().take(ATTEMPTS_MAX) {
            match self.open_at(host, SocketAddr::new(address.0, port)).await {
                Ok(connection) => return Ok(connection),
                Err(error) => last_error = error,
            }
        }
        Err(last_error)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    async fn open_at(&self, host: &str, peer: SocketAddr) -> Result<Connection, EgressError> {
        let limit_ms = self.inner.config.connect_timeout_ms;
        let connecting = TcpStream::connect(peer);
        let stream = timeout(Duration::from_millis(limit_ms), connecting)
            .await
            .map_err(|_| overdue(host, Step::Connect, limit_ms))?
            .map_err(|source| EgressError::ConnectFailed {
                host: host.to_owned(),
                peer,
                source,
            })?;
        // Small requests should leave at once; a socket that refuses the option still works.
        let _ = stream.set_nodelay(true);
        Ok(Connection {
            stream: Stream::Plain(stream),
            peer,
        })
    }

    /// Every address of a name: pinned, this machine's, or looked up; IPv4 first.
    async fn find_addresses(&self, name: &str) -> Result<Vec<IpAddr>, EgressError> {
        if let Some(address) = self.inner.config.hosts.get(name) {
            return Ok(vec![*address]);
        }
        // RFC 6761: this name is never anybody else's, whatever a resolver says.
        if name == "localhost" || name.ends_with(".localhost") {
            return Ok(vec![IpAddr::from([127, 0, 0, 1])]);
        }
        if self.inner.config.resolvers.is_empty() {
            let fixed = find_in_hosts(name);
            if !fixed.is_empty() {
                return Ok(fixed);
            }
        }
        let (v4, v6) = tokio::join!(
            self.look_up(name, RecordType::A),
            self.look_up(name, RecordType::Aaaa)
        );
        let (mut addresses, failure) = match (v4, v6) {
            (Ok(v4), Ok(v6)) => ([v4, v6].concat(), None),
            (Ok(found), Err(error)) | (Err(error), Ok(found)) => (found, Some(error)),
            (Err(error), Err(_)) => return Err(error),
        };
        addresses.truncate(ADDRESSES_MAX);
        match (addresses.is_empty(), failure) {
            (false, _) => Ok(addresses),
            (true, Some(error)) => Err(error),
            (true, None) => Err(EgressError::DnsNotFound {
                host: name.to_owned(),
            }),
        }
    }

    /// Follows aliases that a resolver left for us to follow; each is asked at most once.
    async fn look_up(&self, name: &str, kind: RecordType) -> Result<Vec<IpAddr>, EgressError> {
        let mut asked = vec![name.to_owned()];
        while let Some(next) = asked.last().filter(|_| asked.len() <= CNAMES_MAX) {
            let answer = self.inner.dns.lookup(next, kind, None).await?;
            check_code(name, &answer)?;
            let addresses = answer.addresses();
            let alias = answer.cname_chain().pop();
            match alias {
                _ if !addresses.is_empty() => return Ok(addresses),
                Some(alias) if answer.code == ResponseCode::NoError && !asked.contains(&alias) => {
                    asked.push(alias);
                }
                _ => break,
            }
        }
        Ok(Vec::new())
    }
}

fn check_code(host: &str, answer: &DnsAnswer) -> Result<(), EgressError> {
    match answer.code {
        ResponseCode::NoError | ResponseCode::NxDomain => Ok(()),
        code => Err(EgressError::DnsFailure {
            host: host.to_owned(),
            reason: format!("{} said {code:?}", answer.server),
        }),
    }
}

fn overdue(host: &str, step: Step, limit_ms: u64) -> EgressError {
    EgressError::Timeout {
        host: host.to_owned(),
        step,
        limit_ms,
    }
}
