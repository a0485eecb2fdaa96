//! The public report form: no account, three languages, and a reporter's address that expires.

mod submit;

pub(crate) use submit::checked_contact;
pub use submit::{PublicReport, Submitted, submit_report};
