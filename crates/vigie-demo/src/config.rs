//! What can be set about the small internet.

use serde::{Deserialize, Serialize};

/// Settings of the small internet. Every port 0 means: any free one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Port of the name servers, UDP and TCP, the same on each of their addresses.
    pub dns_port: u16,
    /// Port of all web hosts, the same on each address, so that it can stand in their URLs.
    pub http_port: u16,
    /// Port of the RDAP server.
    pub rdap_port: u16,
    /// Port of the mail relay that takes mail for every `.test` address.
    pub smtp_port: u16,
    /// Where the clock stands at the start, milliseconds since 1970, UTC.
    pub start_at_ms: i64,
    /// Largest message a mailbox takes, in bytes.
    pub message_size_bytes_max: usize,
    /// Most messages kept over all mailboxes; further ones are answered `452`.
    pub message_count_max: usize,
    /// Most connections open at once at each listener; further ones wait.
    pub connection_count_max: usize,
    /// Longest silence of a connection before it is closed, in milliseconds of real time.
    pub idle_ms_max: u64,
    /// Longest wait for the desk's answer page, in milliseconds of real time.
    pub answer_ms_max: u64,
    /// Largest answer page read, in bytes.
    pub answer_size_bytes_max: usize,
    /// Part of the path of the desk's answer pages, by which a provider knows them in a mail.
    pub answer_path_mark: String,
}

/// Monday 2 March 2026, 08:00 UTC: a working day, before the demo's three weeks.
const START_AT_MS: i64 = 1_772_438_400_000;

impl Default for Config {
    fn default() -> Self {
        Self {
            dns_port: 0,
            http_port: 0,
            rdap_port: 0,
            smtp_port: 0,
            start_at_ms: START_AT_MS,
            message_size_bytes_max: 4 << 20,
            message_count_max: 10_000,
            connection_count_max: 64,
            idle_ms_max: 30_000,
            answer_ms_max: 20_000,
            answer_size_bytes_max: 1 << 20,
            answer_path_mark: "/answer".to_owned(),
        }
    }
}

impl Config {
    /// Small limits, so that a test reaches them.
    pub fn for_testing() -> Self {
        Self {
            message_size_bytes_max: 64 << 10,
            message_count_max: 50,
            connection_count_max: 16,
            idle_ms_max: 10_000,
            answer_ms_max: 10_000,
            answer_size_bytes_max: 64 << 10,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a misspelt key is an error, not a silence; an empty section is the default.
    #[test]
    fn unknown_keys_are_refused() {
        assert!(serde_json::from_str::<Config>(r#"{"dns_prot": 53}"#).is_err());
        assert_eq!(
            serde_json::from_str::<Config>("{}").unwrap(),
            Config::default()
        );
    }
}
