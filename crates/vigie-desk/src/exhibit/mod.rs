//! Exhibits: made, shown, exported, erased.

mod capture;
mod erase;
mod export;
mod retry;
mod reveal;
mod seal;

pub use capture::{capture_for_dispatch, capture_item, request_capture};
pub use erase::erase_exhibit;
pub use export::{ExportedExhibit, export_exhibit};
pub(crate) use retry::capture_again;
pub(crate) use reveal::payload;
pub use reveal::{Reveal, Revealed, reveal_record, reveal_text};
pub(crate) use seal::seal_supplied;
