//! Events: one private record, one leaf of the log, written with the act they explain.

use vigie_domain::audit_event::Case;
use vigie_domain::{AuditRecord, DeskId, EventId, ItemId};
use vigie_tlog::{Leaf, PublicRecord, case_pseudonym, commit_private};

use crate::db::{Arg, Reader, Row, args, built, json, placeholders};
use crate::error::StoreError;
use crate::key::random;
use crate::store::Store;
use crate::tx::Tx;

/// Rows per statement of a bulk insert: enough to make the statement's own cost vanish.
pub(crate) const BULK_ROWS: usize = 100;

/// Columns of `audit_event` that a commit writes.
const EVENT_COLUMNS: usize = 10;

/// An event as listed: the record where it was not erased, its place in the log once it has one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LoggedEvent {
    /// The event's id.
    pub id: EventId,
    /// Who, where, when, what; `None` once its private part was erased.
    pub record: Option<AuditRecord>,
    /// Index in the log; `None` until the sequencer integrated it.
    pub log_index: Option<u64>,
    /// The canonical bytes of its leaf: what outsiders may read.
    pub leaf: String,
}

/// One row of the log as it stands in the database, believed in nothing: any byte may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The event's id.
    pub id: String,
    /// Index in the log.
    pub log_index: u64,
    /// The bytes of its leaf.
    pub leaf: String,
    /// The desk, the side, the kind, the item and the referral or complaint it is found by, as
    /// columns hold them.
    pub columns: [Option<String>; 5],
    /// The instant it is found by, in milliseconds.
    pub at_ms: i64,
    /// Salt in hexadecimal digits and private record; `None` once erased.
    pub private: Option<(String, String)>,
}

/// The newest events of a referral or an order.
fn of_act() -> String {
    format!("SELECT {LISTED} FROM audit_event WHERE case_referral = $1 ORDER BY seq DESC LIMIT $2")
}

const LISTED: &str = "id, record, log_index, leaf";

fn listed(row: &Row) -> Result<LoggedEvent, StoreError> {
    let record = row.opt_text(1)?;
    let record = record
        .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::corrupt("an event")))
        .transpose()?;
    let log_index = row.opt_int(2)?.map(index_of).transpose()?;
    Ok(LoggedEvent {
        id: row.parsed(0)?,
        record,
        log_index,
        leaf: row.text(3)?,
    })
}

pub(crate) fn index_of(index: i64) -> Result<u64, StoreError> {
    u64::try_from(index).map_err(|_| StoreError::corrupt("an index of the log"))
}

/// The columns an event is found by: its item, or the referral or complaint it belongs to, whose
/// ids never coincide.
pub fn case_columns(case: Option<Case>) -> [Option<String>; 2] {
    match case {
        Some(Case::Item(id)) => [Some(id.to_string()), None],
        Some(other) => [None, Some(other.id().to_string())],
        None => [None, None],
    }
}

impl Tx<'_> {
    /// Writes the events of a commit, in order; answers the desk's name as they carry it.
    pub(crate) async fn write_events(
        &mut self,
        records: &[AuditRecord],
    ) -> Result<String, StoreError> {
        let desk = self.desk_name().await?;
        let mut others: Vec<(EventId, ItemId)> = Vec::new();
        for chunk in records.chunks(BULK_ROWS) {
            let mut args = Vec::with_capacity(chunk.len() * EVENT_COLUMNS);
            for record in chunk {
                self.push_event(&mut args, record, &desk)?;
                let items = record.event.other_items().iter();
                others.extend(items.map(|item| (record.id, *item)));
            }
            let sql = format!(
                "INSERT INTO audit_event (id, desk_id, side, at, kind, case_item, case_referral, \
                 record, salt, leaf) VALUES {}",
                placeholders(chunk.len(), EVENT_COLUMNS, 1)
            );
            self.run(self.bulk(sql), args).await?;
        }
        for (event, item) in others {
            self.run(
                "INSERT INTO event_item (item_id, seq, desk_id, side) \
                 SELECT $1, seq, desk_id, side FROM audit_event WHERE id = $2 \
                 ON CONFLICT (item_id, seq) DO NOTHING",
                args![item, event],
            )
            .await?;
        }
        Ok(desk)
    }

    fn push_event(
        &self,
        args: &mut Vec<Arg>,
        record: &AuditRecord,
        desk: &str,
    ) -> Result<(), StoreError> {
        let private = json(record)?;
        let salt: [u8; 32] = random()?;
        let public = record.event.public();
        let pseudonym = public.case.map(|case| {
            // One name space for all cases.
            case_pseudonym(&self.store.inner.keys.pseudonym, ItemId(case.id()))
        });
        let leaf = Leaf::new(
            PublicRecord {
                kind: public.kind.replace('.', "_"),
                at_minute: record.at,
                desk: desk.to_owned(),
                instrument: public.instrument,
                legal_basis: public.legal_basis,
                outcome: public.outcome,
                case_pseudonym: pseudonym,
                ..PublicRecord::default()
            },
            commit_private(&salt, private.as_bytes()),
        )
        .map_err(|error| StoreError::Unstorable {
            what: format!("the public record of `{}` ({error})", record.event.kind()),
        })?;
        let leaf = String::from_utf8(leaf.render()).map_err(|_| StoreError::corrupt("a leaf"))?;
        let [case_item, case_referral] = case_columns(public.case);
        args.extend(args![
            record.id,
            record.desk,
            record.side.name(),
            record.at,
            record.event.kind(),
            case_item,
            case_referral,
            private,
            hex::encode(salt),
            leaf,
        ]);
        Ok(())
    }

    /// The desk's name, as its public records carry it; its id when it has no row.
    async fn desk_name(&self) -> Result<String, StoreError> {
        let id = self.act.desk;
        let known = self.store.inner.desk_names.read();
        if let Some(name) = known.ok().and_then(|names| names.get(&id).cloned()) {
            return Ok(name);
        }
        Ok(match self.desk(id).await? {
            Some(desk) => desk.name,
            None => id.to_string(),
        })
    }

    /// Remembers the desk's name; only once it is committed, since a desk's own first transaction
    /// may still fail.
    pub(crate) fn remember_desk(store: &Store, id: DeskId, name: String) {
        if let Ok(mut names) = store.inner.desk_names.write() {
            names.insert(id, name);
        }
    }

    /// Destroys the private part of events: record and salt go, the leaf and its proof stay.
    ///
    /// Answers how many were still there.
    pub async fn erase_private(&mut self, events: &[EventId]) -> Result<u64, StoreError> {
        let mut erased = 0;
        for id in events {
            erased += self
                .run(
                    "UPDATE audit_event SET record = NULL, salt = NULL \
                     WHERE id = $1 AND record IS NOT NULL",
                    args![*id],
                )
                .await?;
        }
        Ok(erased)
    }
}

impl Reader {
    /// One event.
    pub async fn event(&self, id: EventId) -> Result<Option<LoggedEvent>, StoreError> {
        let sql = format!("SELECT {LISTED} FROM audit_event WHERE id = $1");
        let row = self.row(built(sql), args![id]).await?;
        row.as_ref().map(listed).transpose()
    }

    /// The newest events of a case, newest first; of an item also those of its referrals' acts.
    pub async fn events_of(&self, case: Case, limit: u32) -> Result<Vec<LoggedEvent>, StoreError> {
        let (sql, id) = match case {
            Case::Item(id) => (
                format!(
                    "SELECT {LISTED} FROM audit_event WHERE seq IN (\
                     SELECT seq FROM (SELECT seq FROM audit_event WHERE case_item = $1 \
                     ORDER BY seq DESC LIMIT $2) AS own \
                     UNION SELECT seq FROM (SELECT seq FROM event_item WHERE item_id = $1 \
                     ORDER BY seq DESC LIMIT $2) AS other) ORDER BY seq DESC LIMIT $2"
                ),
                id.to_string(),
            ),
            other => (of_act(), other.id().to_string()),
        };
        let rows = self.rows(built(sql), args![id, limit]).await?;
        rows.iter().map(listed).collect()
    }

    /// The events of a desk from an index of the log on, in its order.
    pub async fn events_after(
        &self,
        desk: DeskId,
        index: u64,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        let sql = format!(
            "SELECT {LISTED} FROM audit_event WHERE desk_id = $1 AND log_index >= $2 \
             ORDER BY log_index LIMIT $3"
        );
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let rows = self.rows(built(sql), args![desk, index, limit]).await?;
        rows.iter().map(listed).collect()
    }

    /// The events of a desk of these kinds, from an index of the log on and below another, in its
    /// order.
    pub async fn events_of_kinds(
        &self,
        desk: DeskId,
        kinds: &[&str],
        index: u64,
        below: u64,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        let number = |index: u64| i64::try_from(index).unwrap_or(i64::MAX);
        let mut args = args![desk, number(index), number(below), limit];
        args.extend(kinds.iter().flat_map(|kind| args![*kind]));
        let named: Vec<String> = (0..kinds.len())
            .map(|kind| format!("${}", kind + 5))
            .collect();
        let sql = format!(
            "SELECT {LISTED} FROM audit_event WHERE desk_id = $1 AND log_index >= $2 \
             AND log_index < $3 AND kind IN ({}) ORDER BY log_index LIMIT $4",
            named.join(",")
        );
        let rows = self.rows(built(sql), args).await?;
        rows.iter().map(listed).collect()
    }

    /// Rows of the log from an index on, of every desk, in its order: for a check of them all.
    pub async fn event_rows(&self, index: u64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let sql = "SELECT id, log_index, leaf, salt, record, desk_id, side, kind, case_item, \
                   case_referral, at FROM audit_event \
                   WHERE log_index >= $1 ORDER BY log_index LIMIT $2";
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let rows = self.rows(sql, args![index, limit]).await?;
        rows.iter()
            .map(|row| {
                let private = match (row.opt_text(3)?, row.opt_text(4)?) {
                    (Some(salt), Some(record)) => Some((salt, record)),
                    _ => None,
                };
                Ok(EventRow {
                    id: row.text(0)?,
                    log_index: index_of(row.int(1)?)?,
                    leaf: row.text(2)?,
                    columns: [
                        row.opt_text(5)?,
                        row.opt_text(6)?,
                        row.opt_text(7)?,
                        row.opt_text(8)?,
                        row.opt_text(9)?,
                    ],
                    at_ms: row.int(10)?,
                    private,
                })
            })
            .collect()
    }

    /// The newest events of a desk, newest first, whether sequenced or not.
    pub async fn events_newest(
        &self,
        desk: DeskId,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        let sql = format!(
            "SELECT {LISTED} FROM audit_event WHERE desk_id = $1 ORDER BY seq DESC LIMIT $2"
        );
        let rows = self.rows(built(sql), args![desk, limit]).await?;
        rows.iter().map(listed).collect()
    }

    /// Salt and private record an event's leaf commits to; `None` once erased.
    pub async fn event_private(
        &self,
        id: EventId,
    ) -> Result<Option<([u8; 32], String)>, StoreError> {
        let sql = "SELECT salt, record FROM audit_event \
                   WHERE id = $1 AND record IS NOT NULL AND salt IS NOT NULL";
        let Some(row) = self.row(sql, args![id]).await? else {
            return Ok(None);
        };
        let mut salt = [0; 32];
        hex::decode_to_slice(row.text(0)?, &mut salt)
            .map_err(|_| StoreError::corrupt("the salt of an event"))?;
        Ok(Some((salt, row.text(1)?)))
    }

    /// Where an event stands in the log; `None` until it is integrated.
    pub async fn log_index_of(&self, id: EventId) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT log_index FROM audit_event WHERE id = $1 AND log_index IS NOT NULL";
        let row = self.row(sql, args![id]).await?;
        row.map(|row| index_of(row.int(0)?)).transpose()
    }
}

impl Store {
    /// Events that wait for the sequencer.
    pub async fn events_pending(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM audit_event WHERE log_index IS NULL";
        let row = self.row(sql, args![]).await?;
        row.map_or(Ok(0), |row| index_of(row.int(0)?))
    }
}
