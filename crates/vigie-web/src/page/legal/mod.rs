//! Legal bases in force, and the printed forms a legal officer attests.

pub(crate) mod attest;
pub(crate) mod list;
