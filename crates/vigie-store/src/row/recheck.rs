//! Watches over lines, and the budget of requests per host.

use vigie_domain::{DeskId, ItemId, Recheck, RecheckId, ReferralId, Timestamp};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;

impl Reader {
    /// One watch.
    pub async fn recheck(&self, id: RecheckId) -> Result<Option<Recheck>, StoreError> {
        self.body("SELECT body FROM recheck WHERE id = $1", args![id])
            .await
    }

    /// The watches whose next look is due, longest due first, on every desk.
    pub async fn rechecks_due(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Recheck>, StoreError> {
        self.bodies(
            "SELECT body FROM recheck WHERE next_at IS NOT NULL AND next_at <= $1 \
             ORDER BY next_at, id LIMIT $2",
            args![now, limit],
        )
        .await
    }

    /// When the next look of a desk is planned.
    pub async fn next_recheck_at(&self, desk: DeskId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT next_at FROM recheck WHERE next_at IS NOT NULL AND desk_id = $1 \
                   ORDER BY next_at LIMIT 1";
        let row = self.row(sql, args![desk]).await?;
        row.map(|row| row.time(0)).transpose()
    }

    /// When the first look of a desk after `now` is planned.
    pub async fn next_recheck_after(
        &self,
        desk: DeskId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT next_at FROM recheck WHERE next_at > $2 AND desk_id = $1 \
                   ORDER BY next_at LIMIT 1";
        let row = self.row(sql, args![desk, now]).await?;
        row.map(|row| row.time(0)).transpose()
    }

    /// The watches of a referral.
    pub async fn rechecks_of(&self, referral: ReferralId) -> Result<Vec<Recheck>, StoreError> {
        self.bodies(
            "SELECT body FROM recheck WHERE referral_id = $1 ORDER BY id",
            args![referral],
        )
        .await
    }

    /// The watches of an item.
    pub async fn rechecks_of_item(&self, item: ItemId) -> Result<Vec<Recheck>, StoreError> {
        self.bodies(
            "SELECT body FROM recheck WHERE item_id = $1 ORDER BY id",
            args![item],
        )
        .await
    }

    /// When a host may be asked again; `None` when it was never asked.
    pub async fn host_next_free(&self, host: &str) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT free_at FROM host_budget WHERE host = $1";
        let row = self.row(sql, args![host]).await?;
        row.map(|row| row.time(0)).transpose()
    }
}

impl Tx<'_> {
    /// Writes a watch.
    pub async fn put_recheck(&mut self, recheck: &Recheck) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO recheck (id, desk_id, side, line_id, referral_id, item_id, host, next_at, \
             body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET \
             host = excluded.host, next_at = excluded.next_at, body = excluded.body",
            args![
                recheck.id,
                recheck.desk,
                self.act.side.name(),
                recheck.line,
                recheck.referral,
                recheck.item,
                &*recheck.host,
                recheck.next_at,
                json(recheck)?,
            ],
        )
        .await
    }
}

impl Store {
    /// Takes the turn to ask a host: true for one caller, then false for `interval_ms`.
    pub async fn reserve_host(
        &self,
        host: &str,
        now: Timestamp,
        interval_ms: i64,
    ) -> Result<bool, StoreError> {
        let taken = self
            .run(
                "INSERT INTO host_budget (host, free_at) VALUES ($1, $2) \
                 ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at \
                 WHERE host_budget.free_at <= $3",
                args![host, now.plus_ms(interval_ms), now],
            )
            .await?;
        Ok(taken > 0)
    }

    /// Gives a host back after a look: it may be asked again from `at` on.
    pub async fn free_host(&self, host: &str, at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO host_budget (host, free_at) VALUES ($1, $2) \
             ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at",
            args![host, at],
        )
        .await
        .map(|_| ())
    }

    /// Makes a host wait at least until then: what it asked for by `Retry-After`.
    pub async fn delay_host(&self, host: &str, until: Timestamp) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO host_budget (host, free_at) VALUES ($1, $2) \
             ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at \
             WHERE host_budget.free_at < excluded.free_at",
            args![host, until],
        )
        .await
        .map(|_| ())
    }
}
