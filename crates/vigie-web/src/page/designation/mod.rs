//! Powers of the desk: recorded with their document, ended.

pub(crate) mod end;
pub(crate) mod list;
pub(crate) mod record;
