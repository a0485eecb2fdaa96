//! Opinions of entries, and what clients of the lookup service said of contents.

use serde_json::Value;
use vigie_domain::{BankEntryId, BankId, DeskId, Opinion, Stance};

use crate::db::{Arg, Reader, Row, args, json, list_of};
use crate::error::StoreError;
use crate::row::bank_entry::number;
use crate::tx::Tx;

/// Entries whose opinions are read by one statement.
const ENTRIES_PER_QUERY: usize = 500;

fn opinion_row(row: &Row) -> Result<Opinion, StoreError> {
    Ok(Opinion {
        entry: row.parsed(0)?,
        holder: row.parsed(1)?,
        stance: Stance::parse(&row.text(2)?).ok_or_else(|| StoreError::corrupt("an opinion"))?,
        note: row.text(3)?,
        at: row.time(4)?,
    })
}

impl Reader {
    /// The opinions of these entries, oldest first.
    pub async fn opinions_of(&self, entries: &[BankEntryId]) -> Result<Vec<Opinion>, StoreError> {
        let mut opinions = Vec::new();
        for chunk in entries.chunks(ENTRIES_PER_QUERY) {
            let sql = format!(
                "SELECT entry_id, holder, stance, note, at FROM bank_opinion \
                 WHERE entry_id IN {} ORDER BY at, entry_id, holder",
                list_of(chunk.len(), 1)
            );
            let args = chunk.iter().map(|entry| Arg::from(*entry)).collect();
            for row in self.rows(self.bulk(sql), args).await? {
                opinions.push(opinion_row(&row)?);
            }
        }
        Ok(opinions)
    }

    /// What a client said of a content when it added it.
    pub async fn content_note(
        &self,
        desk: DeskId,
        content: u64,
    ) -> Result<Option<Value>, StoreError> {
        self.body(
            "SELECT body FROM bank_content WHERE desk_id = $1 AND content = $2",
            args![desk, number(content)],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes an opinion in the place of the holder's last one.
    ///
    /// The entry counts as changed: subscribers get it again, with what is thought of it.
    pub async fn put_opinion(
        &mut self,
        desk: DeskId,
        bank: BankId,
        opinion: &Opinion,
    ) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO bank_opinion (entry_id, holder, desk_id, side, bank_id, stance, note, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (entry_id, holder) DO UPDATE SET \
             stance = excluded.stance, note = excluded.note, at = excluded.at",
            args![
                opinion.entry,
                opinion.holder,
                desk,
                self.act.side.name(),
                bank,
                opinion.stance.name(),
                &*opinion.note,
                opinion.at,
            ],
        )
        .await?;
        let change = self.next_change(desk).await?;
        self.run(
            "UPDATE bank_entry SET change = $2 WHERE id = $1",
            args![opinion.entry, change],
        )
        .await
        .map(|_| ())
    }

    /// Writes what a client said of a content.
    pub async fn put_content_note(
        &mut self,
        desk: DeskId,
        bank: BankId,
        content: u64,
        note: &Value,
    ) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO bank_content (desk_id, content, side, bank_id, body) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (desk_id, content) DO UPDATE SET \
             body = excluded.body",
            args![
                desk,
                number(content),
                self.act.side.name(),
                bank,
                json(note)?
            ],
        )
        .await
    }
}
