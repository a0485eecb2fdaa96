//! Banks, how many entries they have in each state, and the counters that order their changes.

use vigie_domain::{Bank, BankId, DeskId, EntryState};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::event::index_of;
use crate::tx::Tx;

impl Reader {
    /// One bank, closed ones among them.
    pub async fn bank(&self, id: BankId) -> Result<Option<Bank>, StoreError> {
        self.body("SELECT body FROM bank WHERE id = $1", args![id])
            .await
    }

    /// The open bank of that name.
    pub async fn bank_by_name(&self, desk: DeskId, name: &str) -> Result<Option<Bank>, StoreError> {
        let found: Option<Bank> = self
            .body(
                "SELECT body FROM bank WHERE desk_id = $1 AND name = $2",
                args![desk, name],
            )
            .await?;
        // A closed bank lies under its id, which nobody takes for a name.
        Ok(found.filter(|bank| bank.closed_at.is_none()))
    }

    /// The open banks of a desk, by name.
    pub async fn banks(&self, desk: DeskId) -> Result<Vec<Bank>, StoreError> {
        let mut banks: Vec<Bank> = self
            .bodies(
                "SELECT body FROM bank WHERE desk_id = $1 ORDER BY name",
                args![desk],
            )
            .await?;
        banks.retain(|bank| bank.closed_at.is_none());
        Ok(banks)
    }

    /// Entries of a bank that answer. O(1).
    pub async fn bank_size(&self, bank: BankId) -> Result<u64, StoreError> {
        let counts = self.bank_counts(bank).await?;
        let active = counts
            .iter()
            .find(|(state, _)| *state == EntryState::Active);
        Ok(active.map_or(0, |(_, entries)| *entries))
    }

    /// How many entries of a bank stand in each state; states without any are left out. O(states).
    pub async fn bank_counts(&self, bank: BankId) -> Result<Vec<(EntryState, u64)>, StoreError> {
        let sql = "SELECT state, entries FROM bank_count WHERE bank_id = $1 AND entries > 0 \
                   ORDER BY state";
        let rows = self.rows(sql, args![bank]).await?;
        rows.iter()
            .map(|row| {
                let state = EntryState::parse(&row.text(0)?)
                    .ok_or_else(|| StoreError::corrupt("a count of a bank"))?;
                Ok((state, index_of(row.int(1)?)?))
            })
            .collect()
    }

    /// A number that every change of a desk's banks makes larger.
    pub async fn bank_generation(&self, desk: DeskId) -> Result<i64, StoreError> {
        let sql = "SELECT generation FROM bank_generation WHERE desk_id = $1";
        let row = self.row(sql, args![desk]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }
}

impl Tx<'_> {
    /// Writes a bank. A closed one gives its name back.
    pub async fn put_bank(&mut self, bank: &Bank) -> Result<(), StoreError> {
        let name = match bank.closed_at {
            None => bank.name.clone(),
            Some(_) => bank.id.to_string(),
        };
        self.upsert(
            "INSERT INTO bank (id, desk_id, side, name, is_enabled, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
             name = excluded.name, is_enabled = excluded.is_enabled, body = excluded.body",
            args![
                bank.id,
                bank.desk,
                self.act.side.name(),
                name,
                bank.answers(),
                json(bank)?,
            ],
        )
        .await?;
        self.next_change(bank.desk).await.map(|_| ())
    }

    /// Numbers for `count` new contents of a desk; answers the first of them.
    pub async fn reserve_contents(&mut self, desk: DeskId, count: u32) -> Result<u64, StoreError> {
        let rows = self
            .run_rows(
                "INSERT INTO bank_generation (desk_id, side, generation, content) \
                 VALUES ($1, $2, 1, $3) ON CONFLICT (desk_id) DO UPDATE SET \
                 content = bank_generation.content + $3 RETURNING content",
                args![desk, self.act.side.name(), count],
            )
            .await?;
        let last = rows.first().map_or(Ok(0), |row| row.int(0))?;
        index_of(last + 1 - i64::from(count))
    }

    /// The number of the change this transaction makes.
    ///
    /// Its row stays locked until the commit: whoever reads a number has all that is below it.
    pub(crate) async fn next_change(&self, desk: DeskId) -> Result<i64, StoreError> {
        let rows = self
            .run_rows(
                "INSERT INTO bank_generation (desk_id, side, generation) VALUES ($1, $2, 1) \
                 ON CONFLICT (desk_id) DO UPDATE SET generation = bank_generation.generation + 1 \
                 RETURNING generation",
                args![desk, self.act.side.name()],
            )
            .await?;
        rows.first()
            .ok_or(StoreError::Missing { what: "desk" })?
            .int(0)
    }

    /// Adds `by` entries to the count of a state; negative takes away.
    pub(crate) async fn count_entries(
        &self,
        bank: &Bank,
        state: EntryState,
        by: i64,
    ) -> Result<(), StoreError> {
        if by == 0 {
            return Ok(());
        }
        self.upsert(
            "INSERT INTO bank_count (bank_id, state, desk_id, side, entries) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (bank_id, state) DO UPDATE SET \
             entries = bank_count.entries + excluded.entries",
            args![bank.id, state.name(), bank.desk, self.act.side.name(), by],
        )
        .await
    }
}
