//! The queue: most urgent first, aged, by keyset; never an offset.
//!
//! One index-ordered read per state, in one statement, merged here: a filter on several states costs
//! several short reads instead of one long one, whatever the number of items.

use std::collections::HashMap;

use vigie_domain::item::queue_place;
use vigie_domain::{BankId, DeskId, Item, ItemId, UserId};

use crate::db::{Arg, Query, Reader, args};
use crate::error::StoreError;
use crate::row::Page;

/// Which items are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueueFilter {
    /// Names of states; empty means all of them.
    pub states: Vec<&'static str>,
    /// Host of the first locator.
    pub host: Option<String>,
    /// Near a banked signal, or near none.
    pub matched: Option<bool>,
    /// Near a signal of this bank.
    pub bank: Option<BankId>,
    /// Beginning of a canonical key or of an id; the first 300 of each are looked at.
    pub text: Option<String>,
    /// Leaves out items whose first finding is this person's own.
    pub exclude_assessed_by: Option<UserId>,
    /// Language its text was read as.
    pub language: Option<String>,
    /// Label its text stands out by.
    pub label: Option<String>,
    /// Those with nearly the same text.
    pub cluster: Option<ItemId>,
    /// One row for those with nearly the same text; where nothing but states is filtered by.
    pub folds_copies: bool,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCursor {
    /// Place of the last item shown.
    pub place: i64,
    /// Its id.
    pub id: ItemId,
}

/// Ids, and keys, looked at for a text: more than a person scrolls through.
const TEXT_CANDIDATES_MAX: u32 = 300;

impl QueueFilter {
    /// Whether copies are folded: any narrower filter could hold a copy and not its head.
    fn is_folded(&self) -> bool {
        let only_states = Self {
            states: self.states.clone(),
            folds_copies: true,
            ..Self::default()
        };
        *self == only_states
    }
}

impl QueueCursor {
    fn of(item: &Item) -> Self {
        Self {
            place: queue_place(item.priority, item.created_at),
            id: item.id,
        }
    }

    fn rank(&self) -> (std::cmp::Reverse<i64>, ItemId) {
        (std::cmp::Reverse(self.place), self.id)
    }
}

/// Reads the first of these states, in the order of the queue; `$1` is the desk.
fn read_states(
    query: &mut Query,
    states: &[&'static str],
    filter: &QueueFilter,
    after: Option<QueueCursor>,
    limit: u32,
) {
    query.push("SELECT body FROM item WHERE desk_id = $1");
    let states = states.iter().map(|state| Arg::from(*state));
    query.bind_list(" AND state IN ", states, "");
    if let Some(after) = after {
        let QueueCursor { place, id } = after;
        query.bind(" AND (place < ", place, "");
        query.bind(" OR (place = ", place, "");
        query.bind(" AND id > ", id, "))");
        // The same bound once more, in the form an index can begin at.
        query.bind(" AND place <= ", place, "");
    }
    if filter.is_folded() {
        query.push(" AND is_head = 1");
    }
    if let Some(language) = &filter.language {
        query.bind(" AND language = ", &**language, "");
    }
    if let Some(label) = &filter.label {
        query.bind(" AND label = ", &**label, "");
    }
    if let Some(cluster) = filter.cluster {
        query.bind(" AND cluster = ", cluster, "");
    }
    if let Some(host) = &filter.host {
        query.bind(" AND host = ", &**host, "");
    }
    match filter.matched {
        Some(true) => query.push(" AND matched = 1"),
        Some(false) => query.push(" AND matched = 0"),
        None => {}
    }
    if let Some(bank) = filter.bank {
        query.push(" AND matched = 1 AND id IN");
        query.bind(
            " (SELECT item_id FROM item_match WHERE bank_id = ",
            bank,
            ")",
        );
    }
    if let Some(user) = filter.exclude_assessed_by {
        query.bind(" AND (assessed_by IS NULL OR assessed_by <> ", user, ")");
    }
    if let Some(text) = &filter.text {
        // U+10FFFF sorts after every character a key or an id can hold.
        let end = format!("{text}\u{10ffff}");
        query.bind(
            " AND id IN (SELECT id FROM (SELECT id FROM item WHERE id >= ",
            &**text,
            "",
        );
        query.bind(" AND id < ", &*end, " ORDER BY id");
        query.bind(" LIMIT ", TEXT_CANDIDATES_MAX, ") AS by_id");
        query.push(" UNION SELECT item_id FROM (SELECT item_id FROM locator WHERE desk_id = $1");
        query.bind(" AND key >= ", &**text, "");
        query.bind(" AND key < ", end, " ORDER BY key");
        query.bind(" LIMIT ", TEXT_CANDIDATES_MAX, ") AS by_key)");
    }
    query.bind(" ORDER BY place DESC, id LIMIT ", limit, "");
}

impl Reader {
    /// One page of the queue. O(states · (log items + page)) with filters that have an index.
    pub async fn queue(
        &self,
        desk: DeskId,
        filter: &QueueFilter,
        after: Option<QueueCursor>,
        limit: u32,
    ) -> Result<Page<Item, QueueCursor>, StoreError> {
        let mut states = filter.states.clone();
        if states.is_empty() {
            states.extend(vigie_domain::item::ITEM_STATES);
        }
        states.sort_unstable();
        states.dedup();
        // One more than asked for tells whether there is a next page.
        let one_more = limit.saturating_add(1);
        // A text leaves few candidates: those are read at once, and sorted.
        let states_per_read = if filter.text.is_some() {
            states.len()
        } else {
            1
        };
        let mut query = Query::new("", args![desk]);
        for (place, states) in states.chunks(states_per_read).enumerate() {
            query.push(if place == 0 { "" } else { " UNION ALL " });
            query.push("SELECT body FROM (");
            read_states(&mut query, states, filter, after, one_more);
            query.push(") AS part");
        }
        let (sql, args) = query.into_parts();
        let mut found: Vec<Item> = self.bodies(sql, args).await?;
        found.sort_by_key(|item: &Item| QueueCursor::of(item).rank());
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(QueueCursor::of);
        Ok(Page { rows: found, next })
    }

    /// How many items of a state have nearly the same text, for the clusters of these items.
    ///
    /// O(items of those clusters).
    pub async fn copies_of(
        &self,
        desk: DeskId,
        items: &[Item],
    ) -> Result<HashMap<(ItemId, String), u64>, StoreError> {
        let mut clusters: Vec<ItemId> = items
            .iter()
            .filter_map(|item| item.reading.as_ref()?.cluster)
            .collect();
        clusters.sort_unstable();
        clusters.dedup();
        let mut copies = HashMap::new();
        if clusters.is_empty() {
            return Ok(copies);
        }
        let mut query = Query::new(
            "SELECT cluster, state, COUNT(*) FROM item WHERE desk_id = $1",
            args![desk],
        );
        query.bind_list(
            " AND cluster IN ",
            clusters.into_iter().map(Arg::from),
            " GROUP BY cluster, state",
        );
        let (sql, args) = query.into_parts();
        for row in self.rows(sql, args).await? {
            let count = crate::event::index_of(row.int(2)?)?;
            copies.insert((row.parsed(0)?, row.text(1)?), count);
        }
        Ok(copies)
    }

    /// How many items stand in each state; states without any are left out. O(states).
    pub async fn queue_counts(&self, desk: DeskId) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT state, items FROM item_count WHERE desk_id = $1 AND items > 0 \
                   ORDER BY state";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, crate::event::index_of(row.int(1)?)?)))
            .collect()
    }
}
