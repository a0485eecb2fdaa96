//! One order: what it says, where it stands, what runs, what happened.

use vigie_domain::audit_event::Case;
use vigie_domain::{Actor, Clock, Contact, Order, OrderId, Permission, Provider};
use vigie_store::{ExposureRow, LoggedEvent};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// Most events shown.
const HISTORY_EVENTS_MAX: u32 = 200;

/// One order with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// To whom.
    pub provider: Provider,
    /// Through which contact point.
    pub contact: Contact,
    /// Its clocks as they stand now.
    pub clocks: Vec<Clock>,
    /// Whether it would be the first order to this provider.
    pub is_first: bool,
    /// What it found of the provider's exposure.
    pub exposure: Option<ExposureRow>,
    /// What happened, newest first.
    pub history: Vec<LoggedEvent>,
}

/// Shows one order.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_order(desk: &Desk, actor: &Actor, id: OrderId) -> Result<OrderView, DeskError> {
    actor.require(Permission::ReadItem)?;
    actor.require(Permission::ReadProvider)?;
    let store = desk.store();
    let order = store.order(id).await?.or_not_ours(desk, "order")?;
    let provider = store
        .provider(order.provider)
        .await?
        .or_not_found("provider")?;
    let contact = store
        .contact(order.contact)
        .await?
        .or_not_found("contact")?;
    Ok(OrderView {
        clocks: order.clocks(desk.now()),
        is_first: !store.has_orders_to(order.provider).await?,
        exposure: store.exposure(id).await?,
        history: store.events_of(Case::Order(id), HISTORY_EVENTS_MAX).await?,
        order,
        provider,
        contact,
    })
}
