//! Items: taken in, shown, held, opened again.

mod account;
mod add;
mod add_list;
mod close;
mod hold;
mod queue;
mod reopen;
mod show;
mod upload;

pub(crate) use account::account_pseudonym;
pub use add::{Added, NewItem, add_item};
pub(crate) use add::{add_checked as add_reported, locator};
pub use add_list::{ListLine, ListReport, add_list};
pub use close::close_not_item;
pub use hold::{clear_item, hold_item};
pub use queue::{claim_item, count_queue, list_queue, list_review_queue, release_item};
pub use reopen::reopen_item;
pub use show::{ItemView, show_item};
pub use upload::{Upload, UploadKind, upload_item};
pub use vigie_store::{Page, QueueCursor, QueueFilter};
