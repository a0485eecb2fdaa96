//! The chain of an item, as it was traced last.

use vigie_domain::{Actor, ItemId, Permission, Timestamp};
use vigie_store::Reader;
use vigie_trace::ProviderChain;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// The last chain of an item with the time of its trace; `None` when it was never traced.
///
/// The answers it rests on are named by their digests; their bytes stay with the desk.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_chain(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
) -> Result<Option<(Timestamp, ProviderChain)>, DeskError> {
    actor.require(Permission::ReadItem)?;
    let item = desk
        .store()
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id);
    chain_of(desk.store(), item.or_not_found("item")?.id).await
}

/// The last chain of an item.
pub(crate) async fn chain_of(
    rows: &Reader,
    id: ItemId,
) -> Result<Option<(Timestamp, ProviderChain)>, DeskError> {
    let Some((at, value)) = rows.chain_of(id).await? else {
        return Ok(None);
    };
    Ok(Some((at, serde_json::from_value(value)?)))
}
