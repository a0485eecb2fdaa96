//! Mails as lists show them, and one mail as it was understood.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vigie_dispatch::{InboundMail, parse_inbound};
use vigie_domain::{Actor, MailId, Permission, ReferralId, Timestamp};
use vigie_store::{MailRow, Reader};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// A mail without the words of whoever wrote it: those stay in the sealed message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiledMail {
    /// The mail.
    pub id: MailId,
    /// What it is: `bounce`, `delay`, `arrival`, `auto_reply`, `reply`, `other`.
    pub class: String,
    /// When it came.
    pub received_at: Timestamp,
    /// What it was about.
    #[serde(flatten)]
    pub summary: MailSummary,
}

/// What is kept of a mail beside its sealed bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MailSummary {
    /// Its subject.
    pub subject: String,
    /// The ticket the other side opened, in its words.
    pub ticket: Option<String>,
    /// Size of the raw message.
    pub size_bytes: usize,
    /// How many files are attached.
    pub attachments: usize,
    /// Addresses it names as the real host behind a proxy: candidates, nothing more.
    pub origin_hints: Vec<IpAddr>,
    /// What was odd about it.
    pub defects: Vec<String>,
}

impl FiledMail {
    fn of(row: MailRow) -> Result<Self, DeskError> {
        let summary = serde_json::from_value(row.summary)?;
        Ok(Self {
            id: row.id,
            class: row.class,
            received_at: row.received_at,
            summary,
        })
    }
}

/// The mails filed under a referral, oldest first.
pub(crate) async fn mails_of(rows: &Reader, id: ReferralId) -> Result<Vec<FiledMail>, DeskError> {
    rows.mails_of(id)
        .await?
        .into_iter()
        .map(FiledMail::of)
        .collect()
}

/// Mails that belong to no notice, oldest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_unfiled_mail(desk: &Desk, actor: &Actor) -> Result<Vec<FiledMail>, DeskError> {
    actor.require(Permission::IngestMail)?;
    let rows = desk.store().mails_unfiled(desk.id).await?;
    rows.into_iter().map(FiledMail::of).collect()
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
) -> Result<(FiledMail, InboundMail), DeskError> {
    actor.require(Permission::IngestMail)?;
    let row = desk
        .store()
        .mail(id)
        .await?
        .filter(|row| row.desk == desk.id);
    let row = row.or_not_found("mail")?;
    let raw = desk
        .store()
        .blobs()
        .get_plain(row.raw_sha256)
        .await?
        .or_not_found("mail")?;
    let (mail, _) = parse_inbound(&raw, desk.rooms.mailer.config());
    Ok((FiledMail::of(row)?, mail))
}
