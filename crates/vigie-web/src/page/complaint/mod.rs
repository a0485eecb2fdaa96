//! Complaints: the public form, the page of a token, and the desk's own pages.

pub(crate) mod act;
pub(crate) mod follow;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod submit;
