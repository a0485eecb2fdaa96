//! Contacts: found, added, confirmed.

pub(crate) mod add;
pub(crate) mod confirm;
pub(crate) mod list;
