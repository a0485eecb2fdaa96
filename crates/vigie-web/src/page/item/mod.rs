//! Items: the queue, one item, what can be done with it.

pub(crate) mod act;
pub(crate) mod list;
pub(crate) mod show;

pub(crate) mod history;
