//! Providers and their measured behaviour.

pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod volume;
