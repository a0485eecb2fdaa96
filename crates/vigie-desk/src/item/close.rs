//! What is not one item is closed, and never leaves the house.

use vigie_domain::{Actor, AuditEvent, ItemCommand, ItemId, Permission, UrlScope};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Closes a case whose locator names a collection, a search, a home page: not one item.
///
/// # Errors
///
/// [`DeskError::Refused`] for a locator that does name one item, or a case that was judged.
pub async fn close_not_item(desk: &Desk, actor: &Actor, id: ItemId) -> Result<(), DeskError> {
    actor.require(Permission::AssessItem)?;
    let mut tx = desk.begin(actor).await?;
    let mut item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
    let scope = item
        .primary_locator()
        .map_or(UrlScope::Unknown, |locator| locator.scope);
    if scope == UrlScope::Item {
        let detail = "this address names one item; assess it";
        return Err(DeskError::input("is_an_item", detail));
    }
    item.state = item.state.apply(ItemCommand::CloseNotItem)?;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    tx.commit(AuditEvent::ItemNotItem {
        item: id,
        scope: scope.name().to_owned(),
    })
    .await?;
    Ok(())
}
