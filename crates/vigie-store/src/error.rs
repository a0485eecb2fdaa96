//! What can go wrong between the desk and its disk or database.

use std::path::{Path, PathBuf};

use vigie_domain::ExhibitId;

/// Why the store could not do it. Nothing is left behind unless a variant says so.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer.
    #[error("the database is not available; check that it runs and can be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Somebody else writes for longer than the configured wait, or won a race.
    #[error("the database is busy; try again")]
    Busy,
    /// The database was written by a later release.
    #[error(
        "the database has schema `{found}`, this program knows up to `{known}`: install the newer release, or restore a backup made before the upgrade"
    )]
    SchemaNewer {
        /// Newest migration applied.
        found: String,
        /// Newest migration of this program.
        known: String,
    },
    /// A migration that was applied differs from the one of that name in this program.
    #[error(
        "migration `{name}` was applied in another form: this database belongs to another build"
    )]
    SchemaDiffers {
        /// Which.
        name: String,
    },
    /// Nothing can be written.
    #[error(
        "`{path}` cannot be written: mount it read-write and give the service account its ownership"
    )]
    ReadOnly {
        /// Folder or file.
        path: PathBuf,
    },
    /// The master key is not the one the desk was made with.
    #[error("the key in `{path}` is not this desk's: put back the key file that belongs to it")]
    WrongKey {
        /// The key file.
        path: PathBuf,
    },
    /// The configuration names another log than the one this desk has signed.
    #[error(
        "this desk signs the log `{signed}`, and the configuration names `{configured}`: set `log_origin` of [store] back, a log never changes its name"
    )]
    OtherLog {
        /// The name on the checkpoint that is out.
        signed: String,
        /// The name in the configuration.
        configured: String,
    },
    /// A key file is not there.
    #[error("there is no key at `{path}`: make a desk with `vigie init`, or put back its key file")]
    NoKey {
        /// The key file.
        path: PathBuf,
    },
    /// A key file is malformed or readable by others.
    #[error(
        "the key file `{path}` is not usable: it holds 64 hexadecimal digits and has mode 0600"
    )]
    BadKey {
        /// The key file.
        path: PathBuf,
    },
    /// Another process serves the same folder.
    #[error(
        "another process already serves `{path}`: stop it first, or give this one a folder of its own"
    )]
    AlreadyRunning {
        /// The folder.
        path: PathBuf,
    },
    /// There is a desk already.
    #[error("`{path}` is not empty; choose another folder")]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// No room left.
    #[error("the disk is full; free some space, nothing of this act was written")]
    Full,
    /// A transaction without an event.
    #[error("a transaction commits only with an event")]
    NoEvent,
    /// The work was given to somebody else meanwhile, or is done.
    #[error("the lease on this job has ended")]
    LeaseLost,
    /// What was to be written contradicts what is there.
    #[error("this {what} is there already")]
    Conflict {
        /// Which kind of row.
        what: &'static str,
    },
    /// What was to be changed does not exist.
    #[error("there is no such {what}")]
    Missing {
        /// Which kind of row.
        what: &'static str,
    },
    /// What was read is not what was written.
    #[error("{what} is damaged; restore it from a backup")]
    Corrupt {
        /// What.
        what: String,
    },
    /// The bytes of an exhibit are gone for good.
    #[error("the key of exhibit `{exhibit}` was destroyed; its bytes cannot be read any more")]
    Erased {
        /// Which.
        exhibit: ExhibitId,
    },
    /// A value the store cannot write: a text with a NUL, an event too large for the log.
    #[error("{what} cannot be stored")]
    Unstorable {
        /// What.
        what: String,
    },
    /// The disk failed.
    #[error("`{path}` failed")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// How.
        #[source]
        cause: std::io::Error,
    },
}

impl StoreError {
    /// Sorts an error of the file system by what a person can do about it.
    pub(crate) fn disk(path: &Path, cause: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        match cause.kind() {
            K::StorageFull | K::QuotaExceeded => Self::Full,
            K::ReadOnlyFilesystem | K::PermissionDenied => Self::ReadOnly {
                path: path.to_path_buf(),
            },
            _ => Self::Disk {
                path: path.to_path_buf(),
                cause,
            },
        }
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}

/// Codes of SQLite: the low byte of an extended result code.
const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;
const SQLITE_READONLY: i32 = 8;
const SQLITE_CORRUPT: i32 = 11;
const SQLITE_FULL: i32 = 13;
const SQLITE_NOTADB: i32 = 26;
/// SQLITE_IOERR_WRITE and SQLITE_IOERR_FSYNC come from a disk without room, as a rule.
const SQLITE_IOERR_WRITE: i32 = 778;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => return Self::Busy,
            sqlx::Error::Io(cause) if cause.kind() == std::io::ErrorKind::StorageFull => {
                return Self::Full;
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                return Self::corrupt("a row");
            }
            _ => {}
        }
        let Some(database) = error.as_database_error() else {
            return Self::Unavailable(Box::new(error));
        };
        if database.is_unique_violation() {
            return Self::Conflict { what: "row" };
        }
        let code = database.code().unwrap_or_default();
        if code.len() == 5 {
            return match &*code {
                // serialization_failure, deadlock_detected, lock_not_available
                "40001" | "40P01" | "55P03" => Self::Busy,
                // disk_full
                "53100" => Self::Full,
                // character_not_in_repertoire, untranslatable_character
                "22021" | "22P05" => Self::Unstorable {
                    what: "a text with a NUL".to_owned(),
                },
                // read_only_sql_transaction
                "25006" => Self::ReadOnly {
                    path: PathBuf::from("database"),
                },
                _ => Self::Unavailable(Box::new(error)),
            };
        }
        let code: i32 = code.parse().unwrap_or(0);
        match code & 0xff {
            SQLITE_BUSY | SQLITE_LOCKED => Self::Busy,
            SQLITE_READONLY => Self::ReadOnly {
                path: PathBuf::from("vigie.db"),
            },
            SQLITE_FULL => Self::Full,
            SQLITE_CORRUPT | SQLITE_NOTADB => Self::corrupt("`vigie.db`"),
            _ if code == SQLITE_IOERR_WRITE => Self::Full,
            _ => Self::Unavailable(Box::new(error)),
        }
    }
}
