//! Section `[dispatch]` of the configuration: how mail leaves, how it is signed, what may come in.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Section `[dispatch]`: the mail relay, the signatures, the letters, and the limits of mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Mail relay that takes our letters, a name or an address. Empty: nothing can be sent. A relay
    /// on a private address needs `egress.allow_configured_private`.
    pub smtp_host: String,
    /// Port of the relay: 587 with `starttls`, 465 with `tls`.
    pub smtp_port: u16,
    /// How the connection is protected: `starttls`, `tls`, or `plain` (this machine only).
    pub smtp_security: SmtpSecurity,
    /// Account at the relay. Empty: no sign-in.
    pub smtp_user: String,
    /// File that holds the password of that account, and nothing else.
    pub smtp_password_file: Option<PathBuf>,
    /// Name we greet the relay with. Empty: the domain of the sender.
    pub smtp_hello_name: String,
    /// Time for the relay to answer one command (RFC 5321 §4.5.3.2 asks for five minutes).
    pub smtp_command_timeout_ms: u64,
    /// Time for the relay to answer after the last byte of a letter (RFC 5321: ten minutes).
    pub smtp_final_timeout_ms: u64,
    /// Folder whose `<letter>/<language>/{subject,body}.txt` replace the built-in letters.
    pub template_dir: Option<PathBuf>,
    /// Keys that sign letters (DKIM); one rsa and one ed25519 key reach every verifier.
    pub dkim: Vec<DkimKey>,
    /// Certificate and key that sign orders and dossiers.
    pub seal: Seal,
    /// Domains in which our reply addresses live. Empty: an answer's token counts in any domain.
    pub reply_domains: Vec<String>,
    /// Items in one letter.
    pub lines_max: usize,
    /// Size of a letter, attachment included.
    pub letter_bytes_max: usize,
    /// Size of a mail we take in; a larger one is kept by its head only.
    pub inbound_bytes_max: usize,
    /// Size of all headers of one part of a mail we take in.
    pub inbound_header_bytes_max: usize,
    /// Parts of a mail we take in.
    pub inbound_parts_max: usize,
    /// Parts within parts of a mail we take in.
    pub inbound_depth_max: usize,
    /// Characters of text kept of a mail we take in.
    pub inbound_text_chars_max: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            smtp_host: String::new(),
            smtp_port: 587,
            smtp_security: SmtpSecurity::Starttls,
            smtp_user: String::new(),
            smtp_password_file: None,
            smtp_hello_name: String::new(),
            smtp_command_timeout_ms: 300_000,
            smtp_final_timeout_ms: 600_000,
            template_dir: None,
            dkim: Vec::new(),
            seal: Seal::default(),
            reply_domains: Vec::new(),
            lines_max: 50,
            letter_bytes_max: 2 * 1024 * 1024,
            inbound_bytes_max: 10 * 1024 * 1024,
            inbound_header_bytes_max: 256 * 1024,
            inbound_parts_max: 100,
            inbound_depth_max: 10,
            inbound_text_chars_max: 200_000,
        }
    }
}

impl Config {
    /// Tiny limits and no protection: for tests against a server of their own.
    pub fn for_testing() -> Self {
        Self {
            smtp_host: "127.0.0.1".to_owned(),
            smtp_security: SmtpSecurity::Plain,
            smtp_command_timeout_ms: 2_000,
            smtp_final_timeout_ms: 2_000,
            lines_max: 5,
            letter_bytes_max: 64 * 1024,
            inbound_bytes_max: 64 * 1024,
            inbound_header_bytes_max: 8 * 1024,
            inbound_parts_max: 12,
            inbound_depth_max: 4,
            inbound_text_chars_max: 4_000,
            ..Self::default()
        }
    }
}

/// How the connection with the relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpSecurity {
    /// Encrypted from the first byte (RFC 8314).
    Tls,
    /// Encrypted after `STARTTLS`; without it nothing is said (RFC 3207).
    Starttls,
    /// Not encrypted: only for a relay on this machine. No password is sent over it.
    Plain,
}

/// A key that signs letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimKey {
    /// Domain that signs: that of the unit's address, or one above it.
    pub domain: String,
    /// Name under which the public key stands in the DNS, `<selector>._domainkey.<domain>`.
    pub selector: String,
    /// File with the private key in PEM: ed25519 (PKCS#8) or rsa of at least 2048 bits.
    pub key_file: PathBuf,
}

/// What signs orders and dossiers, beside the log's key: a detached CMS signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seal {
    /// File with the unit's certificate in PEM, and after it those up to its root. Without it
    /// nothing is signed with a certificate.
    pub certificate_file: Option<PathBuf>,
    /// File with its private key in PEM: rsa of at least 2048 bits, or P-256 (PKCS#8).
    pub key_file: Option<PathBuf>,
}
