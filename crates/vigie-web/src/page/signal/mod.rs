//! Is this known?

pub(crate) mod explain;
pub(crate) mod lookup;
