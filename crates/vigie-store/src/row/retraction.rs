//! Retractions, and the ledger of who was told what, which is only ever added to.

use vigie_domain::{DeskId, Disclosure, ItemId, ReferralId, Retraction, RetractionId};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One retraction.
    pub async fn retraction(&self, id: RetractionId) -> Result<Option<Retraction>, StoreError> {
        self.body("SELECT body FROM retraction WHERE id = $1", args![id])
            .await
    }

    /// The retractions of a referral, oldest first.
    pub async fn retractions_of(
        &self,
        referral: ReferralId,
    ) -> Result<Vec<Retraction>, StoreError> {
        self.bodies(
            "SELECT body FROM retraction WHERE referral_id = $1 ORDER BY id",
            args![referral],
        )
        .await
    }

    /// The retractions of a desk that not everybody was told of yet, oldest first.
    pub async fn retractions_unsent(
        &self,
        desk: DeskId,
        limit: u32,
    ) -> Result<Vec<Retraction>, StoreError> {
        self.bodies(
            "SELECT body FROM retraction WHERE desk_id = $1 AND is_sent = 0 ORDER BY id LIMIT $2",
            args![desk, limit],
        )
        .await
    }

    /// The newest retractions of a desk, newest first.
    pub async fn retractions(
        &self,
        desk: DeskId,
        limit: u32,
    ) -> Result<Vec<Retraction>, StoreError> {
        self.bodies(
            "SELECT body FROM retraction WHERE desk_id = $1 ORDER BY id DESC LIMIT $2",
            args![desk, limit],
        )
        .await
    }

    /// Who was told what by a referral, oldest first.
    pub async fn disclosures_of(
        &self,
        referral: ReferralId,
    ) -> Result<Vec<Disclosure>, StoreError> {
        self.bodies(
            "SELECT body FROM disclosure WHERE referral_id = $1 ORDER BY seq",
            args![referral],
        )
        .await
    }

    /// Who was told what about an item, oldest first.
    pub async fn disclosures_of_item(&self, item: ItemId) -> Result<Vec<Disclosure>, StoreError> {
        self.bodies(
            "SELECT body FROM disclosure WHERE seq IN \
             (SELECT seq FROM disclosure_item WHERE item_id = $1) ORDER BY seq",
            args![item],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes a retraction.
    pub async fn put_retraction(&mut self, retraction: &Retraction) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO retraction (id, desk_id, side, referral_id, is_sent, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
             is_sent = excluded.is_sent, body = excluded.body",
            args![
                retraction.id,
                retraction.desk,
                self.act.side.name(),
                retraction.referral,
                retraction.sent_at.is_some(),
                json(retraction)?,
            ],
        )
        .await
    }

    /// Adds to the ledger.
    pub async fn add_disclosure(&mut self, disclosure: &Disclosure) -> Result<(), StoreError> {
        let side = self.act.side.name();
        let rows = self
            .run_rows(
                "INSERT INTO disclosure (desk_id, side, referral_id, at, body) \
                 VALUES ($1, $2, $3, $4, $5) RETURNING seq",
                args![
                    disclosure.desk,
                    side,
                    disclosure.referral,
                    disclosure.at,
                    json(disclosure)?,
                ],
            )
            .await?;
        let seq = rows.first().map_or(Ok(0), |row| row.int(0))?;
        for item in &disclosure.items {
            self.run(
                "INSERT INTO disclosure_item (item_id, seq, desk_id, side) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (item_id, seq) DO NOTHING",
                args![*item, seq, disclosure.desk, side],
            )
            .await?;
        }
        Ok(())
    }
}
