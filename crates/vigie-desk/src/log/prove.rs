//! Proof that an act is in the log, for somebody who keeps nothing but the log's key.

use vigie_domain::audit_event::Case;
use vigie_domain::{Actor, AuditEvent, EventId, Permission, ReferralId};
use vigie_tlog::InclusionProof;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Events of a referral in which its approval is looked for.
const EVENTS_SEARCHED: u32 = 500;

/// What is to be proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One entry.
    Event(EventId),
    /// The newest approval of a referral.
    Referral(ReferralId),
}

/// Proves one entry, with the bytes of its leaf.
///
/// # Errors
///
/// [`DeskError::NotFound`] for what does not exist or was never approved; [`DeskError::Busy`] while
/// the entry waits for its place.
pub async fn prove(
    desk: &Desk,
    actor: &Actor,
    subject: Subject,
) -> Result<(InclusionProof, String), DeskError> {
    actor.require(Permission::ReadLog)?;
    let store = desk.store();
    let id = match subject {
        Subject::Event(id) => id,
        Subject::Referral(referral) => {
            let events = store.events_of(Case::Referral(referral), EVENTS_SEARCHED).await?;
            let approval = events.into_iter().find(|event| {
                let record = event.record.as_ref();
                let kind = record.map(|record| &record.event);
                matches!(kind, Some(AuditEvent::ReferralApproved { .. }))
            });
            approval.or_not_found("approved referral")?.id
        }
    };
    store.sequence(desk.now(), desk.log_key()).await?;
    let event = store.event(id).await?.or_not_found("entry of the log")?;
    let waits = DeskError::Busy { retry_after_ms: 1_000 };
    let Some(index) = event.log_index else { return Err(waits) };
    let Some(proof) = store.inclusion_proof(index).await? else { return Err(waits) };
    Ok((proof, event.leaf))
}
