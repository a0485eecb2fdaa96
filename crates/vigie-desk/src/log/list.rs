//! Entries of the log, as a colleague may read them.

use vigie_domain::{Actor, AuditEvent, ItemState, Permission};
use vigie_store::LoggedEvent;

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most entries of one page.
const PAGE_EVENTS_MAX: u32 = 500;

/// The newest entries, newest first; those without a place in the log wait for the sequencer.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_newest(
    desk: &Desk,
    actor: &Actor,
    limit: u32,
) -> Result<Vec<LoggedEvent>, DeskError> {
    actor.require(Permission::ReadLog)?;
    let limit = limit.clamp(1, PAGE_EVENTS_MAX);
    let events = desk.store().events_newest(desk.id, limit).await?;
    without_hidden_findings(desk, actor, events).await
}

/// Entries from an index of the log on, in its order.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_entries(
    desk: &Desk,
    actor: &Actor,
    from_index: u64,
    limit: u32,
) -> Result<Vec<LoggedEvent>, DeskError> {
    actor.require(Permission::ReadLog)?;
    let limit = limit.clamp(1, PAGE_EVENTS_MAX);
    let events = desk
        .store()
        .events_after(desk.id, from_index, limit)
        .await?;
    without_hidden_findings(desk, actor, events).await
}

/// The log tells a reviewer no finding that waits for her own: its public part stays, which names
/// neither item nor conclusion, the rest is taken out.
async fn without_hidden_findings(
    desk: &Desk,
    actor: &Actor,
    mut events: Vec<LoggedEvent>,
) -> Result<Vec<LoggedEvent>, DeskError> {
    if actor.may(Permission::ReadAssessment) {
        return Ok(events);
    }
    for event in &mut events {
        let Some(record) = &event.record else {
            continue;
        };
        let AuditEvent::ItemAssessed {
            item, assessment, ..
        } = record.event
        else {
            continue;
        };
        let state = desk.store().item(item).await?.map(|item| item.state);
        let waits = matches!(
            state,
            Some(ItemState::Assessed { assessment: last, by, .. })
                if last == assessment && actor.user() != Some(by)
        );
        if waits {
            event.record = None;
        }
    }
    Ok(events)
}
