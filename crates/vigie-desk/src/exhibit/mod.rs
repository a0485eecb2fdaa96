//! Exhibits: made, shown, exported, erased.

mod capture;
mod erase;
mod export;
mod reveal;
mod seal;

pub use capture::{capture_for_dispatch, capture_item, request_capture};
pub use erase::erase_exhibit;
pub use export::{ExportedExhibit, export_exhibit};
pub use reveal::{Revealed, reveal_record};
pub(crate) use seal::{seal_captured, seal_supplied};
