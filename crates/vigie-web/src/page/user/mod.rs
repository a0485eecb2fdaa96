//! People of the desk.

pub(crate) mod act;
pub(crate) mod add;
pub(crate) mod list;
