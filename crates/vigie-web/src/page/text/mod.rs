//! What texts say: found, explained, and what they are read by.

pub(crate) mod explain;
pub(crate) mod model;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod term;
