//! Mail that belongs to no notice: read by a person, and filed by her.

pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod show;
