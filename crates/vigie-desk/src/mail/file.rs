//! A person files a mail that no machine could: somebody read it and knows the notice.

use vigie_dispatch::inbound::Class;
use vigie_dispatch::parse_inbound;
use vigie_domain::{Actor, AuditEvent, MailId, Permission};

use super::ingest::{Proof, act_on};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Files a mail under the referral of that reference. A reply becomes a claim, a bounce stops the
/// clock: a person vouches for what the mail itself could not show.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a mail that is not of this desk; [`DeskError::Refused`] for one that
/// is filed already and for a reference that no referral has. Nothing is left behind.
pub async fn file_mail(
    desk: &Desk,
    actor: &Actor,
    id: MailId,
    reference: &str,
) -> Result<(), DeskError> {
    actor.require(Permission::IngestMail)?;
    let mut tx = desk.begin(actor).await?;
    let row = tx.mail(id).await?.filter(|row| row.desk == desk.id);
    let mut row = row.or_not_found("mail")?;
    if row.referral.is_some() {
        let detail = "this mail stands under its notice already and stays there";
        return Err(DeskError::input("mail_filed", detail));
    }
    let reference = reference.trim();
    let Some(found) = tx.referral_by_reference(desk.id, reference).await? else {
        let detail = "no referral has this reference; copy it from the referral’s page";
        return Err(DeskError::input("reference_unknown", detail));
    };
    let raw = desk.store().blobs().get_plain(row.raw_sha256).await?;
    let raw = raw.or_not_found("mail")?;
    let (mut mail, _) = parse_inbound(&raw, desk.rooms.mailer.config());
    if mail.class == Class::Other {
        // Whoever read it says that it answers this notice.
        mail.class = Class::Reply;
        mail.class.as_str().clone_into(&mut row.class);
    }
    let referral = tx.referral_for_update(found.id).await?;
    let referral = referral.or_not_found("referral")?;
    row.referral = Some(referral.id);
    tx.put_mail(&row).await?;
    let mut events = vec![AuditEvent::MailFiled {
        mail: id,
        referral: row.referral,
        class: row.class.clone(),
    }];
    act_on(desk, &mut tx, referral, Proof::Given, &mail, &mut events).await?;
    tx.commit_all(events).await?;
    Ok(())
}
