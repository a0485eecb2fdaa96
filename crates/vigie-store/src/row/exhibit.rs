//! Exhibits: written once; only the instant of their erasure is added.

use vigie_domain::{Exhibit, ExhibitId, ItemId};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One exhibit.
    pub async fn exhibit(&self, id: ExhibitId) -> Result<Option<Exhibit>, StoreError> {
        self.body("SELECT body FROM exhibit WHERE id = $1", args![id])
            .await
    }

    /// The exhibits of an item, newest first.
    pub async fn exhibits_of(&self, item: ItemId) -> Result<Vec<Exhibit>, StoreError> {
        self.bodies(
            "SELECT body FROM exhibit WHERE item_id = $1 ORDER BY captured_at DESC, id DESC",
            args![item],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes an exhibit. A second one of that id with other facts is a conflict.
    pub async fn put_exhibit(&mut self, exhibit: &Exhibit) -> Result<(), StoreError> {
        self.put_captured(exhibit).await?;
        self.insert_once(
            "exhibit",
            "INSERT INTO exhibit (id, desk_id, side, item_id, captured_at, warc_sha256, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            "SELECT body FROM exhibit WHERE id = $1",
            args![
                exhibit.id,
                exhibit.desk,
                self.act.side.name(),
                exhibit.item,
                exhibit.captured_at,
                exhibit.warc_sha256,
                json(exhibit)?,
            ],
        )
        .await
    }

    /// Destroys the key of an exhibit: its bytes are gone here and in every backup of them.
    ///
    /// The row stays and says when. The ledger of destructions is replayed by a restore.
    pub async fn destroy_key(
        &mut self,
        exhibit: ExhibitId,
        reason: &str,
    ) -> Result<(), StoreError> {
        let mut row = self
            .exhibit(exhibit)
            .await?
            .ok_or(StoreError::Missing { what: "exhibit" })?;
        row.erased_at = Some(row.erased_at.unwrap_or(self.act.now));
        self.run(
            "DELETE FROM exhibit_key WHERE exhibit_id = $1",
            args![exhibit],
        )
        .await?;
        self.run(
            "INSERT INTO key_destruction (exhibit_id, desk_id, side, at, reason) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (exhibit_id) DO NOTHING",
            args![
                exhibit,
                row.desk,
                self.act.side.name(),
                self.act.now,
                reason
            ],
        )
        .await?;
        self.run(
            "UPDATE exhibit SET body = $2 WHERE id = $1",
            args![exhibit, json(&row)?],
        )
        .await?;
        crate::row::reading::forget_exhibit(self, exhibit).await?;
        self.destroyed.push(exhibit);
        Ok(())
    }
}
