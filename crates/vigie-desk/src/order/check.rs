//! A legal officer finds an order lawful; the basis it rests on must still hold.

use vigie_domain::{Actor, AuditEvent, Order, OrderCommand, OrderId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};
use crate::legal::LegalBook;

/// Checks an order in law.
///
/// # Errors
///
/// [`DeskError::Refused`] for whoever wrote it, for a basis that holds no longer, or with the
/// element the form lacks.
pub async fn check_order(desk: &Desk, actor: &Actor, id: OrderId) -> Result<Order, DeskError> {
    actor.require(Permission::CheckOrder)?;
    let permission = Permission::CheckOrder;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let mut tx = desk.begin(actor).await?;
    let order = tx.order_for_update(id).await?.or_not_ours(desk, "order")?;
    let book = LegalBook::read(desk, &tx).await?;
    book.current
        .check_still(&order.basis.reference(), desk.now())?;
    let checked = order.apply(OrderCommand::CheckLaw { by }, desk.now())?;
    tx.put_order(&checked).await?;
    tx.commit(AuditEvent::OrderChecked { order: id }).await?;
    Ok(checked)
}
