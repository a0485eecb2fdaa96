//! Bringing a folder of reference tables into the desk's data directory, all or nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256 as Sha256Hasher};
use vigie_domain::{Sha256, Timestamp};

use super::compile::{Compiled, compile};
use super::generation::{self, INDEX_FILE, SOURCE_FOLDER};
use super::manifest::{ImportReport, Manifest, TableInfo};
use crate::error::ReferenceError;

/// Largest file taken from a folder; the largest known is 3 MB.
const FILE_BYTES_MAX: u64 = 256 << 20;
/// Folders of the folder that hold tables.
const PARTS: [&str; 7] = [
    "asn",
    "cdn",
    "warninglists",
    "rdap/bootstrap",
    "passivedns",
    "certificates",
    "abuse",
];
/// Most files taken from one folder of the folder.
const FILES_MAX: usize = 1_000;

/// One table on its way in.
pub(crate) struct SourceFile {
    pub(crate) table: String,
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: Sha256,
    pub(crate) source: String,
    pub(crate) licence: String,
    pub(crate) imported_at: Timestamp,
}

/// Imports the tables found in `folder` into `dir`, and puts them in use.
///
/// Shape: `asn/*.tsv[.zst]`, `cdn/cdncheck-sources_data.json`, `cdn/cdn_fingerprints.tsv`,
/// `warninglists/*.json`, `rdap/bootstrap/*.json`, `passivedns/*.json` (common output format),
/// `certificates/*.json` (exports of log searches), `abuse/*.tsv`, and `MANIFEST.tsv` (path, bytes, sha256,
/// source, licence) whose hashes are checked. What the folder lacks is kept from the import
/// before; that import stays on disk for [`super::rollback`].
///
/// # Errors
///
/// [`ReferenceError`]; the tables in use stay as they were.
pub fn import_folder(
    folder: &Path,
    dir: &Path,
    now: Timestamp,
) -> Result<ImportReport, ReferenceError> {
    std::fs::create_dir_all(dir)
        .map_err(|source| ReferenceError::io("creating the reference folder", source))?;
    let _lock = lock(dir)?;
    let mut warnings = Vec::new();
    let taken = read_folder(folder, now, &mut warnings)?;
    if taken.is_empty() {
        return Err(ReferenceError::EmptyFolder);
    }
    let files_taken = taken.len();
    let sources = with_kept(dir, taken)?;
    let tables_kept = sources.len() - files_taken;

    let id = short_id(&sources);
    if let Some(manifest) = renew_same(dir, &id, &sources, now)? {
        warnings
            .push("these very files are in use already; only their dates were renewed".to_owned());
        return Ok(report(manifest, files_taken, tables_kept, warnings));
    }
    let name = format!("generation-{:013}-{}", now.ms().max(0), id);
    let incoming = dir.join(format!("incoming-{name}"));
    let _ = std::fs::remove_dir_all(&incoming); // Left by an import that died; the lock is ours.
    let written = write_generation(&incoming, &sources, now, &mut warnings);
    let manifest = match written {
        Ok(manifest) => manifest,
        Err(error) => {
            let _ = std::fs::remove_dir_all(&incoming);
            return Err(error);
        }
    };
    let target = dir.join(&name);
    std::fs::rename(&incoming, &target)
        .map_err(|source| ReferenceError::io("moving the new tables into place", source))?;
    generation::sync_folder(dir)?;
    generation::put_in_use(dir, &name)?;
    Ok(report(manifest, files_taken, tables_kept, warnings))
}

fn report(
    manifest: Manifest,
    files_taken: usize,
    tables_kept: usize,
    warnings: Vec<String>,
) -> ImportReport {
    ImportReport {
        imported_at: manifest.imported_at,
        missing: manifest.list_missing(),
        tables: manifest.tables,
        files_taken,
        tables_kept,
        warnings,
    }
}

/// Where the same files are in use already, renews their dates and nothing else, so that the
/// import before stays the one to go back to.
fn renew_same(
    dir: &Path,
    id: &str,
    sources: &BTreeMap<String, SourceFile>,
    now: Timestamp,
) -> Result<Option<Manifest>, ReferenceError> {
    let current = generation::find_current(dir)?;
    let Some(current) = current.filter(|path| path.to_string_lossy().ends_with(id)) else {
        return Ok(None);
    };
    let mut manifest: Manifest = generation::read_json(&current.join(INDEX_FILE))?;
    manifest.imported_at = now;
    for info in &mut manifest.tables {
        if let Some(source) = sources.get(&info.table) {
            info.imported_at = source.imported_at;
        }
    }
    generation::replace_json(&current, INDEX_FILE, &manifest)?;
    Ok(Some(manifest))
}

/// One import at a time; the system lifts the lock when the process ends, however it ends.
fn lock(dir: &Path) -> Result<File, ReferenceError> {
    let file = File::create(dir.join("import.lock"))
        .map_err(|source| ReferenceError::io("locking the reference folder", source))?;
    file.try_lock().map_err(|error| {
        let source = match error {
            std::fs::TryLockError::Error(source) => source,
            std::fs::TryLockError::WouldBlock => {
                std::io::Error::other("another import is running; wait for it")
            }
        };
        ReferenceError::io("locking the reference folder", source)
    })?;
    Ok(file)
}

/// Names a generation by what is in it, and by the built-in tables it was compiled with.
fn short_id(sources: &BTreeMap<String, SourceFile>) -> String {
    let mut hasher = Sha256Hasher::new();
    hasher.update(super::lists::BUILT_IN.concat());
    for source in sources.values() {
        hasher.update(source.sha256.0);
        hasher.update(source.table.as_bytes());
    }
    hex::encode(&hasher.finalize()[..6])
}

fn write_generation(
    incoming: &Path,
    sources: &BTreeMap<String, SourceFile>,
    now: Timestamp,
    warnings: &mut Vec<String>,
) -> Result<Manifest, ReferenceError> {
    std::fs::create_dir(incoming)
        .map_err(|source| ReferenceError::io("creating the folder of the import", source))?;
    let Compiled { rows, versions } = compile(incoming, sources, warnings)?;
    for source in sources.values() {
        keep_source(&incoming.join(SOURCE_FOLDER).join(&source.file), source)?;
    }
    let tables = sources
        .values()
        .map(|source| TableInfo {
            table: source.table.clone(),
            file: source.file.clone(),
            source: source.source.clone(),
            licence: source.licence.clone(),
            sha256: source.sha256,
            size_bytes: source.bytes.len() as u64,
            rows: rows.get(&source.table).copied().unwrap_or(0),
            version: versions.get(&source.table).cloned(),
            imported_at: source.imported_at,
        })
        .collect();
    let manifest = Manifest {
        imported_at: now,
        tables,
    };
    generation::write_json(&incoming.join(INDEX_FILE), &manifest)?;
    generation::sync_folder(incoming)?;
    Ok(manifest)
}

fn keep_source(path: &Path, source: &SourceFile) -> Result<(), ReferenceError> {
    let write = || -> std::io::Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = File::create(path)?;
        file.write_all(&source.bytes)?;
        file.sync_all()
    };
    write().map_err(|error| ReferenceError::io(format!("keeping `{}`", source.file), error))
}

/// The table a file of the folder is, by its path; `None` for files that are none of ours.
fn table_of(file: &str) -> Option<String> {
    let table = file.strip_suffix(".zst").unwrap_or(file);
    let stem = table
        .strip_suffix(".tsv")
        .or_else(|| table.strip_suffix(".json"))?;
    let is_known = matches!(
        stem,
        "asn/ip2asn-v4"
            | "asn/ip2asn-v6"
            | "asn/asn-names"
            | "cdn/cdncheck-sources_data"
            | "cdn/cdn_fingerprints"
    );
    let is_listed = file.strip_suffix(".json").is_some()
        && [
            "warninglists/",
            "rdap/bootstrap/",
            "passivedns/",
            "certificates/",
        ]
        .iter()
        .any(|part| stem.starts_with(part));
    let is_abuse = file.strip_suffix(".tsv").is_some() && stem.starts_with("abuse/");
    (is_known || is_listed || is_abuse).then(|| stem.to_owned())
}

fn read_folder(
    folder: &Path,
    now: Timestamp,
    warnings: &mut Vec<String>,
) -> Result<BTreeMap<String, SourceFile>, ReferenceError> {
    let notes = read_notes(folder)?;
    let mut sources = BTreeMap::new();
    for part in PARTS {
        for name in list_files(&folder.join(part))? {
            let file = format!("{part}/{name}");
            let Some(table) = table_of(&file) else {
                continue;
            };
            let bytes = read_file(folder, &file)?;
            let sha256 = Sha256(Sha256Hasher::digest(&bytes).into());
            let note = notes.get(&file);
            if note.is_some_and(|note| note.sha256 != Some(sha256)) {
                return Err(ReferenceError::ManifestMismatch { file });
            }
            if note.is_none() {
                warnings.push(format!("`{file}` does not stand in `MANIFEST.tsv`"));
            }
            let (source, licence) = note.map_or(("unknown", "unknown"), |note| {
                (note.source.as_str(), note.licence.as_str())
            });
            let source = SourceFile {
                table: table.clone(),
                file,
                bytes,
                sha256,
                source: source.to_owned(),
                licence: licence.to_owned(),
                imported_at: now,
            };
            if let Some(other) = sources.insert(table, source) {
                warnings.push(format!(
                    "`{}` is there twice; the other form was used",
                    other.file
                ));
            }
        }
    }
    Ok(sources)
}

/// Adds the tables of the import in use that the folder lacks.
fn with_kept(
    dir: &Path,
    mut sources: BTreeMap<String, SourceFile>,
) -> Result<BTreeMap<String, SourceFile>, ReferenceError> {
    let Some(current) = generation::find_current(dir)? else {
        return Ok(sources);
    };
    let manifest: Manifest = generation::read_json(&current.join(INDEX_FILE))?;
    for info in manifest.tables {
        if sources.contains_key(&info.table) {
            continue;
        }
        let bytes = read_file(&current.join(SOURCE_FOLDER), &info.file)?;
        if Sha256(Sha256Hasher::digest(&bytes).into()) != info.sha256 {
            return Err(ReferenceError::Damaged {
                table: info.table,
                reason: "its kept source changed on disk".to_owned(),
            });
        }
        let kept = SourceFile {
            table: info.table.clone(),
            file: info.file,
            bytes,
            sha256: info.sha256,
            source: info.source,
            licence: info.licence,
            imported_at: info.imported_at,
        };
        sources.insert(info.table, kept);
    }
    Ok(sources)
}

struct Note {
    sha256: Option<Sha256>,
    source: String,
    licence: String,
}

/// `MANIFEST.tsv`: path, bytes, sha256, source, licence; the first line names the columns.
fn read_notes(folder: &Path) -> Result<BTreeMap<String, Note>, ReferenceError> {
    const NAME: &str = "MANIFEST.tsv";
    if !folder.join(NAME).is_file() {
        return Ok(BTreeMap::new());
    }
    let bytes = read_file(folder, NAME)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (path, _size) = (cells.next()?, cells.next()?);
            let sha256 = Sha256::parse_hex(cells.next()?);
            let source = cells.next().unwrap_or("unknown").to_owned();
            let licence = cells.next().unwrap_or("unknown").to_owned();
            Some((
                path.to_owned(),
                Note {
                    sha256,
                    source,
                    licence,
                },
            ))
        })
        .collect())
}

fn list_files(folder: &Path) -> Result<Vec<String>, ReferenceError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let io = |source| ReferenceError::io("listing the folder", source);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)?.take(FILES_MAX) {
        let entry = entry.map_err(io)?;
        if entry.path().is_file()
            && let Ok(name) = entry.file_name().into_string()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read_file(folder: &Path, file: &str) -> Result<Vec<u8>, ReferenceError> {
    let io = |source| ReferenceError::io(format!("reading `{file}`"), source);
    let mut bytes = Vec::new();
    File::open(folder.join(file))
        .map_err(io)?
        .take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(ReferenceError::BadFile {
            file: file.to_owned(),
            reason: format!("it is larger than {FILE_BYTES_MAX} bytes"),
        });
    }
    Ok(bytes)
}
