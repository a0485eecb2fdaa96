//! Banks: sets of known items and their signals that the desk answers for.

mod add;
mod close;
mod configure;
mod create;
mod export;
mod fetch;
mod find;
mod flood;
mod import;
mod list;
mod move_entry;
mod opinion;
mod search;
mod shared;
mod show;
mod undo;

pub(crate) use add::bank_footage;
pub use add::{BankedContent, NewContent, SIGNALS_MAX, add_content, bank_record, hash_to_bank};
pub use close::close_bank;
pub use configure::{BankSettings, configure_bank};
pub use create::{create_bank, create_bank_with};
pub use export::{ExportFormat, export_bank};
pub use fetch::{CHANGES_MAX, Change, Changes, Since, fetch_changes, list_readers};
pub(crate) use find::named_bank;
pub use flood::watch_floods;
pub use import::{ImportForm, ImportReport, RefusedLine, import_bank};
pub use list::{BankView, list_banks};
pub use move_entry::{ContentChange, activate_entries, change_content, move_entry, note_content};
pub use opinion::state_opinion;
pub(crate) use search::{search_captured, search_whole_later};
pub use shared::{KnownElsewhere, SharedEntries, known_elsewhere, shared_entries};
pub use show::{BankDetail, list_entries, show_bank, show_entry};
pub(crate) use undo::{withdraw_entry_in, withdraw_signals};
pub use vigie_store::BankReader;
