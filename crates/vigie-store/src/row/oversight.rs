//! Oversight: what it looked at, what was drawn for it, what it recommends.

use vigie_domain::{
    DeskId, ItemId, OversightLook, Recommendation, RecommendationId, Timestamp, UserId,
};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::event::index_of;
use crate::tx::Tx;

/// An item that somebody outside was told of and that oversight did not look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenItem {
    /// Which.
    pub item: ItemId,
    /// What its copies have in common; `None` for one without.
    pub cluster: Option<String>,
    /// Whether it was drawn for a sample.
    pub is_drawn: bool,
}

/// How many looks and recommendations ended in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OversightCount {
    /// The outcome of a look, or the state of a recommendation.
    pub name: String,
    /// How many.
    pub count: u64,
}

impl Reader {
    /// The newest items that somebody outside was told of and that oversight did not look at; those
    /// drawn for a sample first.
    pub async fn unseen_items(
        &self,
        desk: DeskId,
        limit: u32,
    ) -> Result<Vec<UnseenItem>, StoreError> {
        let sql = "SELECT item.id, item.cluster, \
                   CAST(CASE WHEN oversight_draw.item_id IS NULL THEN 0 ELSE 1 END AS BIGINT) \
                   AS drawn FROM item \
                   LEFT JOIN oversight_draw ON oversight_draw.item_id = item.id \
                   WHERE item.id IN (SELECT item_id FROM disclosure_item WHERE desk_id = $1) \
                   AND NOT EXISTS (SELECT 1 FROM oversight_seen WHERE oversight_seen.item_id = item.id) \
                   ORDER BY drawn DESC, item.id DESC LIMIT $2";
        let rows = self.rows(sql, args![desk, limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(UnseenItem {
                    item: row.parsed(0)?,
                    cluster: row.opt_text(1)?,
                    is_drawn: row.int(2)? == 1,
                })
            })
            .collect()
    }

    /// Every item that somebody outside was told of, and how many of them there are.
    pub async fn told_items(&self, desk: DeskId) -> Result<Vec<ItemId>, StoreError> {
        let sql =
            "SELECT DISTINCT item_id FROM disclosure_item WHERE desk_id = $1 ORDER BY item_id";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter().map(|row| row.parsed(0)).collect()
    }

    /// The items that somebody outside was told of with nearly the same text.
    pub async fn told_copies(&self, item: ItemId) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT other.id FROM item JOIN item AS other ON other.cluster = item.cluster \
                   AND other.desk_id = item.desk_id WHERE item.id = $1 AND other.id IN \
                   (SELECT item_id FROM disclosure_item WHERE disclosure_item.desk_id = item.desk_id) \
                   ORDER BY other.id";
        let rows = self.rows(sql, args![item]).await?;
        rows.iter().map(|row| row.parsed(0)).collect()
    }

    /// How long the looks of a desk took, in milliseconds, shortest first.
    pub async fn look_times_ms(&self, desk: DeskId) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT took_ms FROM oversight_look WHERE desk_id = $1 ORDER BY took_ms";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter().map(|row| row.int(0)).collect()
    }

    /// How many items the looks of a desk served.
    pub async fn items_seen(&self, desk: DeskId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM oversight_seen WHERE desk_id = $1";
        let row = self.row(sql, args![desk]).await?;
        row.map_or(Ok(0), |row| index_of(row.int(0)?))
    }

    /// How many recommendations of a desk stand where.
    pub async fn recommendation_counts(
        &self,
        desk: DeskId,
    ) -> Result<Vec<OversightCount>, StoreError> {
        let sql = "SELECT state, COUNT(*) FROM recommendation WHERE desk_id = $1 \
                   GROUP BY state ORDER BY state";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter()
            .map(|row| {
                Ok(OversightCount {
                    name: row.text(0)?,
                    count: index_of(row.int(1)?)?,
                })
            })
            .collect()
    }

    /// The newest recommendations of a desk, newest first.
    pub async fn recommendations(
        &self,
        desk: DeskId,
        limit: u32,
    ) -> Result<Vec<Recommendation>, StoreError> {
        self.bodies(
            "SELECT body FROM recommendation WHERE desk_id = $1 ORDER BY id DESC LIMIT $2",
            args![desk, limit],
        )
        .await
    }

    /// Who asked that a login of oversight be closed, while nobody else did.
    pub async fn oversight_closing(&self, user: UserId) -> Result<Option<UserId>, StoreError> {
        let sql = "SELECT asked_by FROM oversight_closing WHERE user_id = $1";
        let row = self.row(sql, args![user]).await?;
        row.map(|row| row.parsed(0)).transpose()
    }
}

impl Tx<'_> {
    /// Writes a look; the items it serves leave the queue.
    pub async fn add_oversight_look(&mut self, look: &OversightLook) -> Result<(), StoreError> {
        let side = self.act.side.name();
        self.run(
            "INSERT INTO oversight_look (desk_id, side, at, took_ms, outcome, body) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![
                look.desk,
                side,
                look.at,
                look.took_ms,
                look.outcome.name(),
                json(look)?,
            ],
        )
        .await?;
        for item in &look.items {
            self.run(
                "INSERT INTO oversight_seen (item_id, desk_id, side, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (item_id) DO UPDATE SET at = excluded.at",
                args![*item, look.desk, side, look.at],
            )
            .await?;
        }
        Ok(())
    }

    /// Marks items as drawn for a sample; what was looked at before comes back to the queue.
    pub async fn draw_items(&mut self, items: &[ItemId], now: Timestamp) -> Result<(), StoreError> {
        for item in items {
            self.run(
                "INSERT INTO oversight_draw (item_id, desk_id, side, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (item_id) DO UPDATE SET at = excluded.at",
                args![*item, self.act.desk, self.act.side.name(), now],
            )
            .await?;
            self.run(
                "DELETE FROM oversight_seen WHERE item_id = $1",
                args![*item],
            )
            .await?;
        }
        Ok(())
    }

    /// Reads a recommendation to change it: nobody else changes it before this transaction ends.
    pub async fn recommendation_for_update(
        &self,
        id: RecommendationId,
    ) -> Result<Option<Recommendation>, StoreError> {
        self.body(
            self.pick(
                "SELECT body FROM recommendation WHERE id = $1",
                "SELECT body FROM recommendation WHERE id = $1 FOR UPDATE",
            ),
            args![id],
        )
        .await
    }

    /// Writes a recommendation.
    pub async fn put_recommendation(&mut self, one: &Recommendation) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO recommendation (id, desk_id, side, item_id, state, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
             state = excluded.state, body = excluded.body",
            args![
                one.id,
                one.desk,
                self.act.side.name(),
                one.item,
                one.state.name(),
                json(one)?,
            ],
        )
        .await
    }

    /// Writes down who wants a login of oversight closed.
    pub async fn put_oversight_closing(
        &mut self,
        user: UserId,
        asked_by: UserId,
    ) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO oversight_closing (user_id, desk_id, side, asked_by, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id) DO UPDATE SET \
             asked_by = excluded.asked_by, at = excluded.at",
            args![
                user,
                self.act.desk,
                self.act.side.name(),
                asked_by,
                self.act.now
            ],
        )
        .await
    }
}
