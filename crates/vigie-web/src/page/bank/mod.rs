//! Banks of known signals.

pub(crate) mod act;
pub(crate) mod create;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod show;
