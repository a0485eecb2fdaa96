//! The desk of oversight: its queue, a look with reasons and evidence together, recommendations.

pub(crate) mod act;
pub(crate) mod list;
pub(crate) mod look;
