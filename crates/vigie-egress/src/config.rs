//! Section `[egress]` of the configuration: where this house may connect to, and how long it waits.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::http::Limits;

/// Section `[egress]`: what outgoing connections may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Resolvers to ask, in this order, as `address:port`. Empty: those of `/etc/resolv.conf`.
    pub resolvers: Vec<SocketAddr>,
    /// Names that are not looked up but stand here. Their addresses are vetted like any other.
    pub hosts: BTreeMap<String, IpAddr>,
    /// Ports that web addresses may name: numbers, or ranges such as `"8000-8999"`.
    pub ports_allowed: Vec<PortRange>,
    /// Ports that other protocols may use towards an address taken from an answer (WHOIS: 43).
    pub raw_ports_allowed: Vec<PortRange>,
    /// Networks that are allowed although they are private, such as `"127.0.0.0/8"` for a
    /// demonstration. Content may then lead there: leave it empty on a machine that matters.
    pub allow_addresses: Vec<IpNet>,
    /// Whether an address from the configuration or a verified contact (mail relay, partner) may
    /// be loopback or private. Addresses from content never may.
    pub allow_configured_private: bool,
    /// Certificates trusted beside those of the system, as files in PEM.
    pub extra_roots: Vec<PathBuf>,
    /// Time to wait for one answer of one resolver.
    pub dns_timeout_ms: u64,
    /// Time to wait until one address accepts a connection.
    pub connect_timeout_ms: u64,
    /// Time for one whole exchange, from the look-up to the last byte of the answer.
    pub exchange_timeout_ms: u64,
    /// Size of a response head, or of the trailers of a body.
    pub header_bytes_max: usize,
    /// Size of a response body as it travels.
    pub body_bytes_max: usize,
    /// Size of a body after its compression is undone.
    pub decoded_bytes_max: usize,
    /// Redirects that a caller follows in a row.
    pub redirects_max: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            resolvers: Vec::new(),
            hosts: BTreeMap::new(),
            ports_allowed: [80, 443, 8080, 8443].map(PortRange::from).to_vec(),
            raw_ports_allowed: vec![PortRange::from(43)],
            allow_addresses: Vec::new(),
            allow_configured_private: false,
            extra_roots: Vec::new(),
            dns_timeout_ms: 3_000,
            connect_timeout_ms: 10_000,
            exchange_timeout_ms: 120_000,
            header_bytes_max: 64 * 1024,
            body_bytes_max: 64 * 1024 * 1024,
            decoded_bytes_max: 128 * 1024 * 1024,
            redirects_max: 8,
        }
    }
}

impl Config {
    /// Tiny limits, every port, and loopback allowed: for tests against servers of their own.
    ///
    /// # Panics
    ///
    /// Never: the network it names is a constant.
    pub fn for_testing() -> Self {
        Self {
            ports_allowed: vec![PortRange::ALL],
            raw_ports_allowed: vec![PortRange::ALL],
            allow_addresses: vec!["127.0.0.0/8".parse().expect("a constant network parses")],
            allow_configured_private: true,
            dns_timeout_ms: 300,
            connect_timeout_ms: 2_000,
            exchange_timeout_ms: 5_000,
            header_bytes_max: 8 * 1024,
            body_bytes_max: 1024 * 1024,
            decoded_bytes_max: 2 * 1024 * 1024,
            redirects_max: 4,
            ..Self::default()
        }
    }

    /// The limits of one exchange, as this configuration states them.
    pub fn limits(&self) -> Limits {
        Limits {
            exchange_timeout_ms: self.exchange_timeout_ms,
            header_bytes_max: self.header_bytes_max,
            body_bytes_max: self.body_bytes_max,
        }
    }
}

/// One port or a range of ports, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortRange {
    /// Lowest port.
    pub first: u16,
    /// Highest port.
    pub last: u16,
}

impl PortRange {
    /// Every port.
    pub const ALL: Self = Self {
        first: 1,
        last: u16::MAX,
    };

    /// Whether `port` lies in the range.
    pub const fn contains(self, port: u16) -> bool {
        self.first <= port && port <= self.last
    }
}

impl From<u16> for PortRange {
    fn from(port: u16) -> Self {
        Self {
            first: port,
            last: port,
        }
    }
}

impl std::str::FromStr for PortRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || format!("`{text}` is neither a port nor a range such as `8000-8999`");
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let first = first.trim().parse().map_err(|_| refuse())?;
        let last = last.trim().parse().map_err(|_| refuse())?;
        if first == 0 || last < first {
            return Err(refuse());
        }
        Ok(Self { first, last })
    }
}

impl Serialize for PortRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.first == self.last {
            return serializer.serialize_u16(self.first);
        }
        serializer.collect_str(&format_args!("{}-{}", self.first, self.last))
    }
}

impl<'de> Deserialize<'de> for PortRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u16),
            Text(String),
        }
        let range = match Written::deserialize(deserializer)? {
            Written::Number(port) => port.to_string().parse(),
            Written::Text(text) => text.parse(),
        };
        range.map_err(serde::de::Error::custom)
    }
}
