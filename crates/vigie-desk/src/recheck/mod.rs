//! Re-checks: every line that was sent is looked at until the watch ends.

mod ask;
mod record;
mod run;

pub use ask::{Look, look_at_item, look_at_locator};
pub(crate) use run::{look_now, next_look_at, run_rechecks};
