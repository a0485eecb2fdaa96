//! Banks: sets of known items and their signals that the desk answers for.

mod create;
mod export;
mod import;
mod list;

pub use create::create_bank;
pub use export::export_bank;
pub use import::{ImportReport, RefusedLine, import_bank};
pub use list::{BankView, list_banks};
