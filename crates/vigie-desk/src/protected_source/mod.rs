//! The register of protected sources: domains whose items leave only with the legal officer's
//! written finding.

mod add;
mod domain;
mod list;
mod remove;

pub use add::{NewProtectedSource, PROTECTED_KINDS, add_protected_source};
pub use list::list_protected_sources;
pub use remove::remove_protected_source;
