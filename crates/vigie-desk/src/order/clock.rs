//! What falls due on an order by itself: its time runs out, an appeal lapses, a silence ends.

use vigie_domain::order::{OrderCommand, is_exposed};
use vigie_domain::{Actor, AuditEvent, Order, OrderId};
use vigie_store::{ExposureRow, Tx};

use super::letter::OrderLetter;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::{Done, JobKind};

/// Does what fell due; the job behind every clock of an order.
pub(crate) async fn run_order_clock(desk: &Desk, id: OrderId) -> Result<Done, DeskError> {
    let now = desk.now();
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let mut order = tx.order_for_update(id).await?.or_not_found("order")?;
    let mut events = Vec::new();
    for command in order.due_commands(now) {
        let event = event_of(id, &command);
        let Ok(next) = order.apply(command, now) else {
            continue;
        };
        order = next;
        events.extend(event);
        after(desk, &mut tx, &order, &mut events).await?;
    }
    if events.is_empty() {
        // What was due then is due at another time now, and queued for it.
        return Ok(Done::Finished);
    }
    tx.put_order(&order).await?;
    tx.commit_all(events).await?;
    Ok(Done::Finished)
}

fn event_of(id: OrderId, command: &OrderCommand) -> Option<AuditEvent> {
    match command {
        OrderCommand::MarkOverdue => Some(AuditEvent::OrderOverdue { order: id }),
        OrderCommand::LapseAppeal => Some(AuditEvent::OrderAppealed {
            order: id,
            outcome: "lapsed".to_owned(),
        }),
        OrderCommand::EndNonDisclosure { .. } => Some(AuditEvent::NonDisclosureChanged {
            order: id,
            outcome: "ended".to_owned(),
            reason: None,
        }),
        _ => None,
    }
}

/// What follows from where an order stands now: letters that fell due, an exposure that was reached.
pub(super) async fn after(
    desk: &Desk,
    tx: &mut Tx<'_>,
    order: &Order,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    use vigie_domain::order::region::{NonDisclosure, Reinstatement};
    let letter = |letter| {
        let order = order.id;
        JobKind::OrderLetter { order, letter }.job(desk.now())
    };
    if matches!(order.reinstatement, Reinstatement::Due { .. }) {
        tx.enqueue(letter(OrderLetter::Reinstate)).await?;
    }
    // An order that never left has nobody to tell.
    if matches!(order.non_disclosure, NonDisclosure::Ended { .. }) && order.state.has_left() {
        tx.enqueue(letter(OrderLetter::Author)).await?;
    }
    if let Some(at) = order.next_due() {
        let order = order.id;
        tx.enqueue(JobKind::OrderClock { order, at }.job(at))
            .await?;
    }
    if order.is_final() && tx.exposure(order.id).await?.is_none() {
        expose(desk, tx, order, events).await?;
    }
    Ok(())
}

/// Final orders enough within the window raise a task for the authority of the provider's state.
async fn expose(
    desk: &Desk,
    tx: &mut Tx<'_>,
    order: &Order,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    // The order's own row is not written yet.
    let mut finals = tx.final_orders_to(order.provider).await?;
    finals.extend(order.appeal.final_at());
    if !is_exposed(&finals, &order.basis, &order.zone, desk.now()) {
        return Ok(());
    }
    let orders = u32::try_from(finals.len()).unwrap_or(u32::MAX);
    tx.put_exposure(&ExposureRow {
        order: order.id,
        provider: order.provider,
        orders,
        at: desk.now(),
        told_at: None,
    })
    .await?;
    events.push(AuditEvent::ProviderExposed {
        provider: order.provider,
        order: order.id,
        orders,
    });
    Ok(())
}
