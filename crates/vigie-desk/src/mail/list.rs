//! Mails nobody could file, and one mail as it was understood.

use vigie_dispatch::{InboundMail, parse_inbound};
use vigie_domain::{Actor, MailId, Permission};
use vigie_store::MailRow;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Mails that belong to no notice, oldest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_unfiled_mail(desk: &Desk, actor: &Actor) -> Result<Vec<MailRow>, DeskError> {
    actor.require(Permission::IngestMail)?;
    Ok(desk.store().mails_unfiled(desk.id).await?)
}

/// One mail with its words, read anew from the sealed message.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_mail(
    desk: &Desk,
    actor: &Actor,
    id: MailId,
) -> Result<(MailRow, InboundMail), DeskError> {
    actor.require(Permission::IngestMail)?;
    let row = desk.store().mail(id).await?.filter(|row| row.desk == desk.id);
    let row = row.or_not_found("mail")?;
    let raw = desk.store().blobs().get_plain(row.raw_sha256).await?.or_not_found("mail")?;
    let (mail, _) = parse_inbound(&raw, desk.rooms.mailer.config());
    Ok((row, mail))
}
