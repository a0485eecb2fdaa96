//! The queue: most urgent first, and who is on what.

use vigie_domain::time::MINUTE_MS;
use vigie_domain::{Actor, Item, ItemId, Permission};
use vigie_store::{ItemClaim, Page, QueueCursor, QueueFilter};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// How long an item stays with the person who opened it.
const CLAIM_MS: i64 = 15 * MINUTE_MS;
/// Most items of one page.
const PAGE_ITEMS_MAX: u32 = 200;

/// A page of the queue.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_queue(
    desk: &Desk,
    actor: &Actor,
    filter: &QueueFilter,
    after: Option<QueueCursor>,
    limit: u32,
) -> Result<Page<Item, QueueCursor>, DeskError> {
    actor.require(Permission::ReadItem)?;
    let limit = limit.clamp(1, PAGE_ITEMS_MAX);
    Ok(desk.store().queue(desk.id, filter, after, limit).await?)
}

/// What waits for this person's blind look: findings of others, with nothing told of them.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_review_queue(
    desk: &Desk,
    actor: &Actor,
    after: Option<QueueCursor>,
    limit: u32,
) -> Result<Page<Item, QueueCursor>, DeskError> {
    actor.require(Permission::ReviewItem)?;
    let filter = QueueFilter {
        states: vec!["assessed"],
        exclude_assessed_by: actor.user(),
        ..QueueFilter::default()
    };
    let limit = limit.clamp(1, PAGE_ITEMS_MAX);
    Ok(desk.store().queue(desk.id, &filter, after, limit).await?)
}

/// How many items stand in each state.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn count_queue(desk: &Desk, actor: &Actor) -> Result<Vec<(String, u64)>, DeskError> {
    actor.require(Permission::ReadItem)?;
    Ok(desk.store().queue_counts(desk.id).await?)
}

/// Takes an item for a quarter of an hour, so that nobody does it twice. `false` when somebody has it.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right or without a person, [`DeskError::NotFound`].
pub async fn claim_item(desk: &Desk, actor: &Actor, id: ItemId) -> Result<bool, DeskError> {
    actor.require(Permission::ReadItem)?;
    let user = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::ReadItem,
    })?;
    let item = desk.store().item(id).await?;
    item.filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let now = desk.now();
    let claim = ItemClaim {
        item: id,
        user,
        until: now.plus_ms(CLAIM_MS),
    };
    Ok(desk.store().claim_item(&claim, now).await?.user == user)
}

/// Gives an item back.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without a person.
pub async fn release_item(desk: &Desk, actor: &Actor, id: ItemId) -> Result<(), DeskError> {
    let user = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::ReadItem,
    })?;
    Ok(desk.store().release_item(id, user).await?)
}
