//! Why a connection was not made, or an answer not taken.
//!
//! Hosts and addresses of providers are facts an operator needs; paths and queries of items are
//! never in these sentences.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::address::AddressClass;

/// Why a connection was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// The host is, or resolves to, an address nobody outside may lead us to.
    #[error(
        "refused `{host}`: its address {address} is {class}, which a web address may not lead to"
    )]
    RefusedAddress {
        /// Host as asked for.
        host: String,
        /// The offending address.
        address: IpAddr,
        /// What kind of address it is.
        class: AddressClass,
    },
    /// The scheme is not one of those spoken here.
    #[error("refused the scheme `{scheme}`: only `http` and `https` are fetched")]
    RefusedScheme {
        /// Scheme as asked for, cut to a readable length.
        scheme: String,
    },
    /// The port is not on the list.
    #[error("refused port {port}: add it to `egress.ports_allowed` if it should be reached")]
    RefusedPort {
        /// Port as asked for.
        port: u16,
    },
    /// The address carries a user name or a password.
    #[error("refused a web address that carries a user name or password")]
    RefusedUserinfo,
    /// The name does not exist, or has no address.
    #[error("the name `{host}` does not exist or has no address")]
    DnsNotFound {
        /// Host as asked for.
        host: String,
    },
    /// No resolver gave a usable answer.
    #[error("no resolver answered for `{host}`: {reason}")]
    DnsFailure {
        /// Host as asked for.
        host: String,
        /// What the last resolver did.
        reason: String,
    },
    /// The address did not accept a connection.
    #[error("could not connect to `{host}` at {peer}")]
    ConnectFailed {
        /// Host as asked for.
        host: String,
        /// The last address tried.
        peer: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A step took longer than its limit.
    #[error("`{host}` took longer than {limit_ms} ms to {step}")]
    Timeout {
        /// Host as asked for.
        host: String,
        /// What was being done.
        step: Step,
        /// The limit that passed.
        limit_ms: u64,
    },
    /// The encrypted connection could not be made.
    #[error("no trusted encrypted connection with `{host}`")]
    TlsFailed {
        /// Host as asked for.
        host: String,
        /// What the other side, or its certificate, did.
        #[source]
        source: std::io::Error,
    },
    /// The answer is larger than its limit.
    #[error("the {part} of the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// Which part.
        part: Part,
        /// The limit that was passed.
        limit_bytes: usize,
    },
    /// The request or the answer is not what its protocol says.
    #[error("malformed {part}: {reason}")]
    Malformed {
        /// Which part.
        part: Part,
        /// What is wrong with it.
        reason: String,
    },
    /// The other side closed the connection before the answer was complete.
    #[error("`{host}` closed the connection before its answer was complete")]
    Disconnected {
        /// Host as asked for.
        host: String,
        /// What the system said, when it said something.
        #[source]
        source: Option<std::io::Error>,
    },
    /// A file the configuration names cannot be used.
    #[error("cannot use the certificates in `{path}`: {reason}", path = path.display())]
    BadRoots {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl EgressError {
    /// The stable word for this error: what rooms classify by.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::RefusedAddress { .. } => ErrorKind::RefusedAddress,
            Self::RefusedScheme { .. } => ErrorKind::RefusedScheme,
            Self::RefusedPort { .. } => ErrorKind::RefusedPort,
            Self::RefusedUserinfo => ErrorKind::RefusedUserinfo,
            Self::DnsNotFound { .. } => ErrorKind::DnsNotFound,
            Self::DnsFailure { .. } => ErrorKind::DnsFailure,
            Self::ConnectFailed { .. } => ErrorKind::ConnectFailed,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::TlsFailed { .. } => ErrorKind::TlsFailed,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Malformed { .. } => ErrorKind::Malformed,
            Self::Disconnected { .. } => ErrorKind::Disconnected,
            Self::BadRoots { .. } => ErrorKind::BadRoots,
        }
    }

    /// Whether a rule of this house said no, as opposed to the world failing.
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::RefusedAddress { .. }
                | Self::RefusedScheme { .. }
                | Self::RefusedPort { .. }
                | Self::RefusedUserinfo
        )
    }

    pub(crate) fn malformed(part: Part, reason: impl Into<String>) -> Self {
        Self::Malformed {
            part,
            reason: reason.into(),
        }
    }
}

/// What went wrong, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is described at the error of the same name"
)]
pub enum ErrorKind {
    RefusedAddress,
    RefusedScheme,
    RefusedPort,
    RefusedUserinfo,
    DnsNotFound,
    DnsFailure,
    ConnectFailed,
    Timeout,
    TlsFailed,
    TooLarge,
    Malformed,
    Disconnected,
    BadRoots,
}

impl ErrorKind {
    /// The word as it is stored, `refused_address`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusedAddress => "refused_address",
            Self::RefusedScheme => "refused_scheme",
            Self::RefusedPort => "refused_port",
            Self::RefusedUserinfo => "refused_userinfo",
            Self::DnsNotFound => "dns_not_found",
            Self::DnsFailure => "dns_failure",
            Self::ConnectFailed => "connect_failed",
            Self::Timeout => "timeout",
            Self::TlsFailed => "tls_failed",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::Disconnected => "disconnected",
            Self::BadRoots => "bad_roots",
        }
    }
}

impl std::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was being done when the time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Step {
    Resolve,
    Connect,
    Handshake,
    Answer,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Resolve => "be resolved",
            Self::Connect => "accept a connection",
            Self::Handshake => "agree on encryption",
            Self::Answer => "answer in full",
        })
    }
}

/// Which part of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Part {
    Host,
    Request,
    Head,
    Body,
    DecodedBody,
    DnsAnswer,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Host => "host name",
            Self::Request => "request",
            Self::Head => "head",
            Self::Body => "body",
            Self::DecodedBody => "decoded body",
            Self::DnsAnswer => "dns answer",
        })
    }
}
