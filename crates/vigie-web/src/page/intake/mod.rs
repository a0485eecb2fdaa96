//! Intake: an address, a file, a text, a list.

pub(crate) mod file;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod text;
pub(crate) mod url;
