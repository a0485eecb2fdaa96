//! The queue of oversight: what was drawn first, then by stated risks; one row for all copies.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_domain::audit_event::Case;
use vigie_domain::oversight::risks_of;
use vigie_domain::{Actor, AuditRecord, Item, ItemId, Permission, Risk};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Items that the queue is made of: the newest, those drawn first.
const ITEMS_READ: u32 = 300;
/// Events of a case that its risks are read from.
const EVENTS_READ: u32 = 500;

/// A row of the queue: one item, and how many copies a look at it serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// The one to look at: the newest.
    pub item: Item,
    /// It and its copies.
    pub items: Vec<ItemId>,
    /// Whether one of them was drawn for a sample.
    pub is_drawn: bool,
    /// Why it stands here.
    pub risks: Vec<Risk>,
    /// What the risks add up to.
    pub points: u32,
}

/// Lists what oversight did not look at.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_clusters(desk: &Desk, actor: &Actor) -> Result<Vec<Cluster>, DeskError> {
    actor.require(Permission::Oversee)?;
    let store = desk.store();
    let mut groups: BTreeMap<String, (Vec<ItemId>, bool)> = BTreeMap::new();
    for unseen in store.unseen_items(desk.id, ITEMS_READ).await? {
        let key = unseen.cluster.unwrap_or_else(|| unseen.item.to_string());
        let (items, is_drawn) = groups.entry(key).or_default();
        items.push(unseen.item);
        *is_drawn |= unseen.is_drawn;
    }
    let mut clusters = Vec::with_capacity(groups.len());
    for (items, is_drawn) in groups.into_values() {
        let newest = items.iter().max().copied().or_not_found("item")?;
        let item = store.item(newest).await?.or_not_found("item")?;
        let mut records: Vec<AuditRecord> = Vec::new();
        for item in &items {
            let events = store.events_of(Case::Item(*item), EVENTS_READ).await?;
            records.extend(events.into_iter().filter_map(|event| event.record));
        }
        let risks = risks_of(&records);
        clusters.push(Cluster {
            points: risks.iter().map(|risk| risk.points()).sum(),
            item,
            items,
            is_drawn,
            risks,
        });
    }
    clusters.sort_by_key(|one| {
        let rank = (one.is_drawn, one.points, one.items.len(), one.item.id);
        std::cmp::Reverse(rank)
    });
    Ok(clusters)
}
