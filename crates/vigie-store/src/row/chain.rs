//! Traced chains of providers: each trace is kept, the newest counts.

use serde_json::Value;
use vigie_domain::{ItemId, Timestamp};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// The newest chain of an item, with the instant of the trace.
    pub async fn chain_of(&self, item: ItemId) -> Result<Option<(Timestamp, Value)>, StoreError> {
        let sql = "SELECT at, body FROM chain WHERE item_id = $1 ORDER BY at DESC LIMIT 1";
        let row = self.row(sql, args![item]).await?;
        row.map(|row| Ok((row.time(0)?, row.json(1)?))).transpose()
    }
}

impl Tx<'_> {
    /// Writes a traced chain.
    pub async fn put_chain(
        &mut self,
        item: ItemId,
        chain: &Value,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO chain (item_id, at, desk_id, side, body) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (item_id, at) DO UPDATE SET body = excluded.body",
            args![item, at, self.act.desk, self.act.side.name(), json(chain)?],
        )
        .await
    }
}
