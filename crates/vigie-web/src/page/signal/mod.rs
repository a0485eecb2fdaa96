//! Is this known?

pub(crate) mod lookup;
