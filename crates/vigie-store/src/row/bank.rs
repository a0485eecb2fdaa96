//! Banks of known signals, looked up exactly here; the index of near ones is filled from here.

use vigie_domain::{
    Bank, BankEntry, BankEntryId, BankId, DeskId, Sha256, Signal, SignalType, Timestamp,
};

use crate::db::{Arg, Reader, Row, args, built, json, list_of, placeholders};
use crate::error::StoreError;
use crate::event::BULK_ROWS;
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

const ENTRY: &str = "bank_entry.id, bank_entry.bank_id, bank_entry.signal_type, bank_entry.value, \
     bank_entry.quality, bank_entry.source, bank_entry.label, bank_entry.added_at, \
     bank_entry.withdrawn_at";

const ENTRY_COLUMNS: usize = 10;

/// Values looked up by one statement.
const VALUES_PER_QUERY: usize = 500;

fn entry_row(row: &Row) -> Result<BankEntry, StoreError> {
    let corrupt = || StoreError::corrupt("an entry of a bank");
    let kind = SignalType::parse(&row.text(2)?).ok_or_else(corrupt)?;
    let signal = match (kind, row.text(3)?) {
        (SignalType::Pdq, value) => Signal::Pdq {
            hash: Sha256::parse_hex(&value).ok_or_else(corrupt)?,
            quality: u8::try_from(row.int(4)?).map_err(|_| corrupt())?,
        },
        (kind, value) => Signal::parse(kind, &value).ok_or_else(corrupt)?,
    };
    Ok(BankEntry {
        id: row.parsed(0)?,
        bank: row.parsed(1)?,
        signal,
        source: row.text(5)?,
        label: row.text(6)?,
        added_at: row.time(7)?,
        withdrawn_at: row.opt_int(8)?.map(Timestamp::from_ms),
    })
}

fn quality_of(signal: &Signal) -> i64 {
    match signal {
        Signal::Pdq { quality, .. } => i64::from(*quality),
        _ => 100,
    }
}

impl Reader {
    /// One bank.
    pub async fn bank(&self, id: BankId) -> Result<Option<Bank>, StoreError> {
        self.body("SELECT body FROM bank WHERE id = $1", args![id])
            .await
    }

    /// The bank of that name.
    pub async fn bank_by_name(&self, desk: DeskId, name: &str) -> Result<Option<Bank>, StoreError> {
        self.body(
            "SELECT body FROM bank WHERE desk_id = $1 AND name = $2",
            args![desk, name],
        )
        .await
    }

    /// The banks of a desk, by name.
    pub async fn banks(&self, desk: DeskId) -> Result<Vec<Bank>, StoreError> {
        self.bodies(
            "SELECT body FROM bank WHERE desk_id = $1 ORDER BY name",
            args![desk],
        )
        .await
    }

    /// Entries of a bank that are not withdrawn.
    pub async fn bank_size(&self, bank: BankId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM bank_entry WHERE bank_id = $1 AND withdrawn_at IS NULL";
        let row = self.row(sql, args![bank]).await?;
        row.map_or(Ok(0), |row| crate::event::index_of(row.int(0)?))
    }

    /// One entry.
    pub async fn bank_entry(&self, id: BankEntryId) -> Result<Option<BankEntry>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM bank_entry WHERE id = $1");
        let row = self.row(built(sql), args![id]).await?;
        row.as_ref().map(entry_row).transpose()
    }

    /// One page of a bank's entries, withdrawn ones among them, oldest first.
    pub async fn bank_entries(
        &self,
        bank: BankId,
        after: Option<BankEntryId>,
        limit: u32,
    ) -> Result<Page<BankEntry, BankEntryId>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM bank_entry WHERE bank_id = $1 AND id > $2 ORDER BY id LIMIT $3"
        );
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let found = self.rows(built(sql), args![bank, after, limit]).await?;
        let rows: Vec<BankEntry> = found.iter().map(entry_row).collect::<Result<_, _>>()?;
        let is_full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next = rows.last().filter(|_| is_full).map(|last| last.id);
        Ok(Page { rows, next })
    }

    /// The entries of enabled banks that equal one of these values. O(values · log entries).
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
                 AND bank_entry.value IN {} AND bank_entry.withdrawn_at IS NULL \
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

    /// One page of the desk's PDQ entries in enabled banks, to fill the index of near signals.
    ///
    /// Hand back the id of the last one for what follows; an empty page is the end.
    pub async fn pdq_entries(
        &self,
        desk: DeskId,
        after: Option<BankEntryId>,
        limit: u32,
    ) -> Result<Vec<KnownEntry>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY}, bank.name FROM bank_entry JOIN bank ON bank.id = bank_entry.bank_id \
             WHERE bank_entry.desk_id = $1 AND bank_entry.signal_type = 'pdq' \
             AND bank_entry.id > $2 AND bank_entry.withdrawn_at IS NULL AND bank.is_enabled = 1 \
             ORDER BY bank_entry.id LIMIT $3"
        );
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let rows = self.rows(built(sql), args![desk, after, limit]).await?;
        rows.iter().map(known_entry).collect()
    }

    /// Every PDQ entry of a desk's enabled banks. Memory: about 300 bytes an entry.
    pub async fn all_pdq_entries(&self, desk: DeskId) -> Result<Vec<KnownEntry>, StoreError> {
        const PAGE: u32 = 10_000;
        let mut all: Vec<KnownEntry> = Vec::new();
        loop {
            let after = all.last().map(|known| known.entry.id);
            let page = self.pdq_entries(desk, after, PAGE).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    /// A number that every change of a desk's banks makes larger.
    pub async fn bank_generation(&self, desk: DeskId) -> Result<i64, StoreError> {
        let sql = "SELECT generation FROM bank_generation WHERE desk_id = $1";
        let row = self.row(sql, args![desk]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }
}

fn known_entry(row: &Row) -> Result<KnownEntry, StoreError> {
    Ok(KnownEntry {
        entry: entry_row(row)?,
        bank_name: row.text(9)?,
    })
}

impl Tx<'_> {
    /// Writes a bank.
    pub async fn put_bank(&mut self, bank: &Bank) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO bank (id, desk_id, side, name, is_enabled, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
             name = excluded.name, is_enabled = excluded.is_enabled, body = excluded.body",
            args![
                bank.id,
                bank.desk,
                self.act.side.name(),
                &*bank.name,
                bank.is_enabled,
                json(bank)?,
            ],
        )
        .await?;
        self.bump_banks(bank.desk).await
    }

    /// Adds entries to a bank, many at once; a signal the bank knows is left as it is.
    pub async fn add_bank_entries(
        &mut self,
        bank: BankId,
        entries: &[BankEntry],
    ) -> Result<BankAddition, StoreError> {
        let bank = self
            .bank(bank)
            .await?
            .ok_or(StoreError::Missing { what: "bank" })?;
        let mut addition = BankAddition::default();
        for chunk in entries.chunks(BULK_ROWS) {
            let mut args = Vec::with_capacity(chunk.len() * ENTRY_COLUMNS);
            for entry in chunk {
                args.extend(args![
                    entry.id,
                    bank.desk,
                    self.act.side.name(),
                    bank.id,
                    entry.signal.signal_type().name(),
                    entry.signal.value(),
                    quality_of(&entry.signal),
                    &*entry.source,
                    &*entry.label,
                    entry.added_at,
                ]);
            }
            let sql = format!(
                "INSERT INTO bank_entry (id, desk_id, side, bank_id, signal_type, value, quality, \
                 source, label, added_at) VALUES {} \
                 ON CONFLICT (bank_id, signal_type, value) DO NOTHING",
                placeholders(chunk.len(), ENTRY_COLUMNS, 1)
            );
            let added = u32::try_from(self.run(self.bulk(sql), args).await?).unwrap_or(u32::MAX);
            addition.added += added;
            addition.known += u32::try_from(chunk.len()).unwrap_or(u32::MAX) - added;
        }
        if addition.added > 0 {
            self.bump_banks(bank.desk).await?;
        }
        Ok(addition)
    }

    /// Withdraws an entry; answers whether it was there and not withdrawn.
    pub async fn withdraw_bank_entry(&mut self, entry: BankEntryId) -> Result<bool, StoreError> {
        let rows = self
            .run_rows(
                "UPDATE bank_entry SET withdrawn_at = $2 \
                 WHERE id = $1 AND withdrawn_at IS NULL RETURNING desk_id",
                args![entry, self.act.now],
            )
            .await?;
        let Some(row) = rows.first() else {
            return Ok(false);
        };
        self.bump_banks(row.parsed(0)?).await?;
        Ok(true)
    }

    async fn bump_banks(&self, desk: DeskId) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO bank_generation (desk_id, side, generation) VALUES ($1, $2, 1) \
             ON CONFLICT (desk_id) DO UPDATE SET generation = bank_generation.generation + 1",
            args![desk, self.act.side.name()],
        )
        .await
    }
}
