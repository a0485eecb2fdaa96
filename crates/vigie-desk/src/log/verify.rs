//! The desk's own check of its log: files as an outsider would, and rows against the files.
//!
//! A flipped byte of a tile, a bundle or the checkpoint is found by the first part; of a leaf in the
//! database by its hash in the tree; of a private record by the commitment in its leaf.

use std::collections::BTreeMap;

use vigie_domain::{Actor, AuditRecord, Permission, Sha256, Timestamp};
use vigie_store::{EventRow, LogFiles, case_columns};
use vigie_tlog::{
    AppendState, Leaf, LogSource as _, PUBLISHED_PATH, Report, Tile, VerifyError, leaf_hash,
    parse_published, verify_commitment,
};

use super::older::find_damaged;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Rows read at a time.
const PAGE_EVENTS: u32 = 2_000;
/// Damaged rows listed by name; beyond that they are only counted.
const DEFECTS_LISTED_MAX: usize = 100;

/// Something wrong with a row of the record, or with a file that no checkpoint of today reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogDefect {
    /// A tile or bundle of an earlier checkpoint is not what it was, or a file belongs to no log.
    #[error("`{path}`, kept from an earlier checkpoint, is not the beginning of what it grew into")]
    OlderFile {
        /// The file, as the log names it.
        path: String,
    },
    /// The row of an entry is not there.
    #[error("entry {index} of the log has no row")]
    Missing {
        /// Its index.
        index: u64,
    },
    /// The rows together are not what was signed, though no single one could be told.
    #[error("the rows do not give the signed root")]
    Root,
    /// The leaf is not the one in the tree.
    #[error("the leaf of entry {index} (event `{event}`) is not the one in the tree")]
    Leaf {
        /// Its index.
        index: u64,
        /// Its event.
        event: String,
    },
    /// The private record is not the one that was sealed.
    #[error("the record of entry {index} (event `{event}`) is not the one its leaf commits to")]
    Record {
        /// Its index.
        index: u64,
        /// Its event.
        event: String,
    },
}

/// What a check of the log found.
#[derive(Debug)]
pub struct LogReport {
    /// The outsider's check of the files; `None` for a log without an entry.
    pub files: Option<Report>,
    /// Rows compared with the tree.
    pub events: u64,
    /// Rows whose private part was erased: their leaf was compared.
    pub events_erased: u64,
    /// Acts that wait for their place.
    pub events_pending: u64,
    /// What is wrong with rows, the first hundred.
    pub defects: Vec<LogDefect>,
    /// How many rows are wrong in all.
    pub defects_found: u64,
}

impl LogReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.defects_found == 0 && self.files.as_ref().is_none_or(Report::is_sound)
    }

    fn add(&mut self, defect: LogDefect) {
        self.defects_found += 1;
        if self.defects.len() < DEFECTS_LISTED_MAX {
            self.defects.push(defect);
        }
    }
}

/// Checks the files of the log and every row of the record against them. O(log).
///
/// # Errors
///
/// [`DeskError::Refused`] with the sentence when the log cannot be checked at all: no checkpoint
/// where there are entries, or one that is not signed by the log's key.
pub async fn verify(desk: &Desk, actor: &Actor) -> Result<LogReport, DeskError> {
    actor.require(Permission::ReadLog)?;
    let dir = desk.store().log_dir();
    let key = desk.log_key().verifier_key().clone();
    let check = tokio::task::spawn_blocking(move || {
        let files = LogFiles::new(dir.clone());
        match vigie_tlog::verify_log(&files, &key, &[], &mut |_, _| {}) {
            Ok(report) => {
                let size = report.checkpoint.size;
                let published = files.read(PUBLISHED_PATH).ok().flatten();
                let published = published
                    .and_then(|bytes| parse_published(&bytes))
                    .unwrap_or(0);
                let damaged = find_damaged(&dir, &files, size, published);
                Ok(Some((tree_hashes(&files, size), damaged, report)))
            }
            Err(VerifyError::NoCheckpoint) => Ok(None),
            Err(error) => Err(DeskError::input("log_unverifiable", error.to_string())),
        }
    });
    let checked = check.await.map_err(DeskError::broken)??;
    let mut found = LogReport {
        files: None,
        events: 0,
        events_erased: 0,
        events_pending: desk.store().events_pending().await?,
        defects: Vec::new(),
        defects_found: 0,
    };
    let Some((hashes, damaged, report)) = checked else {
        if !desk.store().event_rows(0, 1).await?.is_empty() {
            let detail = "the log has entries and its `checkpoint` is missing; restore the log's \
                          folder, or start the desk once so that it is written anew";
            return Err(DeskError::input("log_unverifiable", detail));
        }
        return Ok(found);
    };
    let size = report.checkpoint.size;
    found.files = Some(report);
    for path in damaged {
        found.add(LogDefect::OlderFile { path });
    }
    check_rows(desk, size, &hashes, &mut found).await?;
    Ok(found)
}

/// The hash of each leaf, by the tiles of level 0; tiles that cannot be read leave a gap, which the
/// check of the files names.
fn tree_hashes(files: &LogFiles, size: u64) -> BTreeMap<u64, Vec<u8>> {
    let mut tiles = BTreeMap::new();
    let count = size.div_ceil(vigie_tlog::TILE_WIDTH);
    for index in 0..count {
        let Some(tile) = Tile::at(0, index, size) else {
            continue;
        };
        if let Ok(Some(bytes)) = files.read(&tile.path()) {
            tiles.insert(index, bytes);
        }
    }
    tiles
}

fn hash_at(tiles: &BTreeMap<u64, Vec<u8>>, index: u64) -> Option<Sha256> {
    let tile = tiles.get(&(index / vigie_tlog::TILE_WIDTH))?;
    let place = usize::try_from(index % vigie_tlog::TILE_WIDTH).ok()? * 32;
    let hash: [u8; 32] = tile.get(place..place + 32)?.try_into().ok()?;
    Some(Sha256(hash))
}

async fn check_rows(
    desk: &Desk,
    size: u64,
    tiles: &BTreeMap<u64, Vec<u8>>,
    found: &mut LogReport,
) -> Result<(), DeskError> {
    let mut next = 0;
    let mut tree = AppendState::new();
    while next < size {
        let rows = desk.store().event_rows(next, PAGE_EVENTS).await?;
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| row.log_index < size)
            .collect();
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let index = row.log_index;
            while next < index {
                found.add(LogDefect::Missing { index: next });
                next += 1;
            }
            next = index + 1;
            found.events += 1;
            let hash = leaf_hash(row.leaf.as_bytes());
            tree.append([hash]);
            if hash_at(tiles, index).is_some_and(|signed| signed != hash) {
                found.add(LogDefect::Leaf {
                    index,
                    event: row.id,
                });
                continue;
            }
            found.events_erased += u64::from(row.private.is_none());
            if !is_sealed(&row) {
                found.add(LogDefect::Record {
                    index,
                    event: row.id,
                });
            }
        }
    }
    while next < size {
        found.add(LogDefect::Missing { index: next });
        next += 1;
    }
    // Where a tile is missing, the root still tells whether the rows are those that were signed.
    let signed = found.files.as_ref().map(|report| report.checkpoint.root);
    let is_whole = tree.size() == size;
    if is_whole && found.defects_found == 0 && signed.is_some_and(|root| root != tree.root()) {
        found.add(LogDefect::Root);
    }
    Ok(())
}

/// Whether a row is the one its leaf commits to, and is found by what it says.
///
/// An erased row has no record to compare: what it is found by must agree with its leaf.
fn is_sealed(row: &EventRow) -> bool {
    let Ok(leaf) = Leaf::parse(row.leaf.as_bytes()) else {
        return false;
    };
    let at = Timestamp::from_ms(row.at_ms);
    let Some((salt, record)) = &row.private else {
        let kind = row.columns[2].as_deref().map(|kind| kind.replace('.', "_"));
        return kind.as_deref() == Some(leaf.record().kind.as_str())
            && at.floor_minute() == leaf.record().at_minute;
    };
    let mut bytes = [0; 32];
    if hex::decode_to_slice(salt, &mut bytes).is_err() || salt.contains(char::is_uppercase) {
        return false;
    }
    let Ok(parsed) = serde_json::from_str::<AuditRecord>(record) else {
        return false;
    };
    let [item, other] = case_columns(parsed.event.case());
    let columns = [
        Some(parsed.desk.to_string()),
        Some(parsed.side.name().to_owned()),
        Some(parsed.event.kind().to_owned()),
        item,
        other,
    ];
    parsed.id.to_string() == row.id
        && columns == row.columns
        && parsed.at == at
        && verify_commitment(leaf.commitment(), &bytes, record.as_bytes())
}

#[cfg(test)]
mod tests {
    use vigie_domain::{ActorKind, AuditEvent, DeskId, EventId, ItemId, Side};
    use vigie_tlog::{PublicRecord, commit_private};

    use super::*;

    /// Goal: no byte of a row can change unnoticed. Method: flip each bit of record, salt and leaf.
    #[test]
    fn every_flipped_byte_of_a_row_is_found() {
        let id = EventId::from_u128(7);
        let record = AuditRecord {
            id,
            desk: DeskId::from_u128(1),
            side: Side::Unit,
            actor: ActorKind::Job,
            at: Timestamp::from_ms(1_700_000_000_000),
            event: AuditEvent::ItemCleared {
                item: ItemId::from_u128(3),
            },
        };
        let record = serde_json::to_string(&record).unwrap();
        let public = PublicRecord {
            kind: "item_cleared".to_owned(),
            at_minute: Timestamp::from_ms(1_700_000_000_000),
            desk: "zeta".to_owned(),
            ..PublicRecord::default()
        };
        let leaf = Leaf::new(public, commit_private(&[9; 32], record.as_bytes())).unwrap();
        let row = EventRow {
            id: id.to_string(),
            log_index: 0,
            leaf: String::from_utf8(leaf.render()).unwrap(),
            columns: [
                Some(DeskId::from_u128(1).to_string()),
                Some("unit".to_owned()),
                Some("item.cleared".to_owned()),
                Some(ItemId::from_u128(3).to_string()),
                None,
            ],
            at_ms: 1_700_000_000_000,
            private: Some((hex::encode([9; 32]), record)),
        };
        assert!(is_sealed(&row));
        let hash = leaf_hash(row.leaf.as_bytes());
        let mut flips = 0;
        for field in 0..8 {
            for at in 0..1_000 {
                let mut wrong = row.clone();
                let text = match (field, &mut wrong.private) {
                    (0, _) => &mut wrong.id,
                    (1, _) => &mut wrong.leaf,
                    (2, Some((salt, _))) => salt,
                    (3, Some((_, record))) => record,
                    (field, _) => match wrong.columns.get_mut(field - 4).and_then(Option::as_mut) {
                        Some(text) => text,
                        None => break,
                    },
                };
                let mut bytes = text.clone().into_bytes();
                let Some(byte) = bytes.get_mut(at) else { break };
                *byte ^= 1;
                let Ok(flipped) = String::from_utf8(bytes) else {
                    continue;
                };
                *text = flipped;
                let is_found = !is_sealed(&wrong) || leaf_hash(wrong.leaf.as_bytes()) != hash;
                assert!(is_found, "byte {at} of field {field}");
                flips += 1;
            }
        }
        assert!(flips > 500, "{flips} bytes were tried");
        let moved = EventRow {
            at_ms: row.at_ms + 1,
            ..row.clone()
        };
        assert!(!is_sealed(&moved));
        let named = EventRow {
            columns: [
                None,
                None,
                Some("item.cleared".to_owned()),
                None,
                Some(String::new()),
            ],
            ..row.clone()
        };
        assert!(!is_sealed(&named));
        let erased = EventRow {
            private: None,
            ..row
        };
        assert!(is_sealed(&erased));
        let mut renamed = erased;
        renamed.columns[2] = Some("item.added".to_owned());
        assert!(!is_sealed(&renamed));
    }
}
