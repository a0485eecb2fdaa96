//! The store: opening it, what it refuses to open, and beginning a transaction.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, RwLock};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::{Mutex, watch};
use uuid::Uuid;
use vigie_domain::{DeskId, Timestamp};
use vigie_tlog::{AppendState, LogKey};

use crate::blob::Blobs;
use crate::config::Config;
use crate::db::{Engine, Open, Reader, args};
use crate::error::StoreError;
use crate::key::{Keys, hmac, make_keys, random};
use crate::seal;
use crate::tx::{Act, Tx};

/// Rows, blobs, jobs and log of the desks of one folder or database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) reader: Reader,
    pub(crate) engine: Engine,
    pub(crate) config: Config,
    pub(crate) keys: Keys,
    pub(crate) blobs: Blobs,
    /// The right edge of the log's tree as last written by this process.
    pub(crate) tree: Mutex<Option<AppendState>>,
    pub(crate) desk_names: RwLock<HashMap<DeskId, String>>,
    pub(crate) commits: watch::Sender<u64>,
    #[cfg(any(test, feature = "faults"))]
    pub(crate) faults: crate::faults::Faults,
    _lock: Option<File>,
}

impl std::ops::Deref for Store {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.inner.reader
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("data_dir", &self.inner.config.data_dir)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Whether there is a desk to open: its master key lies where the configuration says.
    pub fn exists(config: &Config) -> bool {
        config.master_key_path().exists()
    }

    /// Makes folder, keys (mode 0600) and tables, and opens them. The desk itself is an act:
    /// [`Tx::put_desk`](crate::Tx::put_desk).
    ///
    /// Keys that are there stay. Keys made here are removed again when the database turns out to
    /// belong to others.
    pub async fn create(config: &Config) -> Result<Self, StoreError> {
        make_dir(&config.data_dir)?;
        let made = make_keys(config)?;
        let opened = Self::open(config).await;
        if opened.is_err() {
            for path in made {
                let _ = std::fs::remove_file(path);
            }
        }
        opened
    }

    /// Opens the store for a process that stays: `serve`, `worker`.
    ///
    /// Migrates. Refuses a newer schema, a disk that cannot be written, a wrong key, another name of
    /// the log, and a second process on the same SQLite folder, each with what to do about it.
    pub async fn open(config: &Config) -> Result<Self, StoreError> {
        let lock = match config.database_url {
            None => Some(lock_folder(&config.data_dir)?),
            Some(_) => None,
        };
        Self::open_with(config, lock).await
    }

    /// Opens the store beside a process that serves it, for one command of an operator.
    pub async fn open_beside(config: &Config) -> Result<Self, StoreError> {
        Self::open_with(config, None).await
    }

    async fn open_with(config: &Config, lock: Option<File>) -> Result<Self, StoreError> {
        let keys = Keys::read(config)?;
        check_writable(&config.data_dir)?;
        let engine = connect(config).await?;
        crate::migrate::migrate(&engine).await?;
        check_master_key(&engine, &keys, config).await?;
        let blobs = Blobs::new(config, engine.clone(), &keys)?;
        let is_alone = lock.is_some();
        let store = Self {
            inner: Arc::new(Inner {
                reader: Reader::of_pool(engine.clone()),
                engine,
                keys,
                tree: Mutex::new(None),
                desk_names: RwLock::default(),
                commits: watch::Sender::new(0),
                #[cfg(any(test, feature = "faults"))]
                faults: crate::faults::Faults::of(&blobs),
                blobs,
                config: config.clone(),
                _lock: lock,
            }),
        };
        store.check_log_origin().await?;
        if is_alone {
            store.blobs().clear_tmp()?;
        }
        if is_alone || store.is_pg() {
            store.repair_log().await?;
            store.repair_destructions().await?;
        }
        Ok(store)
    }

    /// Begins a transaction in somebody's name. Dropped, it leaves nothing.
    ///
    /// On SQLite there is one writer: whoever holds a transaction makes all others wait, so nothing
    /// slow (a fetch, a letter) belongs inside, and no second one on the same task.
    pub async fn begin(&self, act: Act) -> Result<Tx<'_>, StoreError> {
        Ok(Tx::new(self, self.inner.engine.begin().await?, act))
    }

    /// Begins a transaction that writes figures nobody's act changed: no event belongs to it.
    pub(crate) async fn begin_counting(&self) -> Result<Open, StoreError> {
        self.inner.engine.begin().await
    }

    /// Ends every connection and waits for it; other clones can do nothing any more.
    pub async fn close(self) {
        self.inner.engine.close().await;
    }

    /// The sealed files.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// Whether the database answers and the folder can be written.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.rows("SELECT value FROM meta WHERE key = $1", args!["key_check"])
            .await?;
        check_writable(&self.inner.config.data_dir)
    }

    /// The configuration it was opened with.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Counts the commits of this process: a worker that waits on it sees new work at once.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.inner.commits.subscribe()
    }

    /// The key checkpoints are signed with.
    pub fn log_key(&self) -> Result<LogKey, StoreError> {
        LogKey::from_seed(&self.inner.keys.log_seed, &self.inner.config.log_origin).map_err(|_| {
            StoreError::Unstorable {
                what: "`log_origin`".to_owned(),
            }
        })
    }

    /// A stable name for something that must not be named: HMAC-SHA256 under the pseudonym key.
    ///
    /// Shape: 32 hexadecimal digits; the same text under another purpose gives another name.
    pub fn pseudonym(&self, purpose: &str, text: &str) -> String {
        let key = &self.inner.keys.pseudonym;
        let mac = hmac(key, &[purpose.as_bytes(), b"\n", text.as_bytes()]);
        hex::encode(&mac[..16])
    }

    /// Seals a personal field for storage; `purpose` must be named again to open it.
    pub fn seal_field(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        seal::seal_field(&self.inner.keys.derived("field"), purpose, plain)
    }

    /// Opens what [`Self::seal_field`] sealed for the same purpose.
    pub fn open_field(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        seal::open_field(&self.inner.keys.derived("field"), purpose, sealed)
            .ok_or_else(|| StoreError::corrupt("a sealed field"))
    }
}

/// A fresh id: UUIDv7 of the instant, a count that begins anywhere, and 32 random bits.
///
/// Within one process and millisecond each is larger than the one before, so that what was taken
/// in together stays in its order, and grows an index at its end. No id is a secret.
pub fn new_id<T: From<Uuid>>(now: Timestamp) -> Result<T, StoreError> {
    static COUNT: OnceLock<AtomicU64> = OnceLock::new();
    let random: [u8; 9] = random()?;
    let [c0, c1, c2, c3, c4, tail @ ..] = random;
    // Half of the 42 bits: room for two million million ids before the count comes round.
    let begin = u64::from_be_bytes([0, 0, 0, c0, c1, c2, c3, c4]) & ((1 << 41) - 1);
    let count = COUNT
        .get_or_init(|| AtomicU64::new(begin))
        .fetch_add(1, Ordering::Relaxed);
    // 12 bits beside the version, 6 beside the variant, then whole bytes (RFC 9562, 5.7).
    let [.., b0, b1, b2] = (count & 0xff_ffff).to_be_bytes();
    let [.., beside_variant] = ((count >> 24) & 0x3f).to_be_bytes();
    let [.., a0, a1] = ((count >> 30) & 0xfff).to_be_bytes();
    let [t0, t1, t2, t3] = tail;
    let bytes = [a0, a1, beside_variant, b0, b1, b2, t0, t1, t2, t3];
    let ms = u64::try_from(now.ms()).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid();
    Ok(id.into())
}

pub(crate) fn make_dir(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|cause| StoreError::disk(path, cause))
}

/// Finds out now, not in the middle of the first act, that nothing can be written.
fn check_writable(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(format!(".writable-{}", std::process::id()));
    let failed = |cause: std::io::Error| match StoreError::disk(dir, cause) {
        StoreError::Disk { path, cause } if cause.kind() == std::io::ErrorKind::NotFound => {
            StoreError::NoKey {
                path: path.join("keys/master.key"),
            }
        }
        error => error,
    };
    std::fs::write(&path, b"vigie").map_err(failed)?;
    std::fs::remove_file(&path).map_err(failed)
}

fn lock_folder(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("vigie.lock");
    let failed = |cause: std::io::Error| {
        if cause.kind() == std::io::ErrorKind::NotFound {
            let path = dir.join("keys").join("master.key");
            return StoreError::NoKey { path };
        }
        StoreError::disk(dir, cause)
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::AlreadyRunning {
            path: dir.to_path_buf(),
        }),
        Err(std::fs::TryLockError::Error(cause)) => Err(StoreError::disk(&path, cause)),
    }
}

/// Statements kept prepared, per connection; above the number of different ones the house has.
const STATEMENTS_MAX: usize = 400;

/// Rows a reader runs ahead of whoever takes them: a page of any list, without a pause for each.
const ROWS_BUFFERED: usize = 256;

/// A reader of SQLite that nobody needs for so long is closed: its pages are memory.
const READER_IDLE_MAX: Duration = Duration::from_mins(1);

pub(crate) async fn connect(config: &Config) -> Result<Engine, StoreError> {
    let wait = Duration::from_millis(config.busy_timeout_ms);
    let Some(url) = &config.database_url else {
        return connect_lite(config, wait).await;
    };
    let options = PgConnectOptions::from_str(url)?
        .statement_cache_capacity(STATEMENTS_MAX)
        .application_name("vigie")
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(config.connections_max.max(2))
        .acquire_timeout(wait)
        .connect_with(options)
        .await?;
    Ok(Engine::Pg(pool))
}

/// Page size of new SQLite files, and what `max_page_count` is counted in.
const PAGE_BYTES: u64 = 8_192;

async fn connect_lite(config: &Config, wait: Duration) -> Result<Engine, StoreError> {
    let path = config.database_path();
    let cache_kib = config.cache_size_bytes / 1_024;
    let mut options = SqliteConnectOptions::new()
        .filename(&path)
        .page_size(u32::try_from(PAGE_BYTES).unwrap_or(8_192))
        .journal_mode(SqliteJournalMode::Wal)
        // An act that was acknowledged is on the disk, whatever happens to the machine.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(wait)
        .foreign_keys(false)
        .statement_cache_capacity(STATEMENTS_MAX)
        .row_buffer_size(ROWS_BUFFERED)
        .pragma("cache_size", format!("-{cache_kib}"))
        .pragma("temp_store", "MEMORY")
        // A destroyed key must not survive in a free page.
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging();
    if config.database_size_bytes_max > 0 {
        let pages = config.database_size_bytes_max / PAGE_BYTES;
        options = options.pragma("max_page_count", pages.to_string());
    }
    let read_only = |error: StoreError| match error {
        StoreError::ReadOnly { .. } => StoreError::ReadOnly { path: path.clone() },
        error => error,
    };
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(wait)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone().create_if_missing(true))
        .await
        .map_err(|error| read_only(error.into()))?;
    restrict(&path)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(config.connections_max.max(1))
        .acquire_timeout(wait)
        .idle_timeout(READER_IDLE_MAX)
        .max_lifetime(None)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    Ok(Engine::Lite { writer, readers })
}

fn restrict(path: &PathBuf) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|cause| StoreError::disk(path, cause))
}

/// What the master key seals on the first start, and must open on every later one.
const KEY_CHECK: &[u8] = b"this desk";

async fn check_master_key(engine: &Engine, keys: &Keys, config: &Config) -> Result<(), StoreError> {
    let db = Reader::of_pool(engine.clone());
    let key = keys.derived("field");
    let select = "SELECT value FROM meta WHERE key = $1";
    if db.row(select, args!["key_check"]).await?.is_none() {
        let sealed = hex::encode(seal::seal_field(&key, "key_check", KEY_CHECK)?);
        db.run(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
            args!["key_check", sealed],
        )
        .await?;
    }
    let found = db.row(select, args!["key_check"]).await?;
    let sealed = found
        .map(|row| row.text(0))
        .transpose()?
        .unwrap_or_default();
    let opened = hex::decode(sealed)
        .ok()
        .and_then(|sealed| seal::open_field(&key, "key_check", &sealed));
    if opened.as_deref() == Some(KEY_CHECK) {
        return Ok(());
    }
    Err(StoreError::WrongKey {
        path: config.master_key_path(),
    })
}
