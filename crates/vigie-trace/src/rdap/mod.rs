//! Registration data: which server, what it says, whom to write to.

mod answer;
pub(crate) mod cache;
pub(crate) mod client;
pub(crate) mod servers;
