//! Mail that comes in: filed under its notice, kept sealed, believed in nothing.

mod file;
mod ingest;
mod list;

pub use file::file_mail;
pub use ingest::{Ingested, ingest_mail};
pub(crate) use list::mails_of;
pub use list::{FiledMail, MailSummary, list_unfiled_mail, show_mail};
pub use vigie_dispatch::InboundMail;
