//! Removal orders with their lines and clocks; the ledgers that are kept by provider.

use vigie_domain::{Clock, DeskId, ItemId, Order, OrderId, ProviderId, Sha256, Timestamp};

use crate::db::{Query, Reader, args, json};
use crate::error::StoreError;
use crate::row::Page;
use crate::tx::Tx;

/// Which orders are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFilter {
    /// Name of a state.
    pub state: Option<&'static str>,
    /// To this provider.
    pub provider: Option<ProviderId>,
    /// Only those about which a person has something to do.
    pub waits: bool,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCursor {
    /// When the last one shown was written.
    pub created_at: Timestamp,
    /// Its id.
    pub id: OrderId,
}

/// A provider whose final orders are many enough for its home authority to look at it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExposureRow {
    /// The order that was one too many.
    pub order: OrderId,
    /// The provider.
    pub provider: ProviderId,
    /// Final orders in the window.
    pub orders: u32,
    /// When it was found.
    pub at: Timestamp,
    /// When the home authority was told.
    pub told_at: Option<Timestamp>,
}

impl Reader {
    /// One order.
    pub async fn order(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.body("SELECT body FROM removal_order WHERE id = $1", args![id])
            .await
    }

    /// The order with this reply token.
    pub async fn order_by_token(&self, token: &str) -> Result<Option<Order>, StoreError> {
        self.body(
            "SELECT body FROM removal_order WHERE reply_token = $1",
            args![token],
        )
        .await
    }

    /// The order whose answer link has this token.
    pub async fn order_by_answer_token(&self, token: Sha256) -> Result<Option<Order>, StoreError> {
        self.body(
            "SELECT body FROM removal_order WHERE answer_token_sha256 = $1",
            args![token],
        )
        .await
    }

    /// The order with this Message-ID.
    pub async fn order_by_message_id(&self, id: &str) -> Result<Option<Order>, StoreError> {
        self.body(
            "SELECT body FROM removal_order WHERE message_id = $1",
            args![id],
        )
        .await
    }

    /// The order with this reference.
    pub async fn order_by_reference(
        &self,
        desk: DeskId,
        reference: &str,
    ) -> Result<Option<Order>, StoreError> {
        self.body(
            "SELECT body FROM removal_order WHERE desk_id = $1 AND reference = $2",
            args![desk, reference],
        )
        .await
    }

    /// One page of orders, newest first.
    pub async fn orders(
        &self,
        desk: DeskId,
        filter: &OrderFilter,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<Page<Order, OrderCursor>, StoreError> {
        let mut query = Query::new(
            "SELECT body FROM removal_order WHERE desk_id = $1",
            args![desk],
        );
        if let Some(state) = filter.state {
            query.bind(" AND state = ", state, "");
        }
        if let Some(provider) = filter.provider {
            query.bind(" AND provider_id = ", provider, "");
        }
        if filter.waits {
            query.bind(" AND waits = ", true, "");
        }
        if let Some(after) = after {
            query.bind(" AND created_at <= ", after.created_at, "");
            query.bind(" AND (created_at < ", after.created_at, "");
            query.bind(" OR id < ", after.id, ")");
        }
        let one_more = limit.saturating_add(1);
        query.bind(" ORDER BY created_at DESC, id DESC LIMIT ", one_more, "");
        let (sql, args) = query.into_parts();
        let mut rows: Vec<Order> = self.bodies(sql, args).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| OrderCursor {
            created_at: last.created_at,
            id: last.id,
        });
        Ok(Page { rows, next })
    }

    /// The orders an item was ever on, newest first.
    pub async fn orders_of_item(&self, item: ItemId) -> Result<Vec<Order>, StoreError> {
        self.bodies(
            "SELECT body FROM removal_order WHERE id IN \
             (SELECT order_id FROM removal_order_line WHERE item_id = $1) \
             ORDER BY created_at DESC, id DESC",
            args![item],
        )
        .await
    }

    /// Reference of the order that an item is on and that is not over.
    pub async fn open_order_for(&self, item: ItemId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT removal_order.reference FROM removal_order_line JOIN removal_order \
                   ON removal_order.id = removal_order_line.order_id \
                   WHERE removal_order_line.item_id = $1 AND removal_order_line.is_open = 1 LIMIT 1";
        let row = self.row(sql, args![item]).await?;
        row.map(|row| row.text(0)).transpose()
    }

    /// Whether an order ever left for a provider.
    pub async fn has_orders_to(&self, provider: ProviderId) -> Result<bool, StoreError> {
        let sql =
            "SELECT 1 FROM removal_order WHERE provider_id = $1 AND sent_at IS NOT NULL LIMIT 1";
        Ok(self.row(sql, args![provider]).await?.is_some())
    }

    /// When each order to a provider became final.
    pub async fn final_orders_to(
        &self,
        provider: ProviderId,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "SELECT final_at FROM removal_order \
                   WHERE provider_id = $1 AND final_at IS NOT NULL ORDER BY final_at";
        let rows = self.rows(sql, args![provider]).await?;
        rows.iter()
            .map(|row| row.int(0).map(Timestamp::from_ms))
            .collect()
    }

    /// The clocks of an order, as they were last written down.
    pub async fn clocks_of(&self, order: OrderId) -> Result<Vec<Clock>, StoreError> {
        self.bodies(
            "SELECT body FROM legal_clock WHERE order_id = $1 ORDER BY kind",
            args![order],
        )
        .await
    }

    /// When a provider was first told how orders work.
    pub async fn first_information(
        &self,
        desk: DeskId,
        provider: ProviderId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT at FROM first_information WHERE desk_id = $1 AND provider_id = $2";
        let row = self.row(sql, args![desk, provider]).await?;
        row.map(|row| row.int(0).map(Timestamp::from_ms))
            .transpose()
    }

    /// Providers whose home authority is still to be told of their final orders.
    pub async fn open_exposures(&self, desk: DeskId) -> Result<Vec<ExposureRow>, StoreError> {
        self.bodies(
            "SELECT body FROM exposure WHERE desk_id = $1 AND told_at IS NULL ORDER BY order_id",
            args![desk],
        )
        .await
    }

    /// What was found of a provider's exposure by an order.
    pub async fn exposure(&self, order: OrderId) -> Result<Option<ExposureRow>, StoreError> {
        self.body(
            "SELECT body FROM exposure WHERE order_id = $1",
            args![order],
        )
        .await
    }
}

impl Tx<'_> {
    /// Reads an order to change it: nobody else changes it before this transaction ends.
    pub async fn order_for_update(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.body(
            self.pick(
                "SELECT body FROM removal_order WHERE id = $1",
                "SELECT body FROM removal_order WHERE id = $1 FOR UPDATE",
            ),
            args![id],
        )
        .await
    }

    /// Writes an order with its lines and clocks.
    pub async fn put_order(&mut self, order: &Order) -> Result<(), StoreError> {
        let final_at = order.appeal.final_at().filter(|_| order.is_final());
        self.upsert(
            "INSERT INTO removal_order (id, desk_id, side, reference, state, provider_id, \
             message_id, reply_token, answer_token_sha256, waits, sent_at, final_at, created_at, \
             body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, waits = excluded.waits, \
             sent_at = excluded.sent_at, final_at = excluded.final_at, body = excluded.body",
            args![
                order.id,
                order.desk,
                order.side.name(),
                order.reference(),
                order.state.name(),
                order.provider,
                &*order.message_id,
                &*order.reply_token,
                order.answer_token_sha256,
                !order.tasks().is_empty(),
                order.sent_at,
                final_at,
                order.created_at,
                json(order)?,
            ],
        )
        .await?;
        self.put_order_lines(order).await?;
        self.put_clocks(order).await
    }

    async fn put_order_lines(&self, order: &Order) -> Result<(), StoreError> {
        let is_open = !matches!(order.state.name(), "executed" | "void" | "withdrawn");
        for line in &order.lines {
            self.upsert(
                "INSERT INTO removal_order_line (id, desk_id, side, order_id, item_id, key, is_open) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open",
                args![
                    line.id,
                    order.desk,
                    order.side.name(),
                    order.id,
                    line.item,
                    &*line.key,
                    is_open,
                ],
            )
            .await?;
        }
        Ok(())
    }

    async fn put_clocks(&self, order: &Order) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM legal_clock WHERE order_id = $1",
            args![order.id],
        )
        .await?;
        for clock in order.clocks(self.act.now) {
            self.upsert(
                "INSERT INTO legal_clock (order_id, kind, desk_id, side, state, due, body) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (order_id, kind) \
                 DO UPDATE SET state = excluded.state, due = excluded.due, body = excluded.body",
                args![
                    order.id,
                    clock.kind.name(),
                    order.desk,
                    order.side.name(),
                    clock.state.name(),
                    clock.state.due(),
                    json(&clock)?,
                ],
            )
            .await?;
        }
        Ok(())
    }

    /// Writes down when a provider was told how orders work; the first time stays.
    pub async fn add_first_information(
        &mut self,
        order: &Order,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO first_information (desk_id, provider_id, side, order_id, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (desk_id, provider_id) DO NOTHING",
            args![order.desk, order.provider, order.side.name(), order.id, at,],
        )
        .await
        .map(|_| ())
    }

    /// Writes what was found of a provider's exposure.
    pub async fn put_exposure(&mut self, exposure: &ExposureRow) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO exposure (order_id, desk_id, side, provider_id, told_at, body) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (order_id) DO UPDATE SET told_at = excluded.told_at, body = excluded.body",
            args![
                exposure.order,
                self.act.desk,
                self.act.side.name(),
                exposure.provider,
                exposure.told_at,
                json(exposure)?,
            ],
        )
        .await
    }
}
