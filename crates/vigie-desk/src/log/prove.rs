//! Proof that an act is in the log, for somebody who keeps nothing but the log's key.

use vigie_domain::audit_event::Case;
use vigie_domain::{Actor, AuditEvent, EventId, Permission, Referral, ReferralId};
use vigie_tlog::InclusionProof;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Events of a referral in which its approval is looked for.
const EVENTS_SEARCHED: u32 = 500;

/// A proof with the entry it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The event proved.
    pub event: EventId,
    /// The canonical bytes of its leaf.
    pub leaf: String,
    /// That they are in the tree of a signed checkpoint.
    pub inclusion: InclusionProof,
}

/// Proves one entry: by the id of an event, or by the id or reference of a referral, whose newest
/// approval is meant. `None` while the entry waits for its place.
///
/// # Errors
///
/// [`DeskError::NotFound`] for what does not exist or was never approved.
pub async fn prove(desk: &Desk, actor: &Actor, subject: &str) -> Result<Option<Proof>, DeskError> {
    actor.require(Permission::ReadLog)?;
    let store = desk.store();
    store.sequence(desk.now(), desk.log_key()).await?;
    let event = match subject.parse::<EventId>() {
        Ok(id) => store.event(id).await?,
        Err(_) => None,
    };
    let event = if let Some(event) = event {
        event
    } else {
        let referral = find_referral(desk, subject)
            .await?
            .or_not_found("event or referral")?;
        let events = store
            .events_of(Case::Referral(referral.id), EVENTS_SEARCHED)
            .await?;
        let approval = events.into_iter().find(|event| {
            let kind = event.record.as_ref().map(|record| &record.event);
            matches!(kind, Some(AuditEvent::ReferralApproved { .. }))
        });
        approval.or_not_found("approval of this referral")?
    };
    let Some(index) = event.log_index else {
        return Ok(None);
    };
    let inclusion = store.inclusion_proof(index).await?;
    Ok(inclusion.map(|inclusion| Proof {
        event: event.id,
        leaf: event.leaf,
        inclusion,
    }))
}

async fn find_referral(desk: &Desk, subject: &str) -> Result<Option<Referral>, DeskError> {
    let store = desk.store();
    let found = match subject.parse::<ReferralId>() {
        Ok(id) => store.referral(id).await?,
        Err(_) => store.referral_by_reference(desk.id, subject).await?,
    };
    Ok(found.filter(|referral| referral.desk == desk.id))
}
