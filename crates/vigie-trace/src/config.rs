//! The `[trace]` section: registration servers, platforms, limits. Resolvers stand in `[egress]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A platform an operator adds to the built-in table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformEntry {
    /// Domain whose names, itself included, the platform hosts: `archive.example`.
    pub domain: String,
    /// Stable lower-case key of the provider.
    pub provider_key: String,
    /// Its name.
    pub provider_name: String,
    /// First part of the canonical keys of its items (`ia` for `ia:item:…`), if it has one.
    #[serde(default)]
    pub key_prefix: Option<String>,
}

/// How providers are traced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// RDAP server asked for everything instead of the bootstrap tables, such as an own mirror:
    /// `http://127.0.0.1:8089/`. Empty: the tables.
    pub rdap_base_url: String,
    /// RDAP servers by top-level domain (`io`), prefix (`192.0.2.0/24`) or network (`AS64500`);
    /// they win over the bootstrap tables.
    pub rdap_overrides: BTreeMap<String, String>,
    /// WHOIS servers by top-level domain, `host:port`, for those without RDAP.
    pub whois_overrides: BTreeMap<String, String>,
    /// WHOIS server that knows the others, `host:port`. Empty: no WHOIS without an override.
    pub whois_root: String,
    /// Platforms known to this desk besides the built-in table.
    pub platforms: Vec<PlatformEntry>,
    /// Longest registration answer read, in bytes.
    pub answer_size_bytes_max: usize,
    /// Redirects and links followed for one registration question.
    pub referrals_max: usize,
    /// Names followed in a CNAME chain.
    pub cname_names_max: usize,
    /// Addresses of one host whose registration is asked.
    pub addresses_max: usize,
    /// Time for one registration question, redirects included, in milliseconds.
    pub registration_timeout_ms: u64,
    /// How long a registration answer about a range of addresses is used again, in milliseconds.
    pub range_cache_ms: i64,
    /// Range answers kept for that.
    pub range_cache_entries_max: usize,
    /// Age after which a reference table is reported as old, in days.
    pub reference_age_days_max: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            rdap_base_url: String::new(),
            rdap_overrides: BTreeMap::new(),
            whois_overrides: BTreeMap::new(),
            whois_root: "whois.iana.org:43".to_owned(),
            platforms: Vec::new(),
            answer_size_bytes_max: 1 << 20,
            referrals_max: 5,
            cname_names_max: 16,
            addresses_max: 4,
            registration_timeout_ms: 15_000,
            range_cache_ms: 3_600_000,
            range_cache_entries_max: 1_024,
            reference_age_days_max: 30,
        }
    }
}

impl Config {
    /// Tiny limits, no server outside loopback.
    pub fn for_testing() -> Self {
        Self {
            whois_root: String::new(),
            answer_size_bytes_max: 64 << 10,
            cname_names_max: 4,
            registration_timeout_ms: 2_000,
            range_cache_entries_max: 8,
            ..Self::default()
        }
    }
}
