//! A letter came back: another contact is chosen, and a second person approves it again.

use vigie_domain::{Actor, ContactId, Permission, Referral, ReferralCommand, ReferralId};

use super::draft::{choose_contact, drafted};
use super::token::{answer_token, digest_of};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Chooses another contact of the same provider for a referral that bounced.
///
/// # Errors
///
/// [`DeskError::Refused`] for a referral that did not bounce or a contact that may not be written to.
pub async fn readdress_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
    contact: ContactId,
) -> Result<Referral, DeskError> {
    actor.require(Permission::CloseReferral)?;
    let mut tx = desk.begin(actor).await?;
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    let state = referral.apply(ReferralCommand::Readdress, desk.now())?;
    let contact = choose_contact(&tx, referral.provider, Some(contact)).await?;
    referral.state = state;
    referral.language = contact.language;
    referral.contact = contact.id;
    referral.answer_token_sha256 = digest_of(answer_token(desk, id, contact.id)?);
    referral.updated_at = desk.now();
    tx.put_referral(&referral).await?;
    tx.commit(drafted(&referral)).await?;
    Ok(referral)
}
