//! Orders, newest first, and what a person has to do about them.

use vigie_domain::order::OrderTask;
use vigie_domain::{Actor, Order, OrderId, Permission, Timestamp};
use vigie_store::{ExposureRow, OrderCursor, OrderFilter, Page};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most orders whose tasks are shown at once.
const TASK_ORDERS_MAX: u32 = 200;

/// One page of orders, newest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`].
pub async fn list_orders(
    desk: &Desk,
    actor: &Actor,
    filter: &OrderFilter,
    after: Option<OrderCursor>,
    limit: u32,
) -> Result<Page<Order, OrderCursor>, DeskError> {
    actor.require(Permission::ReadItem)?;
    actor.require(Permission::ReadProvider)?;
    Ok(desk.store().orders(desk.id, filter, after, limit).await?)
}

/// Something to do about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderTodo {
    /// Which order.
    pub order: OrderId,
    /// Its reference.
    pub reference: String,
    /// What.
    pub task: OrderTask,
    /// When something falls due by itself, where it does.
    pub due: Option<Timestamp>,
}

/// What a person has to do, and the providers whose home authority is to be told of their exposure.
///
/// # Errors
///
/// [`DeskError::Forbidden`].
pub async fn list_order_tasks(
    desk: &Desk,
    actor: &Actor,
) -> Result<(Vec<OrderTodo>, Vec<ExposureRow>), DeskError> {
    let filter = OrderFilter {
        waits: true,
        ..OrderFilter::default()
    };
    let page = list_orders(desk, actor, &filter, None, TASK_ORDERS_MAX).await?;
    let mut tasks = Vec::new();
    for order in page.rows {
        for task in order.tasks() {
            tasks.push(OrderTodo {
                order: order.id,
                reference: order.reference().to_owned(),
                task,
                due: order.next_due(),
            });
        }
    }
    let exposures = desk.store().open_exposures(desk.id).await?;
    Ok((tasks, exposures))
}
