//! The settings in force, to be read.

pub(crate) mod show;
