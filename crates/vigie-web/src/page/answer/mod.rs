//! The answer link of a notice: no account, no script.

pub(crate) mod order;
pub(crate) mod record;
pub(crate) mod show;
