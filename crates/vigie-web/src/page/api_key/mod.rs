//! Keys of the programming interface.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod revoke;
