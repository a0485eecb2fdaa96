//! Blobs: sealed files named by the SHA-256 of their plain bytes, written once, never overwritten.
//!
//! ```text
//! <data>/blob/exhibit/<exhibit id>/<sha256>   under the exhibit's own key, destroyed with it
//! <data>/blob/desk/<ab>/<sha256>              letters, raw answers, mails: under the desk's key
//! <data>/blob/tmp/…                           being written; removed when found at a start
//! ```
//!
//! A file appears whole or not at all: written, synced, then linked under its name.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
#[cfg(any(test, feature = "faults"))]
use std::sync::Arc;

use vigie_domain::{ExhibitId, Sha256};

use crate::config::Config;
use crate::db::{Engine, Reader, args};
use crate::error::StoreError;
use crate::key::{Keys, Secret, random};
use crate::seal;
use crate::store::make_dir;

/// The sealed files of a store.
pub struct Blobs {
    dir: PathBuf,
    db: Reader,
    wrap: Secret,
    desk: Secret,
    #[cfg(any(test, feature = "faults"))]
    pub(crate) lies: Arc<std::sync::atomic::AtomicBool>,
}

/// What is wrapped is bound to whose it is: no key opens under another exhibit's name.
fn wrap_purpose(exhibit: ExhibitId) -> String {
    format!("exhibit_key/{exhibit}")
}

impl Blobs {
    pub(crate) fn new(config: &Config, engine: Engine, keys: &Keys) -> Result<Self, StoreError> {
        let dir = config.data_dir.join("blob");
        for part in ["exhibit", "desk", "tmp"] {
            make_dir(&dir.join(part))?;
        }
        Ok(Self {
            dir,
            db: Reader::of_pool(engine),
            wrap: keys.derived("exhibit_key"),
            desk: keys.derived("desk_blob"),
            #[cfg(any(test, feature = "faults"))]
            lies: Arc::default(),
        })
    }

    /// Removes what a process that died was writing.
    pub(crate) fn clear_tmp(&self) -> Result<(), StoreError> {
        let dir = self.dir.join("tmp");
        let failed = |cause| StoreError::disk(&dir, cause);
        for entry in std::fs::read_dir(&dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            std::fs::remove_file(&path).map_err(|cause| StoreError::disk(&path, cause))?;
        }
        Ok(())
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn exhibit_dir(&self, exhibit: ExhibitId) -> PathBuf {
        self.dir.join("exhibit").join(exhibit.to_string())
    }

    fn exhibit_path(&self, exhibit: ExhibitId, sha256: Sha256) -> PathBuf {
        self.exhibit_dir(exhibit).join(sha256.to_string())
    }

    fn desk_path(&self, sha256: Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.dir.join("desk").join(&name[..2]).join(name)
    }

    /// Seals bytes under the exhibit's own key, made on first use. Answers their SHA-256.
    ///
    /// Not inside a transaction: a blob comes first, then the row that names it. Once it answers,
    /// the bytes are on the disk. The same bytes again are no second file.
    pub async fn put_sealed(
        &self,
        exhibit: ExhibitId,
        bytes: Vec<u8>,
    ) -> Result<Sha256, StoreError> {
        let key = self.make_key(exhibit).await?;
        let sha256 = sha256_of(&bytes);
        let path = self.exhibit_path(exhibit, sha256);
        self.put(path, key, Source::Bytes(bytes))
            .await
            .map(|(sha256, _)| sha256)
    }

    /// Seals a file under the exhibit's own key, read in chunks. Answers SHA-256 and size.
    pub async fn put_sealed_file(
        &self,
        exhibit: ExhibitId,
        plain: PathBuf,
    ) -> Result<(Sha256, u64), StoreError> {
        let key = self.make_key(exhibit).await?;
        let dir = self.exhibit_dir(exhibit);
        self.put(dir, key, Source::File(plain)).await
    }

    /// The plain bytes of a sealed blob, checked against their name.
    pub async fn get_sealed(
        &self,
        exhibit: ExhibitId,
        sha256: Sha256,
    ) -> Result<Vec<u8>, StoreError> {
        let key = self.key_of(exhibit).await?;
        read_whole(self.exhibit_path(exhibit, sha256), key, sha256).await
    }

    /// Opens a sealed blob into a new plain file, in chunks; the file is removed when it is damaged.
    pub async fn export_sealed(
        &self,
        exhibit: ExhibitId,
        sha256: Sha256,
        target: PathBuf,
    ) -> Result<u64, StoreError> {
        let key = self.key_of(exhibit).await?;
        let path = self.exhibit_path(exhibit, sha256);
        blocking(move || {
            let failed = |cause| StoreError::disk(&target, cause);
            let mut plain = BufWriter::new(File::create_new(&target).map_err(failed)?);
            let opened = open_file(&path, &key, sha256, &mut plain);
            let synced = plain
                .into_inner()
                .map_err(|error| failed(error.into_error()))
                .and_then(|file| file.sync_all().map_err(failed));
            let done = opened.and_then(|size| synced.map(|()| size));
            if done.is_err() {
                let _ = std::fs::remove_file(&target);
            }
            done
        })
        .await
    }

    /// Whether there is such a blob, whole or damaged.
    pub fn has_sealed(&self, exhibit: ExhibitId, sha256: Sha256) -> bool {
        self.exhibit_path(exhibit, sha256).exists()
    }

    /// Seals bytes that belong to the desk: letters, raw answers, mails. Answers their SHA-256.
    pub async fn put_plain(&self, bytes: Vec<u8>) -> Result<Sha256, StoreError> {
        let sha256 = sha256_of(&bytes);
        let path = self.desk_path(sha256);
        self.put(path, self.desk.clone(), Source::Bytes(bytes))
            .await
            .map(|(sha256, _)| sha256)
    }

    /// What [`Self::put_plain`] keeps; `None` where there is nothing of that name.
    pub async fn get_plain(&self, sha256: Sha256) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.desk_path(sha256);
        if !path.exists() {
            return Ok(None);
        }
        read_whole(path, self.desk.clone(), sha256).await.map(Some)
    }

    /// `target` is the final path, or for a file whose digest is not known yet its folder.
    async fn put(
        &self,
        target: PathBuf,
        key: Secret,
        source: Source,
    ) -> Result<(Sha256, u64), StoreError> {
        let tmp = self.dir.join("tmp").join(hex::encode(random::<16>()?));
        let written = blocking(move || {
            let done = write_sealed(&tmp, &target, &key, source);
            let _ = std::fs::remove_file(&tmp);
            done
        })
        .await?;
        #[cfg(any(test, feature = "faults"))]
        if self.lies.swap(false, std::sync::atomic::Ordering::SeqCst) {
            return Err(StoreError::Unavailable("fault on demand".into()));
        }
        Ok(written)
    }

    async fn make_key(&self, exhibit: ExhibitId) -> Result<Secret, StoreError> {
        match self.key_of(exhibit).await {
            Err(StoreError::Missing { .. }) => {}
            other => return other,
        }
        let fresh: [u8; 32] = random()?;
        let wrapped = seal::seal_field(&self.wrap, &wrap_purpose(exhibit), &fresh)?;
        self.db
            .run(
                "INSERT INTO exhibit_key (exhibit_id, wrapped) VALUES ($1, $2) \
                 ON CONFLICT (exhibit_id) DO NOTHING",
                args![exhibit, hex::encode(wrapped)],
            )
            .await?;
        self.key_of(exhibit).await
    }

    /// The exhibit's key; [`StoreError::Erased`] once it was destroyed.
    async fn key_of(&self, exhibit: ExhibitId) -> Result<Secret, StoreError> {
        let sql = "SELECT wrapped FROM exhibit_key WHERE exhibit_id = $1";
        let Some(row) = self.db.row(sql, args![exhibit]).await? else {
            let sql = "SELECT 1 FROM key_destruction WHERE exhibit_id = $1";
            return Err(match self.db.row(sql, args![exhibit]).await? {
                Some(_) => StoreError::Erased { exhibit },
                None => StoreError::Missing {
                    what: "exhibit key",
                },
            });
        };
        self.unwrap_key(exhibit, &row.text(0)?)
    }

    pub(crate) fn unwrap_key(
        &self,
        exhibit: ExhibitId,
        wrapped: &str,
    ) -> Result<Secret, StoreError> {
        let corrupt = || StoreError::corrupt(format!("the key of exhibit `{exhibit}`"));
        let wrapped = hex::decode(wrapped).map_err(|_| corrupt())?;
        let key = seal::open_field(&self.wrap, &wrap_purpose(exhibit), &wrapped);
        let key = zeroize::Zeroizing::new(key.ok_or_else(corrupt)?);
        let key: [u8; 32] = key.as_slice().try_into().map_err(|_| corrupt())?;
        Ok(Secret::new(key))
    }
}

enum Source {
    Bytes(Vec<u8>),
    File(PathBuf),
}

pub(crate) fn sha256_of(bytes: &[u8]) -> Sha256 {
    use sha2::Digest;
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// Runs file work where it may wait.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?
}

fn write_sealed(
    tmp: &Path,
    target: &Path,
    key: &Secret,
    source: Source,
) -> Result<(Sha256, u64), StoreError> {
    let failed = |cause| StoreError::disk(tmp, cause);
    let file = File::create_new(tmp).map_err(failed)?;
    let mut sealed = BufWriter::with_capacity(seal::CHUNK_BYTES, file);
    let is_folder = matches!(source, Source::File(_));
    let prefix = random()?;
    let (sha256, size) = match source {
        Source::Bytes(bytes) => {
            seal::seal_stream(key, prefix, &mut bytes.as_slice(), &mut sealed).map_err(failed)?
        }
        Source::File(path) => {
            let mut plain = File::open(&path).map_err(|cause| StoreError::disk(&path, cause))?;
            seal::seal_stream(key, prefix, &mut plain, &mut sealed).map_err(failed)?
        }
    };
    let file = sealed
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    let path = if is_folder {
        target.join(sha256.to_string())
    } else {
        target.to_path_buf()
    };
    place(tmp, &path)?;
    // Whoever was there first is kept, if it is what its name says.
    Ok((sha256, size)).and_then(|done| check_placed(&path, key, sha256).map(|()| done))
}

/// Gives a finished file its name, unless one of that name exists; both survive a power cut.
fn place(tmp: &Path, path: &Path) -> Result<(), StoreError> {
    let dir = path.parent().unwrap_or(path);
    if !dir.exists() {
        make_dir(dir)?;
        if let Some(above) = dir.parent() {
            sync_dir(above)?;
        }
    }
    match std::fs::hard_link(tmp, path) {
        Ok(()) => sync_dir(dir),
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(cause) => Err(StoreError::disk(path, cause)),
    }
}

fn check_placed(path: &Path, key: &Secret, sha256: Sha256) -> Result<(), StoreError> {
    use std::os::unix::fs::MetadataExt;
    // One more link than our own name: it is the file just written, which needs no check.
    let links = std::fs::metadata(path).map_or(0, |meta| meta.nlink());
    if links > 1 {
        return Ok(());
    }
    open_file(path, key, sha256, &mut std::io::sink()).map(|_| ())
}

pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(|cause| StoreError::disk(dir, cause))
}

fn open_file(
    path: &Path,
    key: &Secret,
    sha256: Sha256,
    target: &mut dyn Write,
) -> Result<u64, StoreError> {
    let corrupt = || StoreError::corrupt(format!("blob `{sha256}`"));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Err(corrupt()),
        Err(cause) => return Err(StoreError::disk(path, cause)),
    };
    let mut sealed: Box<dyn Read> = Box::new(BufReader::with_capacity(seal::CHUNK_BYTES, file));
    match seal::open_stream(key, &mut sealed, target) {
        Ok((found, size)) if found == sha256 => Ok(size),
        Ok(_) => Err(corrupt()),
        Err(cause) if cause.kind() == std::io::ErrorKind::InvalidData => Err(corrupt()),
        Err(cause) => Err(StoreError::disk(path, cause)),
    }
}

async fn read_whole(path: PathBuf, key: Secret, sha256: Sha256) -> Result<Vec<u8>, StoreError> {
    blocking(move || {
        let mut plain = Vec::new();
        open_file(&path, &key, sha256, &mut plain)?;
        Ok(plain)
    })
    .await
}
