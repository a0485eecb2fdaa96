//! Settings of the web server; its doc comments are the manual.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Section `[web]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port to listen on. Keep it on loopback and put a reverse proxy with TLS before it.
    pub listen: String,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Networks that may read `/metrics`.
    pub metrics_from: Vec<IpNet>,
    /// Whether the session cookie is sent over TLS only. Unset: when `desk.public_url` is `https`.
    pub cookie_secure: Option<bool>,
    /// Largest body of a request that is no upload, in bytes.
    pub body_bytes_max: usize,
    /// Largest list sent to the programming interface, in bytes.
    pub list_bytes_max: usize,
    /// Longest time for one answer, in milliseconds.
    pub request_timeout_ms: u64,
    /// Sign-in attempts for one login in a minute, after as many at once.
    pub sign_ins_per_login_per_minute: u32,
    /// Sign-in attempts from one address in a minute, after as many at once.
    pub sign_ins_per_address_per_minute: u32,
    /// Requests for answer links from one address in a minute, after as many at once.
    pub answers_per_address_per_minute: u32,
    /// Requests with one key of the programming interface in a minute, after as many at once.
    pub requests_per_key_per_minute: u32,
    /// Items on one page of the queue.
    pub queue_page_items: u32,
    /// The lookup service for programs written for Hasher-Matcher-Actioner.
    pub hma: HmaConfig,
}

/// Section `[web.hma]`: lookups for programs written for Hasher-Matcher-Actioner, which send no key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HmaConfig {
    /// Address and port to listen on; unset, the service is off. Never an address of the internet.
    pub listen: Option<String>,
    /// Networks whose clients need no key. Others send one as `Authorization: Bearer …`.
    pub allow_from: Vec<IpNet>,
    /// Id of the key in whose name clients without one act: its permissions are all they have, and
    /// withdrawing it closes the door. `match_signal` answers lookups, `curate_bank` takes contents
    /// in, `manage_bank` makes banks.
    pub acts_as_key: Option<String>,
}

impl Default for HmaConfig {
    fn default() -> Self {
        Self {
            listen: None,
            allow_from: vec![
                IpNet::new_assert([127, 0, 0, 0].into(), 8),
                IpNet::new_assert(std::net::Ipv6Addr::LOCALHOST.into(), 128),
            ],
            acts_as_key: None,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            trusted_proxies: Vec::new(),
            metrics_from: vec![
                IpNet::new_assert([127, 0, 0, 0].into(), 8),
                IpNet::new_assert(std::net::Ipv6Addr::LOCALHOST.into(), 128),
            ],
            cookie_secure: None,
            body_bytes_max: 1 << 20,
            list_bytes_max: 64 << 20,
            request_timeout_ms: 60_000,
            sign_ins_per_login_per_minute: 6,
            sign_ins_per_address_per_minute: 30,
            requests_per_key_per_minute: 6_000,
            answers_per_address_per_minute: 60,
            queue_page_items: 50,
            hma: HmaConfig::default(),
        }
    }
}

impl Config {
    /// Settings with tiny limits, for tests.
    pub fn for_testing() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            body_bytes_max: 64 << 10,
            list_bytes_max: 256 << 10,
            request_timeout_ms: 10_000,
            sign_ins_per_login_per_minute: 3,
            sign_ins_per_address_per_minute: 10,
            answers_per_address_per_minute: 10,
            requests_per_key_per_minute: 200,
            queue_page_items: 3,
            ..Self::default()
        }
    }
}
