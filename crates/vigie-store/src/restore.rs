//! Restore: an empty desk becomes the one a backup was made of, on either engine.
//!
//! Everything is checked against the manifest before the first row is written, and built beside
//! the folder it will be, so that a restore that fails leaves nothing. Keys that were destroyed
//! since the backup stay destroyed: the ledgers are replayed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;
use vigie_domain::{Exhibit, ExhibitId, Item, PriorityReason, Timestamp};

use crate::backup::{
    EXHIBIT_KEYS, FORMAT, Manifest, Table, copy_file, copy_tree, digest_of, refuse_filled, tables,
};
use crate::blob::blocking;
use crate::config::Config;
use crate::db::{Arg, Reader, args, built, json, placeholders};
use crate::erasure::{KeyDestruction, LEDGER, read_ledger};
use crate::error::StoreError;
use crate::event::BULK_ROWS;
use crate::migrate::{migrate, migrate_up_to};
use crate::store::{connect, make_dir};

/// Where a restore reads from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreSource {
    /// The folder a backup was written to.
    pub dir: PathBuf,
    /// The folder of its keys, where it is kept apart; `None` for `keys` in the backup.
    pub keys: Option<PathBuf>,
    /// Further ledgers of destroyed keys (`destroyed.jsonl`), newer than the backup.
    pub ledgers: Vec<PathBuf>,
}

impl RestoreSource {
    /// A backup that lies together.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            keys: None,
            ledgers: Vec::new(),
        }
    }

    fn keys_dir(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.dir.join("keys"))
    }
}

/// What was brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestoreReport {
    /// Rows of all tables.
    pub rows: u64,
    /// Files that were checked.
    pub files: u64,
    /// Key destructions that the backup's rows did not know yet.
    pub erasures_replayed: u32,
}

/// Restores a backup into an empty desk of this configuration.
///
/// Refuses a folder or a database that holds something, a backup of a later release, and one whose
/// files are not those of its manifest. Open the store afterwards; its log files follow by then.
pub async fn restore(source: &RestoreSource, into: &Config) -> Result<RestoreReport, StoreError> {
    refuse_filled(&into.data_dir)?;
    let manifest = {
        let source = source.clone();
        blocking(move || check_files(&source)).await?
    };
    let mut name = into.data_dir.file_name().unwrap_or_default().to_os_string();
    name.push(".restoring");
    let building = Config {
        data_dir: into.data_dir.with_file_name(name),
        ..into.clone()
    };
    if building.data_dir.exists() {
        // What an earlier attempt left; nothing ever worked in it.
        std::fs::remove_dir_all(&building.data_dir)
            .map_err(|cause| StoreError::disk(&building.data_dir, cause))?;
    }
    make_dir(&building.data_dir)?;
    let done = build(source, &manifest, &building).await;
    if done.is_err() {
        let _ = std::fs::remove_dir_all(&building.data_dir);
        return done;
    }
    let failed = |cause| StoreError::disk(&into.data_dir, cause);
    if into.data_dir.exists() {
        std::fs::remove_dir(&into.data_dir).map_err(failed)?;
    }
    std::fs::rename(&building.data_dir, &into.data_dir).map_err(failed)?;
    done
}

fn check_files(source: &RestoreSource) -> Result<Manifest, StoreError> {
    let path = source.dir.join("manifest.json");
    let text = std::fs::read_to_string(&path).map_err(|cause| StoreError::disk(&path, cause))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|_| StoreError::corrupt("the manifest of the backup"))?;
    if manifest.format != FORMAT {
        return Err(StoreError::SchemaNewer {
            found: format!("backup format {}", manifest.format),
            known: format!("backup format {FORMAT}"),
        });
    }
    for (name, expected) in &manifest.files {
        let path = match name.strip_prefix("keys/") {
            // Keys kept apart are those of today: some were destroyed since, others came.
            Some(_) if source.keys.is_some() => continue,
            Some(key) => source.keys_dir().join(key),
            None => source.dir.join(name),
        };
        let is_inside = Path::new(name)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        if !is_inside || digest_of(&path).ok().as_ref() != Some(expected) {
            return Err(StoreError::corrupt(format!("`{name}` of the backup")));
        }
    }
    Ok(manifest)
}

async fn build(
    source: &RestoreSource,
    manifest: &Manifest,
    config: &Config,
) -> Result<RestoreReport, StoreError> {
    let destroyed = destroyed_keys(source)?;
    copy_keys(source, config)?;
    let engine = connect(config).await?;
    if !crate::migrate::is_empty(&engine).await? {
        return Err(StoreError::NotEmpty {
            path: PathBuf::from("database"),
        });
    }
    // The rows fit the schema they were taken from; the migrations since then bring them up.
    migrate_up_to(&engine, &manifest.schema).await?;
    let db = Reader::of_tx(engine.begin().await?);
    let mut report = RestoreReport {
        files: manifest.files.len() as u64,
        ..RestoreReport::default()
    };
    for table in tables(&db).await? {
        let path = match &*table.name {
            EXHIBIT_KEYS => source.keys_dir().join("exhibit_key.jsonl"),
            name => source.dir.join("row").join(format!("{name}.jsonl")),
        };
        if path.exists() {
            report.rows += fill(&db, &table, &path).await?;
        }
    }
    report.erasures_replayed = replay(&db, &destroyed).await?;
    if db.is_pg() {
        for table in ["audit_event", "disclosure"] {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'seq'), \
                 GREATEST((SELECT MAX(seq) FROM {table}), 1))"
            );
            db.rows(built(sql), args![]).await?;
        }
    }
    let gone = db.key_destructions().await?;
    copy_blobs(source, config, gone.iter().map(|key| key.exhibit))?;
    if let Some(open) = db.into_open() {
        open.commit().await?;
    }
    migrate(&engine).await?;
    engine.close().await;
    Ok(report)
}

fn copy_keys(source: &RestoreSource, config: &Config) -> Result<(), StoreError> {
    make_dir(&config.keys_dir())?;
    let keys = source.keys_dir();
    for (name, to) in [
        ("master.key", config.master_key_path()),
        ("log.key", config.log_key_path()),
        ("pseudonym.key", config.pseudonym_key_path()),
    ] {
        let from = keys.join(name);
        // Refused here, not after the rows are in: without its key nothing opens.
        let key = crate::key::read_key(&from)?;
        if !to.exists() {
            copy_file(&from, &to)?;
        } else if *crate::key::read_key(&to)? != *key {
            return Err(StoreError::WrongKey { path: to });
        }
    }
    Ok(())
}

/// All ledgers together: what any of them says is gone stays gone.
fn destroyed_keys(
    source: &RestoreSource,
) -> Result<BTreeMap<ExhibitId, KeyDestruction>, StoreError> {
    let mut all = BTreeMap::new();
    let ledgers = [
        source.dir.join("keys").join(LEDGER),
        source.keys_dir().join(LEDGER),
    ];
    for ledger in ledgers.iter().chain(&source.ledgers) {
        for destroyed in read_ledger(ledger)? {
            all.entry(destroyed.exhibit).or_insert(destroyed);
        }
    }
    Ok(all)
}

/// Replaces the rows of a table by those of a file. Memory: one statement's rows.
async fn fill(db: &Reader, table: &Table, path: &Path) -> Result<u64, StoreError> {
    let corrupt = || StoreError::corrupt(format!("`{}` of the backup", path.display()));
    let failed = |cause| StoreError::disk(path, cause);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut lines = BufReader::new(file).lines();
    let head = lines.next().ok_or_else(corrupt)?.map_err(failed)?;
    let names: Vec<String> = serde_json::from_str(&head).map_err(|_| corrupt())?;
    let mut are_texts = Vec::with_capacity(names.len());
    for name in &names {
        let known = table.columns.iter().find(|(column, _)| column == name);
        are_texts.push(known.ok_or_else(corrupt)?.1);
    }
    db.run(built(format!("DELETE FROM {}", table.name)), args![])
        .await?;
    let insert = format!("INSERT INTO {} ({}) VALUES ", table.name, names.join(", "));
    let (mut values, mut rows, mut total) = (Vec::new(), 0, 0);
    loop {
        let line = lines.next().transpose().map_err(failed)?;
        if let Some(line) = &line {
            let row: Vec<Value> = serde_json::from_str(line).map_err(|_| corrupt())?;
            if row.len() != names.len() {
                return Err(corrupt());
            }
            for (value, is_text) in row.into_iter().zip(&are_texts) {
                values.push(match (value, is_text) {
                    (Value::String(text), true) => Arg::Text(text),
                    (Value::Null, true) => Arg::NoText,
                    (Value::Null, false) => Arg::NoInt,
                    (Value::Number(int), false) => Arg::Int(int.as_i64().ok_or_else(corrupt)?),
                    _ => return Err(corrupt()),
                });
            }
            rows += 1;
        }
        if rows == BULK_ROWS || (line.is_none() && rows > 0) {
            let sql = format!("{insert}{}", placeholders(rows, names.len(), 1));
            db.run(db.bulk(sql), std::mem::take(&mut values)).await?;
            total += rows as u64;
            rows = 0;
        }
        if line.is_none() {
            return Ok(total);
        }
    }
}

/// Destroys again what was destroyed; answers how much of it the rows did not know.
async fn replay(
    db: &Reader,
    destroyed: &BTreeMap<ExhibitId, KeyDestruction>,
) -> Result<u32, StoreError> {
    let mut replayed = 0;
    for (exhibit, key) in destroyed {
        let is_new = db
            .run(
                "INSERT INTO key_destruction (exhibit_id, desk_id, side, at, reason) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (exhibit_id) DO NOTHING",
                args![*exhibit, key.desk, key.side.name(), key.at, &*key.reason],
            )
            .await?;
        if is_new > 0 {
            replayed += 1;
            mark_erased(db, *exhibit, key.at).await?;
        }
    }
    db.run(
        "DELETE FROM exhibit_key WHERE exhibit_id IN (SELECT exhibit_id FROM key_destruction)",
        args![],
    )
    .await?;
    crate::row::reading::forget_erased(db).await?;
    Ok(replayed)
}

async fn mark_erased(db: &Reader, id: ExhibitId, at: Timestamp) -> Result<(), StoreError> {
    // An exhibit younger than the backup has no row here; its key stays destroyed all the same.
    let Some(mut exhibit): Option<Exhibit> = db.exhibit(id).await? else {
        return Ok(());
    };
    exhibit.erased_at = Some(exhibit.erased_at.unwrap_or(at));
    db.run(
        "UPDATE exhibit SET body = $2 WHERE id = $1",
        args![id, json(&exhibit)?],
    )
    .await?;
    // What was read in it orders its item no longer.
    let Some(mut item): Option<Item> = db.item(exhibit.item).await? else {
        return Ok(());
    };
    if item
        .reading
        .take_if(|reading| reading.exhibit == id)
        .is_some()
    {
        item.priority_reasons.retain(|reason| {
            !matches!(reason, PriorityReason::Text { .. } | PriorityReason::Sample)
        });
        item.priority = vigie_domain::item::priority(&item.priority_reasons);
        let place = vigie_domain::item::queue_place(item.priority, item.created_at);
        db.run(
            "UPDATE item SET body = $2, priority = $3, place = $4, language = NULL, label = NULL, \
             cluster = NULL, is_head = 1 WHERE id = $1",
            args![item.id, json(&item)?, item.priority, place],
        )
        .await?;
    }
    Ok(())
}

fn copy_blobs(
    source: &RestoreSource,
    config: &Config,
    erased: impl Iterator<Item = ExhibitId>,
) -> Result<(), StoreError> {
    let blobs = config.data_dir.join("blob");
    copy_tree(&source.dir.join("blob"), &blobs)?;
    for exhibit in erased {
        let dir = blobs.join("exhibit").join(exhibit.to_string());
        if dir.exists() {
            std::fs::remove_dir_all(&dir).map_err(|cause| StoreError::disk(&dir, cause))?;
        }
    }
    Ok(())
}
