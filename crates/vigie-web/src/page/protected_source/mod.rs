//! The register of sources that are lawful as a rule.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
