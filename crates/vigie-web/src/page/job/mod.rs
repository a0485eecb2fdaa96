//! Work that failed for good.

pub(crate) mod list;
pub(crate) mod requeue;
