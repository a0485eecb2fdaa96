//! The public report form: no account, three languages, and a reporter's address that expires.

mod submit;

pub use submit::{PublicReport, Submitted, submit_report};
