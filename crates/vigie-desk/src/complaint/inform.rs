//! An answer stands on the page of the token once its entry is in the log.

use vigie_domain::time::SECOND_MS;
use vigie_domain::{Actor, AuditEvent, ComplaintCommand, ComplaintId};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::Done;

/// How soon an answer that was not in the log is looked for again.
const LOG_WAIT_MS: i64 = SECOND_MS;

/// Publishes an answer to whoever holds the token; the job behind an answer.
pub(crate) async fn inform_complainant(desk: &Desk, id: ComplaintId) -> Result<Done, DeskError> {
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let complaint = tx
        .complaint_for_update(id)
        .await?
        .or_not_found("complaint")?;
    let Ok(informed) = complaint.apply(ComplaintCommand::Inform, desk.now()) else {
        return Ok(Done::Finished);
    };
    let event = complaint.state.decision().map(|decision| decision.event);
    let event = event.or_not_found("answer")?;
    if desk.store().log_index_of(event).await?.is_none() {
        return Ok(Done::Later(desk.now().plus_ms(LOG_WAIT_MS)));
    }
    tx.put_complaint(&informed).await?;
    tx.commit(AuditEvent::ComplaintInformed { complaint: id })
        .await?;
    Ok(Done::Finished)
}
