//! What changed in a bank since somebody looked: for subscribers, and for the index in memory.

use vigie_domain::{BankEntry, BankEntryId, BankId, DeskId, Sha256, Timestamp};

use crate::db::{Reader, Row, args, built};
use crate::error::StoreError;
use crate::event::index_of;
use crate::row::bank_entry::{ENTRY, entry_row, sketch_of};
use crate::tx::Tx;

/// Where a subscriber stopped reading: after this entry of this change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeCursor {
    /// The change.
    pub change: i64,
    /// The last entry of it that was read; `None` when all of it was.
    pub entry: Option<BankEntryId>,
}

/// A PDQ of a bank, or the parts of a picture, as the index in memory takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// The entry.
    pub entry: BankEntryId,
    /// The number of its content.
    pub content: u64,
    /// The change that moved it last.
    pub change: i64,
    /// The hash; of parts a digest that says nothing.
    pub hash: Sha256,
    /// Its quality.
    pub quality: u8,
    /// The parts of a picture; `None` for a PDQ.
    pub copies: Option<String>,
    /// Whether it answers.
    pub is_active: bool,
    /// Until when lookups leave it out.
    pub silent_until: Option<Timestamp>,
}

/// What a client fetched from a bank, all told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankReader {
    /// The id of its key, or of the person.
    pub reader: String,
    /// The state of the banks it has.
    pub until_change: i64,
    /// Fetches that brought something.
    pub fetches: u64,
    /// Entries and tombstones it was given.
    pub entries: u64,
    /// The last fetch.
    pub fetched_at: Timestamp,
}

const INDEXED: &str = "id, content, change, value, quality, state, silent_until, \
     CASE WHEN signal_type = 'copies' THEN detail END";

/// What the index in memory holds.
const IN_INDEX: &str = "signal_type IN ('pdq', 'copies')";

fn index_row(row: &Row) -> Result<IndexRow, StoreError> {
    let corrupt = || StoreError::corrupt("an entry of a bank");
    Ok(IndexRow {
        entry: row.parsed(0)?,
        content: index_of(row.int(1)?)?,
        change: row.int(2)?,
        hash: Sha256::parse_hex(&row.text(3)?).ok_or_else(corrupt)?,
        quality: u8::try_from(row.int(4)?).map_err(|_| corrupt())?,
        is_active: row.text(5)? == "active",
        silent_until: row.opt_int(6)?.map(Timestamp::from_ms),
        copies: row
            .opt_text(7)?
            .map(|detail| sketch_of(&detail))
            .transpose()?,
    })
}

impl Reader {
    /// Entries that ever answered and changed after the cursor, in the order of change.
    ///
    /// O(log entries + rows). A row read again later stands behind a larger change.
    pub async fn bank_changes(
        &self,
        bank: BankId,
        since: ChangeCursor,
        limit: u32,
    ) -> Result<Vec<BankEntry>, StoreError> {
        // After all of a change there is none left of it: no id is above this one.
        let after = since
            .entry
            .map_or_else(|| "~".to_owned(), |entry| entry.to_string());
        let sql = format!(
            "SELECT {ENTRY} FROM bank_entry WHERE bank_id = $1 AND change >= $2 \
             AND (change > $2 OR id > $3) AND activated_at IS NOT NULL \
             ORDER BY change, id LIMIT $4"
        );
        let args = args![bank, since.change, after, limit];
        let rows = self.rows(built(sql), args).await?;
        rows.iter().map(entry_row).collect()
    }

    /// One page of a bank's answering pictures, by id, to fill the index in memory.
    pub async fn index_rows(
        &self,
        bank: BankId,
        after: Option<BankEntryId>,
        limit: u32,
    ) -> Result<Vec<IndexRow>, StoreError> {
        let sql = format!(
            "SELECT {INDEXED} FROM bank_entry WHERE bank_id = $1 AND id > $2 \
             AND {IN_INDEX} AND state = 'active' ORDER BY id LIMIT $3"
        );
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let rows = self.rows(built(sql), args![bank, after, limit]).await?;
        rows.iter().map(index_row).collect()
    }

    /// One page of a bank's pictures that changed after `since`, in any state, in the order of
    /// change.
    pub async fn index_changes(
        &self,
        bank: BankId,
        since: ChangeCursor,
        limit: u32,
    ) -> Result<Vec<IndexRow>, StoreError> {
        let after = since
            .entry
            .map_or_else(|| "~".to_owned(), |entry| entry.to_string());
        let sql = format!(
            "SELECT {INDEXED} FROM bank_entry WHERE bank_id = $1 AND change >= $2 \
             AND (change > $2 OR id > $3) AND {IN_INDEX} ORDER BY change, id LIMIT $4"
        );
        let args = args![bank, since.change, after, limit];
        let rows = self.rows(built(sql), args).await?;
        rows.iter().map(index_row).collect()
    }

    /// How many of a bank's newest answering entries there are, up to `newest`, and how many of them
    /// answer in each other bank of the desk too. O(newest · log entries).
    pub async fn bank_shared(
        &self,
        bank: BankId,
        newest: u32,
    ) -> Result<(u64, Vec<(BankId, u64)>), StoreError> {
        let sql = "SELECT own.bank_id, COUNT(*) FROM \
                   (SELECT desk_id, signal_type, value FROM bank_entry \
                    WHERE bank_id = $1 AND state = 'active' ORDER BY id DESC LIMIT $2) AS mine \
                   JOIN bank_entry AS own ON own.desk_id = mine.desk_id \
                    AND own.signal_type = mine.signal_type AND own.value = mine.value \
                    AND own.state = 'active' \
                   GROUP BY own.bank_id";
        let rows = self.rows(sql, args![bank, newest]).await?;
        let mut counts = rows
            .iter()
            .map(|row| Ok((row.parsed(0)?, index_of(row.int(1)?)?)))
            .collect::<Result<Vec<(BankId, u64)>, StoreError>>()?;
        // Every entry meets itself once: that is how many were looked at.
        let own = counts.iter().position(|(id, _)| *id == bank);
        let seen = own.map_or(0, |at| counts.swap_remove(at).1);
        Ok((seen, counts))
    }

    /// Who fetched from a bank, last fetch first.
    pub async fn bank_readers(&self, bank: BankId) -> Result<Vec<BankReader>, StoreError> {
        let sql = "SELECT reader, until_change, fetches, entries, fetched_at FROM bank_reader \
                   WHERE bank_id = $1 ORDER BY fetched_at DESC, reader";
        let rows = self.rows(sql, args![bank]).await?;
        rows.iter()
            .map(|row| {
                Ok(BankReader {
                    reader: row.text(0)?,
                    until_change: row.int(1)?,
                    fetches: index_of(row.int(2)?)?,
                    entries: index_of(row.int(3)?)?,
                    fetched_at: row.time(4)?,
                })
            })
            .collect()
    }
}

impl Tx<'_> {
    /// Writes down that `reader` was given `entries` of a bank.
    pub async fn add_bank_fetch(
        &mut self,
        desk: DeskId,
        bank: BankId,
        reader: &str,
        until_change: i64,
        entries: u32,
    ) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO bank_reader (bank_id, reader, desk_id, side, until_change, fetches, \
             entries, fetched_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7) \
             ON CONFLICT (bank_id, reader) DO UPDATE SET until_change = excluded.until_change, \
             fetches = bank_reader.fetches + 1, entries = bank_reader.entries + excluded.entries, \
             fetched_at = excluded.fetched_at",
            args![
                bank,
                reader,
                desk,
                self.act.side.name(),
                until_change,
                entries,
                self.act.now,
            ],
        )
        .await
    }
}
