//! The section `[store]` of the configuration.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Where and how a desk keeps what it knows. Every key may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of the desk: database, blobs, keys and log. Made by `vigie init`.
    pub data_dir: PathBuf,
    /// `postgres://…` for PostgreSQL 15 or newer; left out, SQLite in `vigie.db` of the folder.
    /// Keep the password out of it: the server's pass file is read as usual.
    pub database_url: Option<String>,
    /// File with the master key, 64 hexadecimal digits, mode 0600; left out, `keys/master.key`.
    pub master_key_file: Option<PathBuf>,
    /// File with the seed of the log's signing key, same form; left out, `keys/log.key`.
    pub log_key_file: Option<PathBuf>,
    /// File with the key of public pseudonyms, same form; left out, `keys/pseudonym.key`.
    pub pseudonym_key_file: Option<PathBuf>,
    /// Name of the log, as outsiders know it; never change it once a checkpoint is out.
    pub log_origin: String,
    /// How long the public record of an act is held back; its hash is out at once.
    pub log_embargo_ms: i64,
    /// Most acts that enter the log under one checkpoint.
    pub log_batch_max: u32,
    /// Connections to PostgreSQL, or readers of the SQLite file.
    pub connections_max: u32,
    /// How long a caller waits for a connection or for the one writer of SQLite.
    pub busy_timeout_ms: u64,
    /// Pages SQLite keeps in memory, per connection.
    pub cache_size_bytes: u64,
    /// Largest SQLite file; 0 for no limit but the disk.
    pub database_size_bytes_max: u64,
    /// Attempts before a job is set aside for an operator.
    pub job_attempts_max: u32,
    /// Pause after the first failure of a job; doubles each time.
    pub job_backoff_ms: i64,
    /// Longest pause between two attempts of a job.
    pub job_backoff_ms_max: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("vigie-data"),
            database_url: None,
            master_key_file: None,
            log_key_file: None,
            pseudonym_key_file: None,
            log_origin: "vigie.invalid/log".to_owned(),
            log_embargo_ms: 30 * vigie_domain::time::DAY_MS,
            log_batch_max: 4_096,
            connections_max: 8,
            busy_timeout_ms: 10_000,
            cache_size_bytes: 32 << 20,
            database_size_bytes_max: 0,
            job_attempts_max: 8,
            job_backoff_ms: 30_000,
            job_backoff_ms_max: 6 * vigie_domain::time::HOUR_MS,
        }
    }
}

impl Config {
    /// Tiny limits, and a log whose records are out after a minute.
    pub fn for_testing(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            log_embargo_ms: vigie_domain::time::MINUTE_MS,
            log_batch_max: 300,
            connections_max: 3,
            cache_size_bytes: 2 << 20,
            job_attempts_max: 3,
            job_backoff_ms: 1_000,
            job_backoff_ms_max: 3_000,
            ..Self::default()
        }
    }

    /// The folder of `data_dir` that holds the keys.
    pub fn keys_dir(&self) -> PathBuf {
        self.data_dir.join("keys")
    }

    /// The file of the master key.
    pub fn master_key_path(&self) -> PathBuf {
        self.key_path(self.master_key_file.as_deref(), "master.key")
    }

    /// The file of the log's signing key.
    pub fn log_key_path(&self) -> PathBuf {
        self.key_path(self.log_key_file.as_deref(), "log.key")
    }

    /// The file of the key of public pseudonyms.
    pub fn pseudonym_key_path(&self) -> PathBuf {
        self.key_path(self.pseudonym_key_file.as_deref(), "pseudonym.key")
    }

    /// The SQLite file; unused with PostgreSQL.
    pub fn database_path(&self) -> PathBuf {
        self.data_dir.join("vigie.db")
    }

    fn key_path(&self, configured: Option<&Path>, name: &str) -> PathBuf {
        configured.map_or_else(|| self.keys_dir().join(name), Path::to_path_buf)
    }
}
