//! Registration data over HTTP: which server, what it says, whom to write to.

pub(crate) mod bootstrap;
