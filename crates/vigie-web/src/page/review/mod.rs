//! The blind second look.

pub(crate) mod list;
pub(crate) mod record;
