//! Items, their locators, who is on them, and how many stand in each state.

use std::collections::HashMap;

use vigie_domain::item::queue_place;
use vigie_domain::{DeskId, Item, ItemId, ItemState, Timestamp, UserId};

use crate::db::{Arg, Reader, args, json, list_of, placeholders};
use crate::error::StoreError;
use crate::event::BULK_ROWS;
use crate::store::Store;
use crate::tx::Tx;

/// Columns of `item` that a write fills.
const ITEM_COLUMNS: usize = 17;

/// Keys looked up by one statement.
const KEYS_PER_QUERY: usize = 500;

/// Who is on an item, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemClaim {
    /// The item.
    pub item: ItemId,
    /// Who.
    pub user: UserId,
    /// Until when.
    pub until: Timestamp,
}

/// Who made the first finding, while a second is asked.
fn assessed_by(state: &ItemState) -> Option<UserId> {
    match state {
        ItemState::Assessed { by, .. } | ItemState::Disputed { by, .. } => Some(*by),
        _ => None,
    }
}

fn item_args(item: &Item) -> Result<Vec<Arg>, StoreError> {
    let reading = item.reading.as_ref();
    Ok(args![
        item.id,
        item.desk,
        item.side.name(),
        item.state.name(),
        item.priority,
        item.created_at,
        item.primary_locator().map(|locator| &*locator.host),
        item.external_id.as_deref(),
        item.batch,
        assessed_by(&item.state),
        0_i64,
        item.account_pseudonym.as_deref(),
        json(item)?,
        queue_place(item.priority, item.created_at),
        reading.map(|reading| &*reading.language),
        reading.and_then(|reading| reading.label.as_deref()),
        reading.and_then(|reading| reading.cluster),
    ])
}

impl Reader {
    /// The items published by an account, by its pseudonym; the newest thousand.
    pub async fn items_of_account(
        &self,
        desk: DeskId,
        pseudonym: &str,
    ) -> Result<Vec<Item>, StoreError> {
        self.bodies(
            "SELECT body FROM item WHERE desk_id = $1 AND account = $2 \
             ORDER BY created_at DESC, id LIMIT 1000",
            args![desk, pseudonym],
        )
        .await
    }

    /// One item.
    pub async fn item(&self, id: ItemId) -> Result<Option<Item>, StoreError> {
        self.body("SELECT body FROM item WHERE id = $1", args![id])
            .await
    }

    /// Several items, in the order asked for; unknown ones are left out.
    pub async fn items(&self, ids: &[ItemId]) -> Result<Vec<Item>, StoreError> {
        let mut found: HashMap<ItemId, Item> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(KEYS_PER_QUERY) {
            let sql = format!(
                "SELECT body FROM item WHERE id IN {}",
                list_of(chunk.len(), 1)
            );
            let args = chunk.iter().map(|id| Arg::from(*id)).collect();
            for item in self.bodies::<Item>(self.bulk(sql), args).await? {
                found.insert(item.id, item);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Items of a desk by id, the smallest first, from after one on: every one of them, page by page.
    pub async fn items_after(
        &self,
        desk: DeskId,
        after: Option<ItemId>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        let after = after.unwrap_or(ItemId::from_u128(0));
        self.bodies(
            "SELECT body FROM item WHERE desk_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            args![desk, after, i64::from(limit)],
        )
        .await
    }

    /// The item with this canonical key.
    pub async fn item_by_key(&self, desk: DeskId, key: &str) -> Result<Option<Item>, StoreError> {
        self.body(
            "SELECT item.body FROM locator JOIN item ON item.id = locator.item_id \
             WHERE locator.desk_id = $1 AND locator.key = $2",
            args![desk, key],
        )
        .await
    }

    /// The item with the caller's own id.
    pub async fn item_by_external_id(
        &self,
        desk: DeskId,
        external_id: &str,
    ) -> Result<Option<Item>, StoreError> {
        self.body(
            "SELECT body FROM item WHERE desk_id = $1 AND external_id = $2",
            args![desk, external_id],
        )
        .await
    }

    /// Which of these keys are known, and of which items. O(keys · log items).
    pub async fn items_by_keys(
        &self,
        desk: DeskId,
        keys: &[String],
    ) -> Result<HashMap<String, ItemId>, StoreError> {
        let mut known = HashMap::new();
        for chunk in keys.chunks(KEYS_PER_QUERY) {
            let sql = format!(
                "SELECT key, item_id FROM locator WHERE desk_id = $1 AND key IN {}",
                list_of(chunk.len(), 2)
            );
            let mut args = args![desk];
            args.extend(chunk.iter().map(|key| Arg::from(&**key)));
            for row in self.rows(self.bulk(sql), args).await? {
                known.insert(row.text(0)?, row.parsed(1)?);
            }
        }
        Ok(known)
    }

    /// Which of the caller's own ids are known, and as what; as many as a list holds.
    pub async fn items_by_external_ids(
        &self,
        desk: DeskId,
        external_ids: &[&str],
    ) -> Result<HashMap<String, ItemId>, StoreError> {
        let mut known = HashMap::new();
        for chunk in external_ids.chunks(KEYS_PER_QUERY) {
            let sql = format!(
                "SELECT external_id, id FROM item WHERE desk_id = $1 AND external_id IN {}",
                list_of(chunk.len(), 2)
            );
            let mut args = args![desk];
            args.extend(chunk.iter().map(|external_id| Arg::from(*external_id)));
            for row in self.rows(self.bulk(sql), args).await? {
                known.insert(row.text(0)?, row.parsed(1)?);
            }
        }
        Ok(known)
    }

    /// The items of a batch, in the order they were taken in.
    pub async fn items_of_batch(
        &self,
        batch: vigie_domain::BatchId,
        after: Option<ItemId>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        self.bodies(
            "SELECT body FROM item WHERE batch_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            args![batch, after, limit],
        )
        .await
    }

    /// Who is on an item at `now`.
    pub async fn item_claim(
        &self,
        item: ItemId,
        now: Timestamp,
    ) -> Result<Option<ItemClaim>, StoreError> {
        let sql =
            "SELECT item_id, user_id, until FROM item_claim WHERE item_id = $1 AND until > $2";
        let Some(row) = self.row(sql, args![item, now]).await? else {
            return Ok(None);
        };
        Ok(Some(ItemClaim {
            item: row.parsed(0)?,
            user: row.parsed(1)?,
            until: row.time(2)?,
        }))
    }
}

impl Reader {
    /// Who is on these items at `now`; items nobody is on are left out.
    pub async fn item_claims(
        &self,
        items: &[ItemId],
        now: Timestamp,
    ) -> Result<HashMap<ItemId, UserId>, StoreError> {
        let mut claims = HashMap::new();
        for chunk in items.chunks(KEYS_PER_QUERY) {
            let sql = format!(
                "SELECT item_id, user_id FROM item_claim WHERE until > $1 AND item_id IN {}",
                list_of(chunk.len(), 2)
            );
            let mut args = args![now];
            args.extend(chunk.iter().map(|id| Arg::from(*id)));
            for row in self.rows(self.bulk(sql), args).await? {
                claims.insert(row.parsed(0)?, row.parsed(1)?);
            }
        }
        Ok(claims)
    }
}

impl Tx<'_> {
    /// Reads an item to change it: nobody else changes it before this transaction ends.
    pub async fn item_for_update(&self, id: ItemId) -> Result<Option<Item>, StoreError> {
        self.body(
            self.pick(
                "SELECT body FROM item WHERE id = $1",
                "SELECT body FROM item WHERE id = $1 FOR UPDATE",
            ),
            args![id],
        )
        .await
    }

    /// Writes an item with its locators. A locator of another item is a conflict.
    pub async fn put_item(&mut self, item: &Item) -> Result<(), StoreError> {
        let before = self
            .row(
                "SELECT state, cluster FROM item WHERE id = $1",
                args![item.id],
            )
            .await?
            .map(|row| Ok::<_, StoreError>((row.text(0)?, row.opt_text(1)?)))
            .transpose()?;
        self.run(
            "INSERT INTO item (id, desk_id, side, state, priority, created_at, host, external_id, \
             batch_id, assessed_by, matched, account, body, place, language, label, cluster) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, priority = excluded.priority, \
             host = excluded.host, external_id = excluded.external_id, batch_id = excluded.batch_id, \
             assessed_by = excluded.assessed_by, account = excluded.account, body = excluded.body, \
             place = excluded.place, language = excluded.language, label = excluded.label, \
             cluster = excluded.cluster, \
             is_head = CASE WHEN excluded.cluster IS NULL THEN 1 ELSE item.is_head END",
            item_args(item)?,
        )
        .await?;
        let state = item.state.name();
        self.note_clusters(item, before.as_ref());
        let before = before.map(|(state, _)| state);
        if before.as_deref() != Some(state) {
            if let Some(before) = before {
                let before = vigie_domain::item::ITEM_STATES
                    .into_iter()
                    .find(|name| *name == before)
                    .ok_or_else(|| StoreError::corrupt("the state of an item"))?;
                *self.counts.entry((item.desk, before)).or_default() -= 1;
            }
            *self.counts.entry((item.desk, state)).or_default() += 1;
        }
        for locator in &item.locators {
            self.put_locator(item, &locator.key).await?;
        }
        Ok(())
    }

    async fn put_locator(&self, item: &Item, key: &str) -> Result<(), StoreError> {
        let known = self
            .run(
                "INSERT INTO locator (desk_id, key, side, item_id) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (desk_id, key) DO NOTHING",
                args![item.desk, key, item.side.name(), item.id],
            )
            .await?
            == 0;
        if !known {
            return Ok(());
        }
        let owner = self
            .row(
                "SELECT item_id FROM locator WHERE desk_id = $1 AND key = $2",
                args![item.desk, key],
            )
            .await?;
        match owner {
            Some(row) if row.parsed::<ItemId>(0)? == item.id => Ok(()),
            _ => Err(StoreError::Conflict { what: "locator" }),
        }
    }

    /// Writes new items, many at once. A known id, key or external id is a conflict of them all.
    ///
    /// The caller asks [`Reader::items_by_keys`] first, in the same transaction.
    pub async fn add_items(&mut self, items: &[Item]) -> Result<(), StoreError> {
        for chunk in items.chunks(BULK_ROWS) {
            let mut args = Vec::with_capacity(chunk.len() * ITEM_COLUMNS);
            let mut locators = Vec::new();
            for item in chunk {
                args.extend(item_args(item)?);
                for locator in &item.locators {
                    locators.extend(args![item.desk, &*locator.key, item.side.name(), item.id]);
                }
                *self
                    .counts
                    .entry((item.desk, item.state.name()))
                    .or_default() += 1;
                self.note_clusters(item, None);
            }
            let sql = format!(
                "INSERT INTO item (id, desk_id, side, state, priority, created_at, host, \
                 external_id, batch_id, assessed_by, matched, account, body, place, language, \
                 label, cluster) VALUES {}",
                placeholders(chunk.len(), ITEM_COLUMNS, 1)
            );
            self.run(self.bulk(sql), args).await?;
            for part in locators.chunks(BULK_ROWS * 4) {
                let sql = format!(
                    "INSERT INTO locator (desk_id, key, side, item_id) VALUES {}",
                    placeholders(part.len() / 4, 4, 1)
                );
                self.run(self.bulk(sql), part.to_vec()).await?;
            }
        }
        Ok(())
    }

    /// Remembers whose head may be another now: of the cluster and state it left, and of the new.
    fn note_clusters(&mut self, item: &Item, before: Option<&(String, Option<String>)>) {
        if let Some((state, Some(cluster))) = before {
            let left = (cluster.clone(), state.clone(), item.desk);
            self.clusters.insert(left);
        }
        if let Some(cluster) = item.reading.as_ref().and_then(|reading| reading.cluster) {
            let joined = (cluster.to_string(), item.state.name().to_owned(), item.desk);
            self.clusters.insert(joined);
        }
    }

    /// Of the items of one cluster in one state, the foremost stands for all in the queue.
    pub(crate) async fn write_heads(&mut self) -> Result<(), StoreError> {
        for (cluster, state, desk) in std::mem::take(&mut self.clusters) {
            if self.is_pg() {
                // Two transactions that change one cluster name its head one after the other.
                let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) IS NULL";
                self.rows(sql, args![&*cluster]).await?;
            }
            let head = "(SELECT best.id FROM item AS best WHERE best.desk_id = $1 \
                        AND best.state = $2 AND best.cluster = $3 \
                        ORDER BY best.place DESC, best.id LIMIT 1)";
            for change in [
                format!("SET is_head = 0 WHERE is_head = 1 AND id <> {head}"),
                format!("SET is_head = 1 WHERE is_head = 0 AND id = {head}"),
            ] {
                let sql = format!(
                    "UPDATE item {change} AND desk_id = $1 AND state = $2 AND cluster = $3"
                );
                let args = args![desk, &*state, &*cluster];
                self.run(crate::db::built(sql), args).await?;
            }
        }
        Ok(())
    }

    /// Writes what the states won and lost, in one order for all transactions.
    pub(crate) async fn write_counts(&mut self) -> Result<(), StoreError> {
        for ((desk, state), change) in std::mem::take(&mut self.counts) {
            if change == 0 {
                continue;
            }
            self.run(
                "INSERT INTO item_count (desk_id, state, side, items) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (desk_id, state) DO UPDATE SET items = item_count.items + excluded.items",
                args![desk, state, self.act.side.name(), change],
            )
            .await?;
        }
        Ok(())
    }
}

impl Store {
    /// Takes an item to work on; answers who has it: the asker, unless somebody was first.
    pub async fn claim_item(
        &self,
        claim: &ItemClaim,
        now: Timestamp,
    ) -> Result<ItemClaim, StoreError> {
        self.run(
            "INSERT INTO item_claim (item_id, desk_id, side, user_id, until) \
             SELECT id, desk_id, side, $2, $3 FROM item WHERE id = $1 \
             ON CONFLICT (item_id) DO UPDATE SET user_id = excluded.user_id, until = excluded.until \
             WHERE item_claim.until <= $4 OR item_claim.user_id = excluded.user_id",
            args![claim.item, claim.user, claim.until, now],
        )
        .await?;
        let found = self.item_claim(claim.item, now).await?;
        found.ok_or(StoreError::Missing { what: "item" })
    }

    /// Lets an item go.
    pub async fn release_item(&self, item: ItemId, user: UserId) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM item_claim WHERE item_id = $1 AND user_id = $2",
            args![item, user],
        )
        .await
        .map(|_| ())
    }
}
