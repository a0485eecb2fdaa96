//! Settings of a desk: JSON values under a name.

use serde_json::Value;
use vigie_domain::DeskId;

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// The value of a setting.
    pub async fn setting(&self, desk: DeskId, key: &str) -> Result<Option<Value>, StoreError> {
        self.body(
            "SELECT value FROM setting WHERE desk_id = $1 AND key = $2",
            args![desk, key],
        )
        .await
    }

    /// Every setting of a desk.
    pub async fn settings(&self, desk: DeskId) -> Result<Vec<(String, Value)>, StoreError> {
        let sql = "SELECT key, value FROM setting WHERE desk_id = $1 ORDER BY key";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.json(1)?)))
            .collect()
    }
}

impl Tx<'_> {
    /// Writes a setting of the transaction's desk.
    pub async fn put_setting(&mut self, key: &str, value: &Value) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO setting (desk_id, key, side, value) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (desk_id, key) DO UPDATE SET value = excluded.value",
            args![self.act.desk, key, self.act.side.name(), json(value)?],
        )
        .await
    }
}
