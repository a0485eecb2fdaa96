//! Legal bases: the set in force, brought in by an administrator, and the forms that were attested.

mod attest;
mod book;
mod import;
mod list;

pub(crate) use attest::is_attested;
pub use attest::{FormStanding, attest_form, list_forms};
pub(crate) use book::LegalBook;
pub use book::shipped_set;
pub use import::{diff_set, import_set, parse_set};
pub use list::{LegalView, show_legal};
