//! Registration data: who holds a name, an address block or a network, and where abuse is reported.
//!
//! Lenient, because registries differ; and deliberately blind: what registrants and administrative
//! contacts published is personal data, tips off the operator, and is never taken out. Only the
//! organisation that holds a network is named, because it is the provider.

mod answer;
mod bootstrap;
mod contact;
mod minimise;

pub use answer::{
    RDAP_SIZE_BYTES_MAX, RdapAnswer, RdapError, RdapEvent, RdapLink, RdapSubject, Redaction,
    parse_rdap,
};
pub use bootstrap::{Bootstrap, BootstrapError};
pub use contact::{ContactRole, RdapContact};
pub use minimise::minimise_rdap;

#[cfg(test)]
mod tests;
