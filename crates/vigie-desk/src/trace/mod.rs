//! Tracing: who is responsible for a locator, kept as providers and contacts that a person confirms.

mod import;
mod ladder;
mod provider;
mod run;
mod show;
mod statement;

pub use import::{import_data, list_data, rollback_data};
pub use ladder::{RungView, show_ladder};
pub(crate) use provider::find_provider;
pub use run::{request_trace, trace_locator};
pub(crate) use run::{trace_again, trace_item};
pub(crate) use show::chain_of;
pub use show::show_chain;
pub use statement::record_host_statement;
