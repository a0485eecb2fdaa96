//! Batches: lists taken in together.

use serde_json::Value;
use vigie_domain::{BatchId, DeskId, Timestamp};

use crate::db::{Reader, Row, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

/// A list that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its id.
    pub id: BatchId,
    /// The desk.
    pub desk: DeskId,
    /// When.
    pub created_at: Timestamp,
    /// What the desk keeps about it: name, counts, refused lines.
    pub summary: Value,
}

fn batch_row(row: &Row) -> Result<BatchRow, StoreError> {
    Ok(BatchRow {
        id: row.parsed(0)?,
        desk: row.parsed(1)?,
        created_at: row.time(2)?,
        summary: row.json(3)?,
    })
}

impl Reader {
    /// One batch.
    pub async fn batch(&self, id: BatchId) -> Result<Option<BatchRow>, StoreError> {
        let sql = "SELECT id, desk_id, created_at, body FROM batch WHERE id = $1";
        let row = self.row(sql, args![id]).await?;
        row.as_ref().map(batch_row).transpose()
    }

    /// The newest batches of a desk.
    pub async fn batches(&self, desk: DeskId, limit: u32) -> Result<Vec<BatchRow>, StoreError> {
        let sql = "SELECT id, desk_id, created_at, body FROM batch WHERE desk_id = $1 \
                   ORDER BY created_at DESC LIMIT $2";
        let rows = self.rows(sql, args![desk, limit]).await?;
        rows.iter().map(batch_row).collect()
    }
}

impl Tx<'_> {
    /// Writes a batch; again, with its final counts.
    pub async fn put_batch(&mut self, batch: &BatchRow) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO batch (id, desk_id, side, created_at, body) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            args![
                batch.id,
                batch.desk,
                self.act.side.name(),
                batch.created_at,
                json(&batch.summary)?,
            ],
        )
        .await
    }
}
