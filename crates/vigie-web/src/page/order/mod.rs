//! Removal orders: drafted, checked, signed, followed, printed.

pub(crate) mod act;
pub(crate) mod draft;
pub(crate) mod list;
pub(crate) mod paper;
pub(crate) mod show;
