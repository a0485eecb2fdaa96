//! Section `[capture]` of the configuration: how the open web is read, and how much of it.

use serde::{Deserialize, Serialize};

/// Section `[capture]`: what one capture may take.
///
/// The size and time of a single exchange are those of `[egress]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How we introduce ourselves to servers.
    pub user_agent: String,
    /// Languages we ask for, as an `Accept-Language` header.
    pub accept_language: String,
    /// From where on the network this desk looks, in its own words; stands in every exhibit.
    pub vantage: String,
    /// Time for one capture: the page, its redirects and its media.
    pub capture_timeout_ms: u64,
    /// Size of everything one capture reads, as it travels.
    pub capture_bytes_max: usize,
    /// Media of the page that are fetched with it.
    pub requisites_max: usize,
    /// Size of one of them.
    pub requisite_bytes_max: usize,
    /// Part of a page that is read for its text and its media.
    pub html_bytes_max: usize,
    /// Readable text kept of a page.
    pub text_bytes_max: usize,
    /// Size of a file handed over by somebody.
    pub upload_bytes_max: usize,
    /// Records listed of an archive handed over by somebody.
    pub upload_records_max: usize,
    /// Hosts that describe an item at `/metadata/ID`; the description is fetched with the item.
    pub metadata_hosts: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            user_agent: format!("Mozilla/5.0 (compatible; {})", crate::COLLECTOR),
            accept_language: "ar, fr;q=0.9, en;q=0.8, *;q=0.5".to_owned(),
            vantage: "this desk".to_owned(),
            capture_timeout_ms: 300_000,
            capture_bytes_max: 256 * 1024 * 1024,
            requisites_max: 40,
            requisite_bytes_max: 32 * 1024 * 1024,
            html_bytes_max: 4 * 1024 * 1024,
            text_bytes_max: 1024 * 1024,
            upload_bytes_max: 256 * 1024 * 1024,
            upload_records_max: 10_000,
            metadata_hosts: ["archive.org", "www.archive.org"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}

impl Config {
    /// Tiny limits, for tests against servers of their own.
    pub fn for_testing() -> Self {
        Self {
            vantage: "a test".to_owned(),
            capture_timeout_ms: 10_000,
            capture_bytes_max: 4 * 1024 * 1024,
            requisites_max: 6,
            requisite_bytes_max: 256 * 1024,
            html_bytes_max: 256 * 1024,
            text_bytes_max: 64 * 1024,
            upload_bytes_max: 1024 * 1024,
            upload_records_max: 64,
            ..Self::default()
        }
    }
}
