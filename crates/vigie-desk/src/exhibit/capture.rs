//! Captures of an item: asked for by a person or an intake, made by a job.

use url::Url;
use vigie_capture::Captured;
use vigie_domain::{Actor, AuditEvent, Exhibit, ItemCommand, ItemId, ItemState, Permission};

use super::retry::{BUSY, Failure, queue_retry};
use super::seal::{Purpose, seal_captured};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::job::JobKind;

/// Asks for a capture, the first or another.
///
/// # Errors
///
/// [`DeskError::Refused`] when the case is past the point where a capture is taken.
pub async fn request_capture(desk: &Desk, actor: &Actor, id: ItemId) -> Result<(), DeskError> {
    actor.require(Permission::AddItem)?;
    let mut tx = desk.begin(actor).await?;
    let mut item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
    item.state = item.state.apply(ItemCommand::StartCapture)?;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    tx.enqueue(JobKind::Capture { item: id }.job(desk.now()))
        .await?;
    tx.commit(AuditEvent::CaptureStarted { item: id }).await?;
    Ok(())
}

/// Captures an item now: the job behind every intake.
///
/// A page that cannot be had is an answer, written down; the job is done. Where the cause may pass,
/// another capture is queued with that answer.
///
/// # Errors
///
/// [`DeskError::Broken`] when the desk itself failed, which is worth another try.
pub async fn capture_item(desk: &Desk, id: ItemId) -> Result<Option<Exhibit>, DeskError> {
    let actor = Actor::job(desk.id);
    let mut tx = desk.begin(&actor).await?;
    let mut item = tx
        .item_for_update(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let Some(locator) = item.primary_locator().cloned() else {
        return Ok(None);
    };
    if item.state == ItemState::Capturing {
        drop(tx);
    } else {
        let Ok(state) = item.state.apply(ItemCommand::StartCapture) else {
            // Somebody judged it meanwhile; there is nothing to capture for.
            return Ok(None);
        };
        item.state = state;
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
        tx.commit(AuditEvent::CaptureStarted { item: id }).await?;
    }
    match fetch(desk, &locator.url).await.and_then(refuse_busy) {
        Ok(captured) => seal_captured(desk, &actor, id, &captured, Purpose::Evidence)
            .await
            .map(Some),
        Err(failure) => {
            fail_capture(desk, &actor, id, failure).await?;
            Ok(None)
        }
    }
}

/// Writes down that there is no capture, together with when it is tried again.
async fn fail_capture(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
    failure: Failure,
) -> Result<(), DeskError> {
    let mut tx = desk.begin(actor).await?;
    let mut item = tx
        .item_for_update(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let Ok(state) = item.state.apply(ItemCommand::FailCapture) else {
        // Evidence came another way meanwhile, or a person closed the case: nothing failed.
        return Ok(());
    };
    item.state = state;
    item.updated_at = desk.now();
    tx.put_item(&item).await?;
    queue_retry(desk, &mut tx, id, &failure).await?;
    let cause = failure.cause;
    tx.commit(AuditEvent::CaptureFailed { item: id, cause })
        .await?;
    Ok(())
}

/// A server that asks to be left alone shows nothing of the item: no evidence of anything.
fn refuse_busy(captured: Captured) -> Result<Captured, Failure> {
    if !matches!(captured.status, Some(429 | 503)) {
        return Ok(captured);
    }
    Err(Failure {
        retry_after_ms: captured.retry_after_ms,
        ..Failure::of(BUSY)
    })
}

/// Captures an address once more, just before a line of a notice leaves. The case stays as it is.
///
/// # Errors
///
/// [`DeskError::Refused`] with the cause when the page cannot be had.
pub async fn capture_for_dispatch(
    desk: &Desk,
    item: ItemId,
    url: &str,
) -> Result<(Exhibit, Captured), DeskError> {
    let captured = fetch(desk, url).await.map_err(|failure| {
        DeskError::input(
            "recapture_failed",
            format!("the address could not be captured again: {}", failure.cause),
        )
    })?;
    let exhibit =
        seal_captured(desk, &Actor::job(desk.id), item, &captured, Purpose::Check).await?;
    Ok((exhibit, captured))
}

/// The capture, or why there is none.
async fn fetch(desk: &Desk, url: &str) -> Result<Captured, Failure> {
    let url = Url::parse(url).map_err(|_| Failure::of("malformed_url"))?;
    desk.rooms
        .capturer
        .capture(&url, desk.now())
        .await
        .map_err(|error| Failure::of(error.kind()))
}
