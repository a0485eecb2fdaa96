//! Escalation dossiers: compiled by one person, read and released by another.

pub(crate) mod compile;
pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod release;
pub(crate) mod show;
