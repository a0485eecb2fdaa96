//! The answer link of a notice: no account, no script.

pub(crate) mod record;
pub(crate) mod show;
