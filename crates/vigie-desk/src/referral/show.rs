//! One referral with everything that belongs to it.

use serde::Serialize;
use vigie_domain::audit_event::Case;
use vigie_domain::{
    Actor, Contact, Disclosure, Permission, Provider, Recheck, Referral, ReferralId, Retraction,
};
use vigie_store::LoggedEvent;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};
use crate::mail::{FiledMail, mails_of};

/// Events shown of a referral.
const HISTORY_EVENTS_MAX: u32 = 500;

/// One referral.
#[derive(Debug, Clone, Serialize)]
pub struct ReferralView {
    /// The referral, with what was said back.
    pub referral: Referral,
    /// To whom.
    pub provider: Provider,
    /// Through which address.
    pub contact: Contact,
    /// The watches over its lines.
    pub rechecks: Vec<Recheck>,
    /// Mails filed under it, oldest first.
    pub mails: Vec<FiledMail>,
    /// Who was told what, oldest first.
    pub disclosures: Vec<Disclosure>,
    /// What was taken back, oldest first.
    pub retractions: Vec<Retraction>,
    /// What happened, oldest first, each with its place in the log.
    pub history: Vec<LoggedEvent>,
    /// What time it is where the recipient sits.
    pub recipient_time: Option<String>,
}

/// Shows one referral.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
) -> Result<ReferralView, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let store = desk.store();
    let referral = store
        .referral(id)
        .await?
        .filter(|referral| referral.desk == desk.id);
    let referral = referral.or_not_found("referral")?;
    let contact = store
        .contact(referral.contact)
        .await?
        .or_not_found("contact")?;
    let mut history = store
        .events_of(Case::Referral(id), HISTORY_EVENTS_MAX)
        .await?;
    history.reverse();
    Ok(ReferralView {
        provider: store
            .provider(referral.provider)
            .await?
            .or_not_found("provider")?,
        rechecks: store.rechecks_of(id).await?,
        mails: mails_of(store, id).await?,
        disclosures: store.disclosures_of(id).await?,
        retractions: store.retractions_of(id).await?,
        history,
        recipient_time: desk.now().civil(&contact.zone).map(|civil| civil.text),
        contact,
        referral,
    })
}
