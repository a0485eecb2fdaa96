//! The log on disk: rows are the truth, files follow them.
//!
//! ```text
//! commit ─▶ audit_event without an index
//!              │ sequence(): one transaction gives indexes in commit order and signs the new head
//!              ▼
//!          log_state { size, checkpoint, published }
//!              │ then, outside of it: tiles ─▶ `checkpoint`; bundles out of embargo ─▶ `published`
//!              ▼
//!          <data>/log/…        served as it lies; a crash in between is caught up at the next start
//! ```
//!
//! The row of `log_state` is locked while a head is signed, so that no two servers ever sign two
//! heads of one size; `log.lock` is held while files are written, so that no two processes write one.
//! A checkpoint is served only after every tile it stands on is on the disk.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use vigie_domain::{Sha256, Timestamp};
use vigie_tlog::{
    AppendState, CHECKPOINT_PATH, Checkpoint, InclusionProof, LogKey, LogSource, PUBLISHED_PATH,
    SourceError, TileHashes, TileWrite, VerifierKey, entry_bundles, leaf_hash, parse_published,
    render_published,
};

use crate::blob::{blocking, sync_dir};
use crate::db::{Reader, args};
use crate::error::StoreError;
use crate::event::index_of;
use crate::store::{Store, make_dir};

/// Leaves read at once while files are caught up.
const PAGE: u64 = 8_192;

/// Batches integrated by one call: a flood is worked off in pieces, the caller decides to go on.
const BATCHES_MAX: u32 = 16;

/// The files of a log below one folder.
#[derive(Debug, Clone)]
pub struct LogFiles {
    dir: PathBuf,
}

impl LogFiles {
    /// The log in this folder.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }
}

impl LogSource for LogFiles {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        match std::fs::read(self.dir.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Box::new(cause)),
        }
    }
}

struct Head {
    size: u64,
    published: u64,
    note: String,
}

impl Head {
    async fn read(db: &Reader) -> Result<Self, StoreError> {
        Self::of(
            db,
            "SELECT size, published, checkpoint FROM log_state WHERE id = 1",
        )
        .await
    }

    /// Reads the head so that nobody else moves it before the transaction ends.
    async fn lock(db: &Reader) -> Result<Self, StoreError> {
        let sql = db.pick(
            "SELECT size, published, checkpoint FROM log_state WHERE id = 1",
            "SELECT size, published, checkpoint FROM log_state WHERE id = 1 FOR UPDATE",
        );
        Self::of(db, sql).await
    }

    async fn of(db: &Reader, sql: &'static str) -> Result<Self, StoreError> {
        let row = db.row(sql, args![]).await?;
        let row = row.ok_or_else(|| StoreError::corrupt("the state of the log"))?;
        Ok(Self {
            size: index_of(row.int(0)?)?,
            published: index_of(row.int(1)?)?,
            note: row.text(2)?,
        })
    }
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

async fn leaves(db: &Reader, from: u64, to: u64) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT leaf FROM audit_event WHERE log_index >= $1 AND log_index < $2 \
               ORDER BY log_index";
    let rows = db.rows(sql, args![number(from), number(to)]).await?;
    let leaves: Vec<String> = rows
        .iter()
        .map(|row| row.text(0))
        .collect::<Result<_, _>>()?;
    if leaves.len() as u64 != to - from {
        return Err(StoreError::corrupt("the log (an entry is missing)"));
    }
    Ok(leaves)
}

fn hashes(leaves: &[String]) -> impl Iterator<Item = Sha256> {
    leaves.iter().map(|leaf| leaf_hash(leaf.as_bytes()))
}

impl Store {
    /// The folder whose files are served as the log.
    pub fn log_dir(&self) -> PathBuf {
        self.inner.config.data_dir.join("log")
    }

    /// Gives pending events their place, signs the new head, writes the files that are missing.
    ///
    /// Answers the head when it moved; `None` when nothing was pending. One server at a time does
    /// it; the files of the others follow at their next call. O(pending events), not O(log).
    pub async fn sequence(
        &self,
        now: Timestamp,
        signer: &LogKey,
    ) -> Result<Option<Checkpoint>, StoreError> {
        let mut tree = self.inner.tree.lock().await;
        let mut head = None;
        for _ in 0..BATCHES_MAX {
            let pending = "SELECT 1 FROM audit_event WHERE log_index IS NULL LIMIT 1";
            if self.row(pending, args![]).await?.is_none() {
                break;
            }
            head = Some(self.integrate(&mut tree, signer).await?);
        }
        self.open_embargo(now).await?;
        self.write_files(&mut tree, signer.verifier_key()).await?;
        head.map(|note| verify_note(&note, signer.verifier_key()))
            .transpose()
    }

    /// One transaction: indexes in commit order, then the signature over the tree they make.
    async fn integrate(
        &self,
        tree: &mut Option<AppendState>,
        signer: &LogKey,
    ) -> Result<String, StoreError> {
        self.write_files(tree, signer.verifier_key()).await?;
        let db = Reader::of_tx(self.inner.engine.begin().await?);
        let head = Head::lock(&db).await?;
        let mut grown = match tree.as_ref().filter(|tree| tree.size() == head.size) {
            Some(tree) => tree.clone(),
            // Another server moved the head since our files were written: take its leaves along.
            None => {
                grow(tree.clone().unwrap_or_default(), &db, head.size)
                    .await?
                    .0
            }
        };
        let batch = i64::from(self.inner.config.log_batch_max.max(1));
        let assigned = db
            .run(
                "UPDATE audit_event SET log_index = $1 + fresh.place FROM (SELECT seq, \
                 ROW_NUMBER() OVER (ORDER BY seq) - 1 AS place FROM audit_event \
                 WHERE log_index IS NULL ORDER BY seq LIMIT $2) AS fresh \
                 WHERE audit_event.seq = fresh.seq",
                args![number(head.size), batch],
            )
            .await?;
        if assigned == 0 {
            return Ok(head.note);
        }
        let size = head.size + assigned;
        let fresh = leaves(&db, head.size, size).await?;
        let writes = grown.append(hashes(&fresh));
        let note = signer.sign_checkpoint(size, &grown.root());
        db.run(
            "UPDATE log_state SET size = $1, checkpoint = $2 WHERE id = 1",
            args![number(size), &*note],
        )
        .await?;
        let is_next = tree.as_ref().map_or(0, AppendState::size) == head.size;
        if let Some(open) = db.into_open() {
            open.commit().await?;
        }
        self.inner.commits.send_modify(|commits| *commits += 1);
        if is_next {
            let alone = self.lock_files().await?;
            // Somebody else was faster: then the files are theirs, or further already.
            if Head::read(self).await?.size == size {
                self.write_all(writes).await?;
                self.write_file(CHECKPOINT_PATH, note.clone().into_bytes())
                    .await?;
                *tree = Some(grown);
                return Ok(note);
            }
            drop(alone);
        }
        self.write_files(tree, signer.verifier_key()).await?;
        Ok(note)
    }

    /// Moves the end of the embargo: everything before the first entry that is still too young.
    async fn open_embargo(&self, now: Timestamp) -> Result<(), StoreError> {
        let head = Head::read(self).await?;
        if self.published_of(self, &head, now).await? == head.published {
            return Ok(());
        }
        let db = Reader::of_tx(self.inner.engine.begin().await?);
        let head = Head::lock(&db).await?;
        let published = self
            .published_of(&db, &head, now)
            .await?
            .max(head.published);
        db.run(
            "UPDATE log_state SET published = $1 WHERE id = 1",
            args![number(published)],
        )
        .await?;
        match db.into_open() {
            Some(open) => open.commit().await,
            None => Ok(()),
        }
    }

    async fn published_of(
        &self,
        db: &Reader,
        head: &Head,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let young = now.plus_ms(-self.inner.config.log_embargo_ms);
        let sql = "SELECT log_index FROM audit_event WHERE log_index >= $1 AND at > $2 \
                   ORDER BY log_index LIMIT 1";
        let row = db.row(sql, args![number(head.published), young]).await?;
        let first_young = row.map(|row| index_of(row.int(0)?)).transpose()?;
        Ok(first_young.unwrap_or(head.size).min(head.size))
    }

    /// How many entries are out of embargo at `now`, as of the head that is signed.
    pub async fn published_size(&self, now: Timestamp) -> Result<u64, StoreError> {
        let head = Head::read(self).await?;
        self.published_of(self, &head, now).await
    }

    /// The signed head as the files have it; `None` for a log without an entry.
    pub async fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        let files = LogFiles::new(self.log_dir());
        blocking(move || read_text(&files, CHECKPOINT_PATH)).await
    }

    /// Place and hash of the last entry that has a place.
    ///
    /// What lies beside the database keeps it, to know later whether it stems from this history.
    pub async fn last_leaf(&self) -> Result<Option<(u64, Sha256)>, StoreError> {
        let sql = "SELECT log_index, leaf FROM audit_event WHERE log_index IS NOT NULL \
                   ORDER BY log_index DESC LIMIT 1";
        let Some(row) = self.row(sql, args![]).await? else {
            return Ok(None);
        };
        let hash = leaf_hash(row.text(1)?.as_bytes());
        Ok(Some((index_of(row.int(0)?)?, hash)))
    }

    /// Whether the entry at this place has this hash.
    pub async fn has_leaf(&self, (index, hash): (u64, Sha256)) -> Result<bool, StoreError> {
        let sql = "SELECT leaf FROM audit_event WHERE log_index = $1";
        let row = self.row(sql, args![number(index)]).await?;
        let leaf = row.map(|row| row.text(0)).transpose()?;
        Ok(leaf.is_some_and(|leaf| leaf_hash(leaf.as_bytes()) == hash))
    }

    /// Proof that the entry at `index` is in the tree of the served checkpoint.
    ///
    /// `None` while the entry has no place yet, or its tiles are being written. O(log size).
    pub async fn inclusion_proof(&self, index: u64) -> Result<Option<InclusionProof>, StoreError> {
        let sql = "SELECT leaf FROM audit_event WHERE log_index = $1";
        let Some(row) = self.row(sql, args![number(index)]).await? else {
            return Ok(None);
        };
        let leaf_hash = leaf_hash(row.text(0)?.as_bytes());
        let key = self.log_key()?.verifier_key().clone();
        let files = LogFiles::new(self.log_dir());
        blocking(move || {
            let Some(checkpoint) = read_text(&files, CHECKPOINT_PATH)? else {
                return Ok(None);
            };
            let size = verify_note(&checkpoint, &key)?.size;
            if index >= size {
                return Ok(None);
            }
            let hashes = TileHashes::new(&files, size)
                .inclusion_proof(index, size)
                .map_err(|_| StoreError::corrupt("the log (a tile cannot be read)"))?;
            Ok(Some(InclusionProof {
                index,
                size,
                leaf_hash,
                hashes,
                checkpoint,
            }))
        })
        .await
    }

    /// Refuses to go on under another name than the one that outsiders have seen signed.
    ///
    /// Before the first checkpoint the name is free.
    pub(crate) async fn check_log_origin(&self) -> Result<(), StoreError> {
        let head = Head::read(self).await?;
        let configured = &self.inner.config.log_origin;
        // The first line of a checkpoint is the name of its log.
        match head.note.lines().next() {
            Some(signed) if signed != configured => Err(StoreError::OtherLog {
                signed: signed.to_owned(),
                configured: configured.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Brings the files up to the rows: after a crash, a restore, or another server's work.
    pub(crate) async fn repair_log(&self) -> Result<(), StoreError> {
        make_dir(&self.log_dir())?;
        let key = self.log_key()?.verifier_key().clone();
        let mut tree = self.inner.tree.lock().await;
        self.write_files(&mut tree, &key).await
    }

    async fn write_files(
        &self,
        tree: &mut Option<AppendState>,
        key: &VerifierKey,
    ) -> Result<(), StoreError> {
        let _alone = self.lock_files().await?;
        let head = Head::read(self).await?;
        if head.size > 0 {
            let here = match tree.take() {
                Some(here) if here.size() <= head.size => here,
                _ => self.tree_on_disk(head.size, key).await?,
            };
            let was = here.size();
            let (grown, writes) = grow(here, self, head.size).await?;
            let signed = verify_note(&head.note, key)?;
            if grown.root() != signed.root {
                return Err(StoreError::corrupt(
                    "the log (its rows do not give the signed root)",
                ));
            }
            self.write_all(writes).await?;
            if was != head.size {
                self.write_file(CHECKPOINT_PATH, head.note.clone().into_bytes())
                    .await?;
            }
            *tree = Some(grown);
        }
        self.write_bundles(&head).await
    }

    /// Waits until no other process writes the files of the log; over when the answer is dropped.
    ///
    /// The head is read after it, so that whoever comes later never writes an older one.
    async fn lock_files(&self) -> Result<File, StoreError> {
        let path = self.inner.config.data_dir.join("log.lock");
        blocking(move || {
            let failed = |cause| StoreError::disk(&path, cause);
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .map_err(failed)?;
            file.lock().map_err(failed)?;
            Ok(file)
        })
        .await
    }

    /// The tree as the files have it, or the empty one when they cannot be trusted.
    async fn tree_on_disk(&self, size: u64, key: &VerifierKey) -> Result<AppendState, StoreError> {
        let files = LogFiles::new(self.log_dir());
        let key = key.clone();
        blocking(move || {
            let Some(note) = read_text(&files, CHECKPOINT_PATH)? else {
                return Ok(AppendState::new());
            };
            let head = Checkpoint::verify(note.as_bytes(), &key).ok();
            Ok(head
                .filter(|head| head.size <= size)
                .and_then(|head| AppendState::resume(&head, &files).ok())
                .unwrap_or_default())
        })
        .await
    }

    /// Writes the bundles of entries that left their embargo since the files were last written.
    async fn write_bundles(&self, head: &Head) -> Result<(), StoreError> {
        let files = LogFiles::new(self.log_dir());
        let here = blocking(move || read_text(&files, PUBLISHED_PATH)).await?;
        let here = here
            .and_then(|text| parse_published(text.as_bytes()))
            .unwrap_or(0);
        let mut before = here.min(head.published);
        if before == head.published && here == head.published {
            return Ok(());
        }
        while before < head.published {
            let after_ = head.published.min((before / PAGE + 1) * PAGE);
            let entries = leaves(self, before / 256 * 256, after_).await?;
            let writes = entry_bundles(before, after_, entries)
                .map_err(|_| StoreError::corrupt("the log (an entry is too large)"))?;
            self.write_all(writes).await?;
            before = after_;
        }
        self.write_file(
            PUBLISHED_PATH,
            render_published(head.published).into_bytes(),
        )
        .await
    }

    async fn write_all(&self, writes: Vec<TileWrite>) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        let dir = self.log_dir();
        blocking(move || {
            let mut folders = std::collections::BTreeSet::new();
            for write in &writes {
                let path = dir.join(&write.path);
                replace(&path, &write.bytes)?;
                folders.extend(path.parent().map(Path::to_path_buf));
            }
            folders.iter().try_for_each(|folder| sync_dir(folder))
        })
        .await
    }

    async fn write_file(&self, path: &'static str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let dir = self.log_dir();
        blocking(move || {
            replace(&dir.join(path), &bytes)?;
            sync_dir(&dir)
        })
        .await
    }
}

/// Appends rows until the tree has `size` leaves; answers it with the tiles to write.
async fn grow(
    mut tree: AppendState,
    db: &Reader,
    size: u64,
) -> Result<(AppendState, Vec<TileWrite>), StoreError> {
    let mut writes = Vec::new();
    while tree.size() < size {
        let to = size.min(tree.size() + PAGE);
        let fresh = leaves(db, tree.size(), to).await?;
        writes.extend(tree.append(hashes(&fresh)));
    }
    Ok((tree, writes))
}

fn verify_note(note: &str, key: &VerifierKey) -> Result<Checkpoint, StoreError> {
    Checkpoint::verify(note.as_bytes(), key).map_err(|_| {
        StoreError::corrupt("the log's checkpoint (or the log's key or origin was changed)")
    })
}

fn read_text(files: &LogFiles, path: &str) -> Result<Option<String>, StoreError> {
    let bytes = files.read(path).map_err(StoreError::Unavailable)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Writes a file whole or not at all: a new one beside it, synced, then renamed over it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let failed = |cause| StoreError::disk(path, cause);
    if let Some(dir) = path.parent().filter(|dir| !dir.exists()) {
        std::fs::create_dir_all(dir).map_err(failed)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let tmp = path.with_file_name(name);
    let mut file = File::create(&tmp).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    std::fs::rename(&tmp, path).map_err(failed)
}
