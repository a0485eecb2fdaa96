//! The queue: most urgent first, oldest first among equals, by keyset; never an offset.
//!
//! One index-ordered read per state, in one statement, merged here: a filter on several states costs
//! several short reads instead of one long one, whatever the number of items.

use vigie_domain::{BankId, DeskId, Item, ItemId, Timestamp, UserId};

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
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCursor {
    /// Priority of the last item shown.
    pub priority: u16,
    /// When it was taken in.
    pub created_at: Timestamp,
    /// Its id.
    pub id: ItemId,
}

/// Ids, and keys, looked at for a text: more than a person scrolls through.
const TEXT_CANDIDATES_MAX: u32 = 300;

impl QueueCursor {
    fn of(item: &Item) -> Self {
        Self {
            priority: item.priority,
            created_at: item.created_at,
            id: item.id,
        }
    }

    fn rank(&self) -> (std::cmp::Reverse<u16>, Timestamp, ItemId) {
        (std::cmp::Reverse(self.priority), self.created_at, self.id)
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
        let QueueCursor {
            priority,
            created_at,
            id,
        } = after;
        query.bind(" AND (priority < ", priority, "");
        query.bind(" OR (priority = ", priority, "");
        query.bind(" AND (created_at > ", created_at, "");
        query.bind(" OR (created_at = ", created_at, "");
        query.bind(" AND id > ", id, "))))");
        // The same bound once more, in the form an index can begin at.
        query.bind(" AND priority <= ", priority, "");
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
    query.bind(" ORDER BY priority DESC, created_at, id LIMIT ", limit, "");
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
