//! What is reported: by the public to the desk, without an account; by the desk to the public, a
//! yearly report that anybody can count again.

mod publish;
mod submit;

pub use publish::{count_year, publish_year};
pub(crate) use submit::checked_contact;
pub use submit::{PublicReport, Submitted, submit_report};
