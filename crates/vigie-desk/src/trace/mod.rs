//! Tracing: who is responsible for a locator, kept as providers and contacts that a person confirms.

mod import;
mod provider;
mod run;
mod show;
mod statement;

pub use import::{import_data, list_data};
pub(crate) use provider::find_provider;
pub use run::{request_trace, trace_locator};
pub(crate) use run::{trace_again, trace_item};
pub(crate) use show::chain_of;
pub use show::show_chain;
pub use statement::record_host_statement;
