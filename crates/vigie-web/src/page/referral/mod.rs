//! Referrals: drafted, read, approved, followed.

pub(crate) mod act;
pub(crate) mod draft;
pub(crate) mod list;
pub(crate) mod preview;
pub(crate) mod show;
