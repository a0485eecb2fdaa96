//! Bodies of mails. The words of whoever wrote one stay in the sealed message.

use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::mail::FiledMail;

use crate::api::value::{Id, Time};

/// A mail that came in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MailBody {
    /// Its id.
    id: Id,
    /// What it is: `bounce`, `delay`, `arrival`, `auto_reply`, `reply`, `other`.
    class: String,
    /// When it came.
    received_at: Time,
    /// Its subject.
    subject: String,
    /// The ticket the other side opened, in its words.
    ticket: Option<String>,
    /// Size of the raw message.
    size_bytes: usize,
    /// How many files are attached.
    attachments: usize,
    /// What was odd about it.
    defects: Vec<String>,
}

impl From<FiledMail> for MailBody {
    fn from(mail: FiledMail) -> Self {
        Self {
            id: Id(mail.id.0),
            class: mail.class,
            received_at: mail.received_at.into(),
            subject: mail.summary.subject,
            ticket: mail.summary.ticket,
            size_bytes: mail.summary.size_bytes,
            attachments: mail.summary.attachments,
            defects: mail.summary.defects,
        }
    }
}
