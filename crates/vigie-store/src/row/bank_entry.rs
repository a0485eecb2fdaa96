//! Entries of banks: added in bulk, moved one by one, looked up exactly.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::{
    Bank, BankEntry, BankEntryId, BankId, DeskId, EntryState, ExhibitId, Sha256, Signal,
    SignalType, Timestamp, Transform, UserId,
};

use crate::db::{Arg, Query, Reader, Row, args, built, json, list_of, placeholders};
use crate::error::StoreError;
use crate::event::{BULK_ROWS, index_of};
use crate::row::Page;
use crate::tx::Tx;

/// How many entries of an import were new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BankAddition {
    /// New ones.
    pub added: u32,
    /// Known before, withdrawn ones among them: a list does not bring back what a person took out.
    pub known: u32,
}

/// An entry with the name of its bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// The bank's name.
    pub bank_name: String,
    /// The entry.
    pub entry: BankEntry,
}

/// What few entries of a list have; one column of JSON, absent for the others.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Detail {
    moved_by: Option<UserId>,
    reason: Option<String>,
    flood_limit_per_day: Option<u32>,
    shown_in: Option<(ExhibitId, u32)>,
    /// The sketch itself, of which the column holds a digest.
    sketch: Option<String>,
}

impl Detail {
    fn column(entry: &BankEntry) -> Result<Option<String>, StoreError> {
        let detail = Self {
            moved_by: entry.moved_by,
            reason: entry.reason.clone(),
            flood_limit_per_day: entry.flood_limit_per_day,
            shown_in: entry.shown_in,
            sketch: entry.signal.sketch().map(str::to_owned),
        };
        (detail != Self::default())
            .then(|| json(&detail))
            .transpose()
    }
}

pub(crate) const ENTRY: &str = "bank_entry.id, bank_entry.bank_id, bank_entry.signal_type, \
     bank_entry.value, bank_entry.quality, bank_entry.source, bank_entry.label, \
     bank_entry.added_at, bank_entry.withdrawn_at, bank_entry.content, bank_entry.transform, \
     bank_entry.state, bank_entry.proposed_by, bank_entry.activated_at, bank_entry.silent_until, \
     bank_entry.detail, bank_entry.change";

/// Where the columns of other tables begin behind those of [`ENTRY`].
const AFTER_ENTRY: usize = 17;

const INSERT_COLUMNS: usize = 18;

/// Values looked up by one statement.
const VALUES_PER_QUERY: usize = 500;

/// The sketch in a column of details.
pub(crate) fn sketch_of(detail: &str) -> Result<String, StoreError> {
    let detail: Detail =
        serde_json::from_str(detail).map_err(|_| StoreError::corrupt("an entry of a bank"))?;
    Ok(detail.sketch.unwrap_or_default())
}

pub(crate) fn entry_row(row: &Row) -> Result<BankEntry, StoreError> {
    let corrupt = || StoreError::corrupt("an entry of a bank");
    let kind = SignalType::parse(&row.text(2)?).ok_or_else(corrupt)?;
    let detail: Detail = match row.opt_text(15)? {
        None => Detail::default(),
        Some(text) => serde_json::from_str(&text).map_err(|_| corrupt())?,
    };
    Ok(BankEntry {
        id: row.parsed(0)?,
        bank: row.parsed(1)?,
        signal: match &detail.sketch {
            Some(sketch) => Signal::parse(kind, sketch),
            None => signal_of(kind, &row.text(3)?, row.int(4)?),
        }
        .ok_or_else(corrupt)?,
        source: row.text(5)?,
        label: row.text(6)?,
        added_at: row.time(7)?,
        withdrawn_at: row.opt_int(8)?.map(Timestamp::from_ms),
        content: index_of(row.int(9)?)?,
        transform: Transform::parse(&row.text(10)?).ok_or_else(corrupt)?,
        state: EntryState::parse(&row.text(11)?).ok_or_else(corrupt)?,
        proposed_by: row.opt_parsed(12)?,
        activated_at: row.opt_int(13)?.map(Timestamp::from_ms),
        silent_until: row.opt_int(14)?.map(Timestamp::from_ms),
        moved_by: detail.moved_by,
        reason: detail.reason,
        flood_limit_per_day: detail.flood_limit_per_day,
        shown_in: detail.shown_in,
        change: row.int(16)?,
    })
}

/// A signal from its columns.
pub(crate) fn signal_of(kind: SignalType, value: &str, quality: i64) -> Option<Signal> {
    match kind {
        SignalType::Pdq => Some(Signal::Pdq {
            hash: Sha256::parse_hex(value)?,
            quality: u8::try_from(quality).ok()?,
        }),
        kind => Signal::parse(kind, value),
    }
}

/// The value column of a signal: sketches are too long for an index, their digest stands for them.
pub(crate) fn value_of(signal: &Signal) -> String {
    match signal.sketch() {
        Some(sketch) => Sha256(Hasher::digest(sketch.as_bytes()).into()).to_string(),
        None => signal.value(),
    }
}

/// The quality column of a signal; what has none is whole.
pub(crate) fn quality_of(signal: &Signal) -> i64 {
    match signal {
        Signal::Pdq { quality, .. } => i64::from(*quality),
        _ => 100,
    }
}

fn known_entry(row: &Row) -> Result<KnownEntry, StoreError> {
    Ok(KnownEntry {
        entry: entry_row(row)?,
        bank_name: row.text(AFTER_ENTRY)?,
    })
}

impl Reader {
    /// One entry.
    pub async fn bank_entry(&self, id: BankEntryId) -> Result<Option<BankEntry>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM bank_entry WHERE id = $1");
        let row = self.row(built(sql), args![id]).await?;
        row.as_ref().map(entry_row).transpose()
    }

    /// One page of a bank's entries in any of these states (empty: in any), oldest first.
    pub async fn bank_entries(
        &self,
        bank: BankId,
        states: &[EntryState],
        after: Option<BankEntryId>,
        limit: u32,
    ) -> Result<Page<BankEntry, BankEntryId>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM bank_entry WHERE bank_id = $1");
        let mut query = Query::new(sql, args![bank]);
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        query.bind(" AND id > ", after, "");
        if !states.is_empty() {
            let names = states.iter().map(|state| Arg::from(state.name()));
            query.bind_list(" AND state IN ", names, "");
        }
        if !states.is_empty() && !states.contains(&EntryState::Active) {
            // In the words of the partial index, or it is not used.
            query.push(" AND state <> 'active'");
        }
        query.bind(" ORDER BY id LIMIT ", limit, "");
        let (sql, args) = query.into_parts();
        let found = self.rows(sql, args).await?;
        let rows: Vec<BankEntry> = found.iter().map(entry_row).collect::<Result<_, _>>()?;
        let is_full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next = rows.last().filter(|_| is_full).map(|last| last.id);
        Ok(Page { rows, next })
    }

    /// The answering entries of banks that answer which equal one of these values.
    /// O(values · log entries).
    pub async fn exact_entries(
        &self,
        desk: DeskId,
        kind: SignalType,
        values: &[String],
    ) -> Result<Vec<KnownEntry>, StoreError> {
        let mut known = Vec::new();
        for chunk in values.chunks(VALUES_PER_QUERY) {
            let sql = format!(
                "SELECT {ENTRY}, bank.name FROM bank_entry JOIN bank ON bank.id = bank_entry.bank_id \
                 WHERE bank_entry.desk_id = $1 AND bank_entry.signal_type = $2 \
                 AND bank_entry.value IN {} AND bank_entry.state = 'active' \
                 AND bank.is_enabled = 1 ORDER BY bank_entry.id",
                list_of(chunk.len(), 3)
            );
            let mut args = args![desk, kind.name()];
            args.extend(chunk.iter().map(|value| Arg::from(&**value)));
            for row in self.rows(self.bulk(sql), args).await? {
                known.push(known_entry(&row)?);
            }
        }
        Ok(known)
    }

    /// The answering entries of a type in banks that answer. O(entries of the desk).
    pub async fn sketch_entries(
        &self,
        desk: DeskId,
        kind: SignalType,
    ) -> Result<Vec<KnownEntry>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY}, bank.name FROM bank_entry JOIN bank ON bank.id = bank_entry.bank_id \
             WHERE bank_entry.desk_id = $1 AND bank_entry.signal_type = $2 \
             AND bank_entry.state = 'active' AND bank.is_enabled = 1 ORDER BY bank_entry.id"
        );
        let rows = self.rows(built(sql), args![desk, kind.name()]).await?;
        rows.iter().map(known_entry).collect()
    }

    /// The entries of these contents, in any state, with the names of their banks.
    pub async fn content_entries(
        &self,
        desk: DeskId,
        contents: &[u64],
    ) -> Result<Vec<KnownEntry>, StoreError> {
        let mut known = Vec::new();
        for chunk in contents.chunks(VALUES_PER_QUERY) {
            let sql = format!(
                "SELECT {ENTRY}, bank.name FROM bank_entry JOIN bank ON bank.id = bank_entry.bank_id \
                 WHERE bank_entry.desk_id = $1 AND bank_entry.content IN {} ORDER BY bank_entry.id",
                list_of(chunk.len(), 2)
            );
            let mut args = args![desk];
            args.extend(chunk.iter().map(|content| Arg::from(number(*content))));
            for row in self.rows(self.bulk(sql), args).await? {
                known.push(known_entry(&row)?);
            }
        }
        Ok(known)
    }

    /// Answering entries of a type. O(entries of the type).
    pub async fn count_signals(&self, desk: DeskId, kind: SignalType) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM bank_entry WHERE desk_id = $1 AND signal_type = $2 \
                   AND state = 'active'";
        let row = self.row(sql, args![desk, kind.name()]).await?;
        row.map_or(Ok(0), |row| index_of(row.int(0)?))
    }

    /// A bank's entry for a signal, in any state.
    pub async fn entry_of_signal(
        &self,
        bank: BankId,
        signal: &Signal,
    ) -> Result<Option<BankEntry>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM bank_entry WHERE bank_id = $1 AND signal_type = $2 AND value = $3"
        );
        let args = args![bank, signal.signal_type().name(), value_of(signal)];
        let row = self.row(built(sql), args).await?;
        row.as_ref().map(entry_row).transpose()
    }
}

/// A number of a content as a column; such numbers are counted up from 1.
pub(crate) fn number(content: u64) -> i64 {
    i64::try_from(content).unwrap_or(i64::MAX)
}

impl Tx<'_> {
    /// Adds entries to a bank, many at once; a signal the bank knows is left as it is.
    ///
    /// An entry without a content number becomes a content of its own.
    pub async fn add_bank_entries(
        &mut self,
        bank: BankId,
        entries: &[BankEntry],
    ) -> Result<BankAddition, StoreError> {
        let bank = self
            .bank(bank)
            .await?
            .ok_or(StoreError::Missing { what: "bank" })?;
        let fresh = entries.iter().filter(|entry| entry.content == 0).count();
        let fresh = u32::try_from(fresh).unwrap_or(u32::MAX);
        let mut content = match fresh {
            0 => 0,
            count => self.reserve_contents(bank.desk, count).await?,
        };
        let change = self.next_change(bank.desk).await?;
        let mut addition = BankAddition::default();
        for chunk in entries.chunks(BULK_ROWS) {
            let mut args = Vec::with_capacity(chunk.len() * INSERT_COLUMNS);
            for entry in chunk {
                let own = if entry.content == 0 {
                    content += 1;
                    content - 1
                } else {
                    entry.content
                };
                args.extend(args![
                    entry.id,
                    bank.desk,
                    self.act.side.name(),
                    bank.id,
                    entry.signal.signal_type().name(),
                    value_of(&entry.signal),
                    quality_of(&entry.signal),
                    &*entry.source,
                    &*entry.label,
                    entry.added_at,
                    number(own),
                    entry.transform.name(),
                    entry.state.name(),
                    entry.proposed_by,
                    entry.activated_at,
                    entry.silent_until,
                    Detail::column(entry)?,
                    change,
                ]);
            }
            let sql = format!(
                "INSERT INTO bank_entry (id, desk_id, side, bank_id, signal_type, value, quality, \
                 source, label, added_at, content, transform, state, proposed_by, activated_at, \
                 silent_until, detail, change) VALUES {} \
                 ON CONFLICT (bank_id, signal_type, value) DO NOTHING",
                placeholders(chunk.len(), INSERT_COLUMNS, 1)
            );
            let added = u32::try_from(self.run(self.bulk(sql), args).await?).unwrap_or(u32::MAX);
            addition.added += added;
            addition.known += u32::try_from(chunk.len()).unwrap_or(u32::MAX) - added;
        }
        self.count_added(&bank, entries, addition).await?;
        Ok(addition)
    }

    /// Counts what an addition brought; entries of one addition begin in one state.
    async fn count_added(
        &self,
        bank: &Bank,
        entries: &[BankEntry],
        addition: BankAddition,
    ) -> Result<(), StoreError> {
        let Some(first) = entries.first() else {
            return Ok(());
        };
        if entries.iter().any(|entry| entry.state != first.state) {
            return Err(StoreError::Conflict {
                what: "entries of one addition, which begin in one state",
            });
        }
        self.count_entries(bank, first.state, i64::from(addition.added))
            .await
    }

    /// One entry, locked until the end of the transaction.
    pub async fn bank_entry_for_update(
        &mut self,
        id: BankEntryId,
    ) -> Result<Option<BankEntry>, StoreError> {
        let lock = self.pick("", " FOR UPDATE");
        let sql = format!("SELECT {ENTRY} FROM bank_entry WHERE id = $1{lock}");
        let row = self.row(built(sql), args![id]).await?;
        row.as_ref().map(entry_row).transpose()
    }

    /// Writes where an entry stands from now on, and what a person set of it.
    pub async fn put_bank_entry(&mut self, entry: &BankEntry) -> Result<(), StoreError> {
        let missing = StoreError::Missing { what: "entry" };
        let Some(before) = self.bank_entry_for_update(entry.id).await? else {
            return Err(missing);
        };
        let bank = self.bank(entry.bank).await?.ok_or(missing)?;
        let change = self.next_change(bank.desk).await?;
        self.run(
            "UPDATE bank_entry SET source = $2, label = $3, withdrawn_at = $4, state = $5, \
             proposed_by = $6, activated_at = $7, silent_until = $8, detail = $9, change = $10 \
             WHERE id = $1",
            args![
                entry.id,
                &*entry.source,
                &*entry.label,
                entry.withdrawn_at,
                entry.state.name(),
                entry.proposed_by,
                entry.activated_at,
                entry.silent_until,
                Detail::column(entry)?,
                change,
            ],
        )
        .await?;
        if before.state != entry.state {
            self.count_entries(&bank, before.state, -1).await?;
            self.count_entries(&bank, entry.state, 1).await?;
        }
        Ok(())
    }

    /// Activates the entries of a bank that wait, were put forward by somebody other than `by`
    /// and came no later than `last`; answers how many.
    pub async fn activate_proposed(
        &mut self,
        bank: &Bank,
        by: UserId,
        last: BankEntryId,
    ) -> Result<u32, StoreError> {
        let change = self.next_change(bank.desk).await?;
        let moved = self
            .run(
                "UPDATE bank_entry SET state = 'active', \
                 activated_at = COALESCE(activated_at, $4), change = $5 \
                 WHERE bank_id = $1 AND state = 'proposed' AND state <> 'active' AND id <= $3 \
                 AND (proposed_by IS NULL OR proposed_by <> $2)",
                args![bank.id, by, last, self.act.now, change],
            )
            .await?;
        self.count_move(bank, EntryState::Proposed, EntryState::Active, moved)
            .await
    }

    /// Withdraws every entry of a bank; answers how many.
    pub async fn withdraw_all(&mut self, bank: &Bank) -> Result<u32, StoreError> {
        let change = self.next_change(bank.desk).await?;
        let moved = self
            .run(
                "UPDATE bank_entry SET state = 'withdrawn', withdrawn_at = $2, change = $3 \
                 WHERE bank_id = $1 AND state <> 'withdrawn'",
                args![bank.id, self.act.now, change],
            )
            .await?;
        for (state, entries) in self.bank_counts(bank.id).await? {
            if state != EntryState::Withdrawn {
                self.count_move(bank, state, EntryState::Withdrawn, entries)
                    .await?;
            }
        }
        Ok(u32::try_from(moved).unwrap_or(u32::MAX))
    }

    async fn count_move(
        &self,
        bank: &Bank,
        from: EntryState,
        to: EntryState,
        moved: u64,
    ) -> Result<u32, StoreError> {
        self.count_entries(bank, from, -number(moved)).await?;
        self.count_entries(bank, to, number(moved)).await?;
        Ok(u32::try_from(moved).unwrap_or(u32::MAX))
    }
}
